package org.manualkey.wire;

/** One message of the client protocol: {@code u32 length, u8 type, body}, all big-endian. */
public sealed interface Frame permits ClientFrame, DaemonFrame {

  /** The protocol version of this package. */
  int VERSION = 1;

  /** The largest value of the length field, which counts the type byte and the body. */
  int MAX_LENGTH = 1 << 20;

  /** The most descriptors that one frame may bring. */
  int MAX_DESCRIPTORS = 16;
}
