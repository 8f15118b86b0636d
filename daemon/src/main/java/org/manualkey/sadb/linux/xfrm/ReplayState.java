package org.manualkey.sadb.linux.xfrm;

import java.util.Arrays;
import org.manualkey.netlink.Attribute;
import org.manualkey.netlink.AttributeType;
import org.manualkey.netlink.SaInfo;

/**
 * Where the sequence numbers of an SA stand: the last one that was sent, the highest that was
 * received, and which of those below it were. It is read from one message of XFRM and written into
 * another one, whose SA may have a window of another length and form; without any allocation.
 *
 * <p>The kernel has them in two forms ({@link Attribute.Replay}, {@link Attribute.LongReplay}). In
 * the bitmap of the first one, the bit 0 is the highest number; the second one is a ring, in which
 * a number has the bit (number - 1) modulo the window.
 */
final class ReplayState {
  /** The longest window of the kernel. */
  private static final int LONGEST = 4096;

  private static final int SHORT_FORM = 12;
  private static final int LONG_FORM = 24;
  private static final int SHORT_WINDOW = 32;

  private boolean longNumbers;
  private long sent;
  private long received;

  /** Of how many numbers it is known whether they were received, from the highest on down. */
  private int known;

  /** The bit i: whether the number that is i below the highest was received. */
  private final long[] bits = new long[LONGEST / Long.SIZE];

  /**
   * Reads the state of an SA.
   *
   * @param info where its fixed part begins
   * @param attributes where the attributes begin
   * @return whether the message has it
   */
  boolean read(MessageOctets message, int info, int attributes) {
    Arrays.fill(bits, 0);
    longNumbers = (message.octet(info + SaInfo.FLAGS) & SaInfo.ESN) != 0;
    int at = message.attribute(AttributeType.REPLAY_ESN_VAL, attributes, LONG_FORM);
    if (at != MessageOctets.NONE) {
      return readLong(message, at, attributes);
    }
    at = message.attribute(AttributeType.REPLAY_VAL, attributes, SHORT_FORM);
    if (at == MessageOctets.NONE) {
      return false;
    }
    sent = Integer.toUnsignedLong(message.int32(at));
    received = Integer.toUnsignedLong(message.int32(at + 4));
    bits[0] = Integer.toUnsignedLong(message.int32(at + 8));
    known = Math.min(message.octet(info + SaInfo.REPLAY_WINDOW), SHORT_WINDOW);
    return true;
  }

  private boolean readLong(MessageOctets message, int at, int attributes) {
    int words = message.int32(at);
    int window = message.int32(at + 20);
    if (words < 0
        || words > LONGEST / Integer.SIZE
        || window < 0
        || window > words * Integer.SIZE
        || message.attribute(
                AttributeType.REPLAY_ESN_VAL, attributes, LONG_FORM + words * Integer.BYTES)
            == MessageOctets.NONE) {
      return false;
    }
    sent = number(message.int32(at + 4), message.int32(at + 12));
    received = number(message.int32(at + 8), message.int32(at + 16));
    known = window;
    for (int i = 0; i < window; i++) {
      int place = place((int) received, i, window);
      int word = message.int32(at + LONG_FORM + place / Integer.SIZE * Integer.BYTES);
      if ((word >>> place % Integer.SIZE & 1) != 0) {
        bits[i / Long.SIZE] |= 1L << i % Long.SIZE;
      }
    }
    return true;
  }

  private static long number(int low, int high) {
    return (long) high << Integer.SIZE | Integer.toUnsignedLong(low);
  }

  /** The bit of the number that is so far below the highest, in a ring. */
  private static int place(int highest, int below, int window) {
    int first = Integer.remainderUnsigned(highest - 1, window);
    return first >= below ? first - below : window - (below - first);
  }

  /** Whether a number was received, or may have been. */
  private boolean has(int below) {
    return below >= known || (bits[below / Long.SIZE] >>> below % Long.SIZE & 1) != 0;
  }

  /**
   * Writes it into the addition of an SA. No number goes back there: where the addition begins
   * further on, it stays. Numbers of 32 and of 64 bits do not go on from each other: then nothing
   * is written.
   *
   * @param there what the addition says, read from it
   * @param info where the fixed part of the SA begins
   * @param attributes where its attributes begin
   */
  void continueIn(MessageOctets.Prepared message, ReplayState there, int info, int attributes) {
    if (!there.read(message, info, attributes) || there.longNumbers != longNumbers) {
      return;
    }
    int oneWay = message.attribute(AttributeType.SA_DIR, attributes, 1);
    int direction = oneWay == MessageOctets.NONE ? 0 : message.octet(oneWay);
    boolean sends =
        direction != Attribute.OneDirection.IN && Long.compareUnsigned(sent, there.sent) > 0;
    boolean receives =
        direction != Attribute.OneDirection.OUT
            && Long.compareUnsigned(received, there.received) >= 0;
    int at = message.attribute(AttributeType.REPLAY_ESN_VAL, attributes, LONG_FORM);
    if (at != MessageOctets.NONE) {
      writeLong(message, at, sends, receives);
      return;
    }
    at = message.attribute(AttributeType.REPLAY_VAL, attributes, SHORT_FORM);
    if (sends) {
      message.set(at, (int) sent);
    }
    if (receives) {
      message.set(at + 4, (int) received);
      message.set(at + 8, received == 0 ? 0 : word(0));
    }
  }

  /**
   * Passes over numbers that may have been sent since: so many, or half of those that are left if
   * that is less, so that an SA that has few of them can still send.
   */
  void passOver(int numbers) {
    long left = (longNumbers ? -1L : 0xffff_ffffL) - sent;
    sent += Math.min(numbers, left >>> 1);
  }

  /** The bits of 32 numbers. */
  private int word(int from) {
    int word = 0;
    for (int i = 0; i < Integer.SIZE; i++) {
      word |= has(from + i) ? 1 << i : 0;
    }
    return word;
  }

  private void writeLong(MessageOctets.Prepared message, int at, boolean sends, boolean receives) {
    if (sends) {
      message.set(at + 4, (int) sent);
      message.set(at + 12, (int) (sent >>> Integer.SIZE));
    }
    if (!receives) {
      return;
    }
    message.set(at + 8, (int) received);
    message.set(at + 16, (int) (received >>> Integer.SIZE));
    int window = message.int32(at + 20);
    for (int i = 0; i < message.int32(at); i++) {
      message.set(at + LONG_FORM + i * Integer.BYTES, 0);
    }
    for (int i = 0; received != 0 && i < window; i++) {
      if (has(i)) {
        int place = place((int) received, i, window);
        int word = at + LONG_FORM + place / Integer.SIZE * Integer.BYTES;
        message.set(word, message.int32(word) | 1 << place % Integer.SIZE);
      }
    }
  }
}
