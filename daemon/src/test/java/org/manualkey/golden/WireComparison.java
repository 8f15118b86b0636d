package org.manualkey.golden;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;

/**
 * Compares messages as octets: sequence number and process id do not count, nor what the original
 * leaves unspecified, nor the order of the extensions of one message.
 */
final class WireComparison {
  private static final int HEADER = 16;
  private static final int MASKED_FROM = 8;
  private static final int TYPE = 1;

  /** UPDATE, ADD, DELETE, FLUSH and the forms for pairs. */
  private static final Set<Integer> CHANGES = Set.of(2, 3, 4, 9, 13, 14);

  /** An extension, with a mask of the octets that count. */
  private static final class Piece {
    private final byte[] octets;
    private final byte[] mask;

    Piece(byte[] octets, byte[] mask) {
      this.octets = octets;
      this.mask = mask;
    }

    boolean matches(Piece other) {
      if (octets.length != other.octets.length) {
        return false;
      }
      for (int i = 0; i < octets.length; i++) {
        if ((octets[i] & mask[i]) != (other.octets[i] & mask[i])) {
          return false;
        }
      }
      return true;
    }

    @Override
    public String toString() {
      return HexFormat.of().formatHex(octets);
    }
  }

  private WireComparison() {}

  static boolean isChange(byte[] message) {
    return CHANGES.contains((int) message[TYPE]);
  }

  /** The messages that change a database. */
  static List<byte[]> changes(List<byte[]> messages) {
    return messages.stream().filter(WireComparison::isChange).toList();
  }

  /** What differs first, or an empty string. */
  static String difference(
      List<byte[]> expected, List<GoldenCase.Unspecified> unspecified, List<byte[]> actual) {
    for (int i = 0; i < Math.min(expected.size(), actual.size()); i++) {
      String difference =
          difference(expected.get(i), mask(expected, unspecified, i), actual.get(i));
      if (!difference.isEmpty()) {
        return "message " + i + ": " + difference;
      }
    }
    return expected.size() == actual.size()
        ? ""
        : expected.size() + " messages expected, " + actual.size() + " written";
  }

  private static byte[] mask(
      List<byte[]> expected, List<GoldenCase.Unspecified> unspecified, int message) {
    byte[] mask = new byte[expected.get(message).length];
    Arrays.fill(mask, (byte) 0xff);
    for (GoldenCase.Unspecified range : unspecified) {
      if (range.message() == message) {
        Arrays.fill(mask, range.from(), range.to(), (byte) 0);
      }
    }
    return mask;
  }

  private static String difference(byte[] expected, byte[] mask, byte[] actual) {
    byte[] wanted = Arrays.copyOf(expected, MASKED_FROM);
    byte[] given = Arrays.copyOf(actual, MASKED_FROM);
    if (!Arrays.equals(wanted, given)) {
      return "header " + hex(wanted) + " expected, " + hex(given) + " written";
    }
    byte[] all = new byte[actual.length];
    Arrays.fill(all, (byte) 0xff);
    List<Piece> left = pieces(actual, all);
    for (Piece piece : pieces(expected, mask)) {
      Piece match = left.stream().filter(piece::matches).findFirst().orElse(null);
      if (match == null) {
        return "extension " + piece + " is missing; left over: " + left;
      }
      left.remove(match);
    }
    return left.isEmpty() ? "" : "too much: " + left;
  }

  private static List<Piece> pieces(byte[] message, byte[] mask) {
    List<Piece> pieces = new ArrayList<>();
    ByteBuffer octets = ByteBuffer.wrap(message).order(ByteOrder.LITTLE_ENDIAN);
    int at = HEADER;
    while (at < message.length) {
      int end = at + Math.max(1, octets.getShort(at)) * 8;
      pieces.add(
          new Piece(Arrays.copyOfRange(message, at, end), Arrays.copyOfRange(mask, at, end)));
      at = end;
    }
    return pieces;
  }

  private static String hex(byte[] octets) {
    return HexFormat.of().formatHex(octets);
  }
}
