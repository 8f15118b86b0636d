package org.manualkey.service;

/**
 * What an administrator should know of a service that has done what it was asked for; its state is
 * not changed by that.
 */
public sealed interface ServiceWarning permits SaWarning, PortWarning {
  /** What it is about, as programs read it. */
  String word();

  /** In one line. */
  String text();
}
