package org.manualkey.wire;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** A growing buffer that encodes frames behind each other. */
final class FrameBuffer {
  private byte[] bytes = new byte[512];
  private int end;

  byte[] array() {
    return bytes;
  }

  int length() {
    return end;
  }

  void wipe() {
    Arrays.fill(bytes, 0, end, (byte) 0);
  }

  /** Appends one frame, its length filled in. */
  void put(Frame frame) throws FrameException {
    int start = end;
    putInt(0);
    switch (frame) {
      case ClientFrame client -> putClient(client);
      case DaemonFrame daemon -> putDaemon(daemon);
    }
    int length = end - start - Integer.BYTES;
    if (length > Frame.MAX_LENGTH) {
      throw new FrameException(
          "a frame of " + length + " bytes is over the limit of " + Frame.MAX_LENGTH);
    }
    setInt(start, length);
  }

  private void putClient(ClientFrame frame) throws FrameException {
    switch (frame) {
      case ClientFrame.Hello hello -> putHello(hello);
      case ClientFrame.Command command -> putCommand(command);
      case ClientFrame.Input input -> putPayload(FrameType.INPUT, input.bytes());
      case ClientFrame.EndOfInput _ -> putByte(FrameType.END_OF_INPUT);
      case ClientFrame.Interrupt _ -> putByte(FrameType.INTERRUPT);
      case ClientFrame.Opened _ -> {
        putByte(FrameType.FILE);
        putByte(1);
      }
      case ClientFrame.NotOpened answer -> {
        putByte(FrameType.FILE);
        putByte(0);
        putString(answer.reason());
      }
    }
  }

  private void putDaemon(DaemonFrame frame) throws FrameException {
    switch (frame) {
      case DaemonFrame.Welcome welcome -> {
        putByte(FrameType.WELCOME);
        putShort("version", welcome.version());
        putString(welcome.daemonVersion());
      }
      case DaemonFrame.Out out -> putPayload(FrameType.OUT, out.bytes());
      case DaemonFrame.Err err -> putPayload(FrameType.ERR, err.bytes());
      case DaemonFrame.Ready _ -> putByte(FrameType.READY);
      case DaemonFrame.Exit exit -> {
        putByte(FrameType.EXIT);
        putByte("exit status", exit.status(), 255);
      }
      case DaemonFrame.OpenForSaving open -> {
        putByte(FrameType.OPEN);
        putString(open.path());
        putByte(1);
      }
      case DaemonFrame.Refused refused -> {
        putByte(FrameType.REFUSED);
        putString(refused.reason());
      }
    }
  }

  private void putHello(ClientFrame.Hello hello) throws FrameException {
    putByte(FrameType.HELLO);
    putShort("version", hello.version());
    putString(hello.program());
    putByte("number of environment entries", hello.environment().size(), 255);
    for (Map.Entry<String, String> entry : hello.environment().entrySet()) {
      putString(entry.getKey());
      putString(entry.getValue());
    }
  }

  private void putCommand(ClientFrame.Command command) throws FrameException {
    List<String> argv = command.argv();
    putByte(FrameType.COMMAND);
    putShort("number of words", argv.size());
    for (int i = 0; i < argv.size(); i++) {
      putString(argv.get(i));
    }
    putByte("number of descriptors", command.descriptors(), Frame.MAX_DESCRIPTORS);
  }

  private void putPayload(int type, Payload payload) {
    reserve(1 + payload.length());
    putByte(type);
    putBytes(payload.array(), payload.offset(), payload.length());
  }

  private void putString(String text) {
    byte[] encoded = text.getBytes(StandardCharsets.UTF_8);
    putInt(encoded.length);
    putBytes(encoded, 0, encoded.length);
  }

  private void putShort(String what, int value) throws FrameException {
    check(what, value, 0xffff);
    putByte(value >>> 8);
    putByte(value);
  }

  private void putByte(String what, int value, int max) throws FrameException {
    check(what, value, max);
    putByte(value);
  }

  private static void check(String what, int value, int max) throws FrameException {
    if (value < 0 || value > max) {
      throw new FrameException(what + " " + value + " is not in 0.." + max);
    }
  }

  private void putByte(int value) {
    reserve(1);
    bytes[end++] = (byte) value;
  }

  private void putInt(int value) {
    reserve(Integer.BYTES);
    end += Integer.BYTES;
    setInt(end - Integer.BYTES, value);
  }

  private void setInt(int at, int value) {
    bytes[at] = (byte) (value >>> 24);
    bytes[at + 1] = (byte) (value >>> 16);
    bytes[at + 2] = (byte) (value >>> 8);
    bytes[at + 3] = (byte) value;
  }

  private void putBytes(byte[] source, int offset, int length) {
    reserve(length);
    System.arraycopy(source, offset, bytes, end, length);
    end += length;
  }

  private void reserve(int more) {
    if (more <= bytes.length - end) {
      return;
    }
    byte[] old = bytes;
    bytes = Arrays.copyOf(old, Math.max(end + more, 2 * old.length));
    Arrays.fill(old, 0, end, (byte) 0);
  }
}
