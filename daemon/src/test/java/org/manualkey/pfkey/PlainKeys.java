package org.manualkey.pfkey;

import java.nio.ByteBuffer;
import org.manualkey.secret.KeyMaterial;

/** Keys of octets that a test knows. */
public final class PlainKeys {
  private PlainKeys() {}

  public static KeyMaterial material(byte[] octets) {
    return KeyMaterial.take(ByteBuffer.wrap(octets), octets.length);
  }

  /** A key that is filled up to whole words, as it is on the wire. */
  public static Key of(Key.Kind kind, int bits, int reserved, byte[] octets) {
    return new Key(kind, bits, reserved, material(octets).resized((octets.length + 7) & ~7));
  }
}
