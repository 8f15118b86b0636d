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
    if (frame instanceof ClientFrame client) {
      putClient(client);
    } else {
      putDaemon((DaemonFrame) frame);
    }
    int length = end - start - Integer.BYTES;
    if (length > Frame.MAX_LENGTH) {
      throw new FrameException(
          "frame of " + length + " bytes exceeds the limit of " + Frame.MAX_LENGTH);
    }
    setInt(start, length);
  }

  // Chains of instanceof, not pattern switches: a switch over types is linked at run time, which
  // no AOT cache holds, and costs the client more than everything else it does.
  private void putClient(ClientFrame frame) throws FrameException {
    if (frame instanceof ClientFrame.Hello hello) {
      putHello(hello);
    } else if (frame instanceof ClientFrame.Command command) {
      putCommand(command);
    } else if (frame instanceof ClientFrame.Input input) {
      putPayload(FrameType.INPUT, input.bytes());
    } else if (frame instanceof ClientFrame.EndOfInput) {
      putByte(FrameType.END_OF_INPUT);
    } else if (frame instanceof ClientFrame.Interrupt) {
      putByte(FrameType.INTERRUPT);
    } else if (frame instanceof ClientFrame.Opened) {
      putByte(FrameType.FILE);
      putByte(1);
    } else if (frame instanceof ClientFrame.Abandon) {
      putByte(FrameType.ABANDON);
    } else {
      putByte(FrameType.FILE);
      putByte(0);
      putString(((ClientFrame.NotOpened) frame).reason());
    }
  }

  private void putDaemon(DaemonFrame frame) throws FrameException {
    if (frame instanceof DaemonFrame.Welcome welcome) {
      putByte(FrameType.WELCOME);
      putShort("version", welcome.version());
      putString(welcome.daemonVersion());
    } else if (frame instanceof DaemonFrame.Out out) {
      putPayload(FrameType.OUT, out.bytes());
    } else if (frame instanceof DaemonFrame.Err err) {
      putPayload(FrameType.ERR, err.bytes());
    } else if (frame instanceof DaemonFrame.Ready ready) {
      putByte(FrameType.READY);
      if (!ready.prompt().isEmpty()) {
        putString(ready.prompt());
      }
    } else if (frame instanceof DaemonFrame.Exit exit) {
      putByte(FrameType.EXIT);
      putByte("exit status", exit.status(), 255);
    } else if (frame instanceof DaemonFrame.OpenForSaving open) {
      putByte(FrameType.OPEN);
      putString(open.path());
      putByte(1);
    } else if (frame instanceof DaemonFrame.Words words) {
      putWords(words);
    } else {
      putByte(FrameType.REFUSED);
      putString(((DaemonFrame.Refused) frame).reason());
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
    putByte(FrameType.COMMAND);
    putStrings(command.argv());
    putByte("number of descriptors", command.descriptors(), Frame.MAX_DESCRIPTORS);
  }

  private void putWords(DaemonFrame.Words words) throws FrameException {
    putByte(FrameType.WORDS);
    putShort("number of places", words.places().size());
    for (Map.Entry<String, List<String>> place : words.places().entrySet()) {
      putString(place.getKey());
      putStrings(place.getValue());
    }
  }

  private void putStrings(List<String> strings) throws FrameException {
    putShort("number of words", strings.size());
    for (int i = 0; i < strings.size(); i++) {
      putString(strings.get(i));
    }
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
