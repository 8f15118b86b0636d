package org.manualkey.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.manualkey.pfkey.Header;
import org.manualkey.pfkey.Key;
import org.manualkey.pfkey.Message;
import org.manualkey.pfkey.linux.LinuxCodec;
import org.manualkey.sa.SecurityAssociation;

/**
 * Octets as a message of a Linux kernel, in the terms of illumos and back again.
 *
 * <p>The first octet chooses the order of octets; the length in the header is made to fit.
 */
final class LinuxMessageTarget {
  private final LinuxCodec codec;
  private final Planted planted;
  private final byte[] octets;

  private LinuxMessageTarget(LinuxCodec codec, Planted planted, byte[] octets) {
    this.codec = codec;
    this.planted = planted;
    this.octets = octets;
  }

  static void run(byte[] input) {
    if (input.length == 0) {
      return;
    }
    ByteOrder order = (input[0] & 1) == 0 ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN;
    byte[] octets = IllumosMessageTarget.framed(input, order);
    Planted.inTurn(input, key -> new LinuxMessageTarget(new LinuxCodec(order), key, octets).run());
  }

  private void run() {
    ByteBuffer buffer = ByteBuffer.wrap(octets);
    Header header = codec.header(buffer);
    if (header == null) {
      return;
    }
    Message keyless = codec.decodeWithoutKeys(header, buffer);
    assertThat(keyless.key(Key.Kind.AUTH)).isNull();
    assertThat(keyless.key(Key.Kind.ENCRYPT)).isNull();
    Message message = planted.in(codec.decode(header, buffer));
    planted.assertAbsent("a message", message.toString());
    SecurityAssociation sa = SecurityAssociation.shown(message);
    if (sa != null) {
      planted.assertAbsent("an SA", sa.toString());
    }
    switch (header.type()) {
      case ADD, UPDATE, GET, DELETE -> encode(message);
      default -> {}
    }
  }

  /** What is sent says the same when it is read and sent again. */
  private void encode(Message message) {
    byte[] once = encoded(message);
    Message read = decoded(once);
    assertThat(read).isNotNull();
    byte[] twice = encoded(read);
    Message again = decoded(twice);
    assertThat(twice).as("octets of %s, then of %s", message, read).isEqualTo(once);
    assertThat(read.equals(again)).isTrue();
  }

  private @Nullable Message decoded(byte[] encoded) {
    ByteBuffer buffer = ByteBuffer.wrap(encoded);
    Header header = codec.header(buffer);
    return header == null ? null : codec.decode(header, buffer);
  }

  private byte[] encoded(Message message) {
    ByteBuffer buffer = ByteBuffer.allocate(LinuxCodec.LONGEST);
    int length = codec.encode(message, buffer);
    return Arrays.copyOf(buffer.array(), length);
  }
}
