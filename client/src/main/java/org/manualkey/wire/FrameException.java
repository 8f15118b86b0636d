package org.manualkey.wire;

import java.io.IOException;

/**
 * A frame that breaks the protocol. The message names the frame and the rule, never its contents,
 * which may be key bytes. The stream cannot be used after it.
 */
public final class FrameException extends IOException {
  private static final long serialVersionUID = 1L;

  /** An exception with a one-line message. */
  public FrameException(String message) {
    super(message);
  }
}
