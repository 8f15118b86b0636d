package org.manualkey.pfkey;

import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;

/** What fills whole 64-bit words on the wire does so as a value. */
class WordsTest {
  private static final Octets ODD = Octets.of(new byte[5]);

  @Test
  void keys() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Key(Key.Kind.AUTH, 40, 0, PlainKeys.material(new byte[5])));
  }

  @Test
  void identities() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Identity(Identity.Kind.SRC, 2, 0, 0, ODD));
  }

  @Test
  void labels() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Sensitivity(Sensitivity.Kind.INNER, 0, 0, 0, 0, 0, 0, ODD));
  }

  @Test
  void addressesOfOtherFamilies() {
    assertThatIllegalArgumentException().isThrownBy(() -> new SocketAddress.Other(9, ODD));
  }

  @Test
  void unknownExtensions() {
    assertThatIllegalArgumentException().isThrownBy(() -> new UnknownExtension(99, ODD));
  }

  @Test
  void restsOfOversizedOnes() {
    Pair pair = new Pair(1);
    assertThatIllegalArgumentException().isThrownBy(() -> new Oversized(pair, ODD));
    assertThatIllegalArgumentException().isThrownBy(() -> new Oversized(pair, Octets.EMPTY));
    assertThatIllegalArgumentException()
        .isThrownBy(() ->
            new Oversized(
                new UnknownExtension(99, Octets.of(new byte[4])), Octets.of(new byte[8])));
  }
}
