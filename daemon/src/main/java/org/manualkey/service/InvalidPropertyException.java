package org.manualkey.service;

import java.io.IOException;

/** A property has an invalid value; the message names the property, but no file. */
public final class InvalidPropertyException extends IOException {
  private static final long serialVersionUID = 1L;

  private final Property property;

  InvalidPropertyException(Property property, String message) {
    super(message);
    this.property = property;
  }

  Property property() {
    return property;
  }
}
