package org.manualkey.language;

import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.manualkey.pfkey.SocketAddress;

/** An address as typed. Equality ignores the position. */
public sealed interface Host {
  /** No prefix was typed. */
  int NO_PREFIX = -1;

  /** Bits of an address. */
  int WHOLE_ADDRESS = 128;

  /** Prefix length as typed, not yet fitted to a family; see {@link #fitPrefix}. */
  int prefixLength();

  /**
   * A typed prefix length in the 128 bits that everything travels in: up to 32 on an IPv4 address
   * means that many of its own bits.
   */
  static int fitPrefix(SocketAddress.Inet6 address, int typed) {
    if (typed == NO_PREFIX) {
      return WHOLE_ADDRESS;
    }
    return address.isMapped() && typed <= 32 ? typed + WHOLE_ADDRESS - 32 : typed;
  }

  /**
   * A literal address.
   *
   * @param address IPv4 as mapped IPv6
   * @param line where it stands
   * @param column where it stands
   */
  record Literal(SocketAddress.Inet6 address, int prefixLength, int line, int column)
      implements Host {
    @Override
    public boolean equals(@Nullable Object other) {
      return other instanceof Literal that
          && address.equals(that.address)
          && prefixLength == that.prefixLength;
    }

    @Override
    public int hashCode() {
      return Objects.hash(address, prefixLength);
    }
  }

  /**
   * A host name.
   *
   * @param name as typed
   * @param inet6Only whether IPv4 addresses of it do not count
   * @param line where it stands
   * @param column where it stands
   * @param length octets of the text
   * @param secret whether it may be a key, and is not shown
   */
  record Name(
      String name,
      boolean inet6Only,
      int prefixLength,
      int line,
      int column,
      int length,
      boolean secret)
      implements Host {
    @Override
    public boolean equals(@Nullable Object other) {
      return other instanceof Name that
          && name.equals(that.name)
          && inet6Only == that.inet6Only
          && prefixLength == that.prefixLength;
    }

    @Override
    public int hashCode() {
      return Objects.hash(name, inet6Only, prefixLength);
    }

    /** A problem about this name. */
    public Problem problem(ProblemCode code, String hint) {
      String shown = secret ? null : Tokens.printable(name);
      return new Problem(code, line, column, length, shown, hint);
    }
  }
}
