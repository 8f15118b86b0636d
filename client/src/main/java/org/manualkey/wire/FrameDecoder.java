package org.manualkey.wire;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Decodes the type byte and body of one frame; every byte must be accounted for. */
final class FrameDecoder {
  private final byte[] frame;
  private final int type;
  private int at = 1;

  FrameDecoder(byte[] frame) {
    this.frame = frame;
    this.type = frame[0] & 0xff;
  }

  ClientFrame client() throws FrameException {
    return complete(
        switch (type) {
          case FrameType.HELLO -> hello();
          case FrameType.COMMAND -> command();
          case FrameType.INPUT -> new ClientFrame.Input(rest());
          case FrameType.END_OF_INPUT -> new ClientFrame.EndOfInput();
          case FrameType.INTERRUPT -> new ClientFrame.Interrupt();
          case FrameType.FILE -> file();
          case FrameType.ABANDON -> new ClientFrame.Abandon();
          default -> throw unexpected("a client");
        });
  }

  DaemonFrame daemon() throws FrameException {
    return complete(
        switch (type) {
          case FrameType.WELCOME -> welcome();
          case FrameType.OUT -> new DaemonFrame.Out(rest());
          case FrameType.ERR -> new DaemonFrame.Err(rest());
          case FrameType.READY -> new DaemonFrame.Ready(at == frame.length ? "" : string());
          case FrameType.EXIT -> new DaemonFrame.Exit(u8());
          case FrameType.OPEN -> open();
          case FrameType.REFUSED -> new DaemonFrame.Refused(string());
          case FrameType.WORDS -> words();
          default -> throw unexpected("the daemon");
        });
  }

  private FrameException unexpected(String sender) {
    String name = "frame type " + FrameType.describe(type);
    return new FrameException(
        FrameType.isKnown(type) ? name + " does not come from " + sender : name + " is unknown");
  }

  private <F extends Frame> F complete(F value) throws FrameException {
    if (at != frame.length) {
      throw bad((frame.length - at) + " bytes too long");
    }
    return value;
  }

  private ClientFrame hello() throws FrameException {
    int version = u16();
    if (version != Frame.VERSION) {
      at = frame.length;
      return new ClientFrame.Hello(version, "", Map.of());
    }
    String program = string();
    int count = u8();
    Map<String, String> environment = HashMap.newHashMap(count);
    for (int i = 0; i < count; i++) {
      String name = string();
      if (environment.put(name, string()) != null) {
        throw bad("an environment name comes twice");
      }
    }
    return new ClientFrame.Hello(version, program, environment);
  }

  private ClientFrame command() throws FrameException {
    List<String> argv = strings();
    int descriptors = u8();
    if (descriptors > Frame.MAX_DESCRIPTORS) {
      throw bad(descriptors + " descriptors are over the limit of " + Frame.MAX_DESCRIPTORS);
    }
    return new ClientFrame.Command(argv, descriptors);
  }

  private ClientFrame file() throws FrameException {
    int outcome = u8();
    return switch (outcome) {
      case 0 -> new ClientFrame.NotOpened(string());
      case 1 -> new ClientFrame.Opened();
      default -> throw bad("outcome " + outcome + " is not 0 or 1");
    };
  }

  private DaemonFrame welcome() throws FrameException {
    int version = u16();
    if (version != Frame.VERSION) {
      at = frame.length;
      return new DaemonFrame.Welcome(version, "");
    }
    return new DaemonFrame.Welcome(version, string());
  }

  private DaemonFrame open() throws FrameException {
    String path = string();
    int mode = u8();
    if (mode != 1) {
      throw bad("open mode " + mode + " is unknown");
    }
    return new DaemonFrame.OpenForSaving(path);
  }

  private DaemonFrame words() throws FrameException {
    int count = u16();
    Map<String, List<String>> places = new HashMap<>();
    for (int i = 0; i < count; i++) {
      String place = string();
      List<String> words = strings();
      if (places.put(place, words) != null) {
        throw bad("a place comes twice");
      }
    }
    return new DaemonFrame.Words(places);
  }

  private Payload rest() {
    Payload payload = Payload.of(frame, at, frame.length - at);
    at = frame.length;
    return payload;
  }

  /** {@code u16 count, count × string}. */
  private List<String> strings() throws FrameException {
    int count = u16();
    List<String> strings = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      strings.add(string());
    }
    return strings;
  }

  private String string() throws FrameException {
    int length = u16() << 16 | u16();
    int begin = at;
    skip(length);
    try {
      // Not new String(...): that would turn bytes that are no UTF-8 into question marks, and a
      // command with a damaged word must not be carried out.
      return StandardCharsets.UTF_8
          .newDecoder()
          .decode(ByteBuffer.wrap(frame, begin, length))
          .toString();
    } catch (CharacterCodingException e) {
      throw bad("a string is not UTF-8");
    }
  }

  private int u16() throws FrameException {
    return u8() << 8 | u8();
  }

  private int u8() throws FrameException {
    skip(1);
    return frame[at - 1] & 0xff;
  }

  private void skip(int count) throws FrameException {
    if (count < 0 || count > frame.length - at) {
      throw bad("a field goes beyond its end");
    }
    at += count;
  }

  private FrameException bad(String rule) {
    return new FrameException("malformed frame " + FrameType.describe(type) + ": " + rule);
  }
}
