package org.manualkey.wire;

/** The numbers of the type byte: below 16 from the client, from 16 on from the daemon. */
final class FrameType {
  static final int HELLO = 1;
  static final int COMMAND = 2;
  static final int INPUT = 3;
  static final int END_OF_INPUT = 4;
  static final int INTERRUPT = 5;
  static final int FILE = 6;
  static final int ABANDON = 7;

  static final int WELCOME = 16;
  static final int OUT = 17;
  static final int ERR = 18;
  static final int READY = 19;
  static final int EXIT = 20;
  static final int OPEN = 21;
  static final int REFUSED = 22;
  static final int WORDS = 23;

  private FrameType() {}

  /** {@code "17 (OUT)"}, or only the number of a type that is not known. */
  static String describe(int type) {
    String name =
        switch (type) {
          case HELLO -> "HELLO";
          case COMMAND -> "COMMAND";
          case INPUT -> "INPUT";
          case END_OF_INPUT -> "END_OF_INPUT";
          case INTERRUPT -> "INTERRUPT";
          case FILE -> "FILE";
          case ABANDON -> "ABANDON";
          case WELCOME -> "WELCOME";
          case OUT -> "OUT";
          case ERR -> "ERR";
          case READY -> "READY";
          case EXIT -> "EXIT";
          case OPEN -> "OPEN";
          case REFUSED -> "REFUSED";
          case WORDS -> "WORDS";
          default -> "";
        };
    return name.isEmpty() ? Integer.toString(type) : type + " (" + name + ")";
  }

  static boolean isKnown(int type) {
    return (type >= HELLO && type <= ABANDON) || (type >= WELCOME && type <= WORDS);
  }
}
