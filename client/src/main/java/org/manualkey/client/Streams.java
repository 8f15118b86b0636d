package org.manualkey.client;

import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;

/**
 * The standard streams of a client, unbuffered: each frame of the daemon is one write.
 *
 * @param in standard input
 * @param out standard output
 * @param err standard error
 */
record Streams(InputStream in, OutputStream out, OutputStream err) {

  private static final Pattern CONTROLS =
      Pattern.compile("[\\p{Cc}\\u061c\\u200e\\u200f\\u2028-\\u202e\\u2066-\\u2069&&[^\\n]]");

  /**
   * The streams of this process. Not System.out, which hides errors and costs a charset encoder.
   */
  static Streams ofProcess() {
    return new Streams(
        new FileInputStream(FileDescriptor.in),
        new FileOutputStream(FileDescriptor.out),
        new FileOutputStream(FileDescriptor.err));
  }

  /**
   * Writes {@code PROGRAM: MESSAGE} as one line to standard error. Names of files may be anybody's:
   * characters that steer a terminal become {@code ?}.
   */
  void printError(String program, String message) {
    try {
      err.write(
          (program + ": " + CONTROLS.matcher(message).replaceAll("?") + "\n")
              .getBytes(StandardCharsets.UTF_8));
    } catch (IOException e) {
      // Standard error has no reader: the exit status must do.
    }
  }
}
