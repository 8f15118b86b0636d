package org.manualkey.fuzz;

import java.util.Arrays;
import java.util.List;
import java.util.Random;

/**
 * Choices made by the octets of an input: randomness that a fuzzer can steer. When the octets are
 * used up, every choice is 0.
 *
 * <p>Jazzer's own FuzzedDataProvider would do the same, but works inside of the fuzzer only, and is
 * no {@link Random}, which the generators of other tests take.
 */
public final class Choices extends Random {
  private final byte[] octets;
  private int at;

  public Choices(byte[] octets) {
    super(0);
    this.octets = octets;
  }

  /** Whether all octets are used up. */
  public boolean isExhausted() {
    return at >= octets.length;
  }

  /** One of some values. */
  public <T> T of(List<T> values) {
    return values.get(nextInt(values.size()));
  }

  /** The octets that are left. */
  public byte[] rest() {
    byte[] rest = Arrays.copyOfRange(octets, Math.min(at, octets.length), octets.length);
    at = octets.length;
    return rest;
  }

  /** Whether something that happens once in so many times happens; not when all is used up. */
  public boolean oneIn(int times) {
    return nextInt(times) == times - 1;
  }

  private int octet() {
    return isExhausted() ? 0 : octets[at++] & 0xff;
  }

  @Override
  protected int next(int bits) {
    int value = 0;
    for (int read = 0; read < bits; read += Byte.SIZE) {
      value = value << Byte.SIZE | octet();
    }
    return bits == Integer.SIZE ? value : value & ((1 << bits) - 1);
  }

  /** Takes one octet where that is enough. */
  @Override
  public int nextInt(int bound) {
    return bound <= 1 << Byte.SIZE ? octet() % bound : next(31) % bound;
  }

  @Override
  public boolean nextBoolean() {
    return (octet() & 1) != 0;
  }

  @Override
  public void nextBytes(byte[] bytes) {
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) octet();
    }
  }
}
