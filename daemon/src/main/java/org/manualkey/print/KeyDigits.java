package org.manualkey.print;

import org.manualkey.pfkey.Key;
import org.manualkey.secret.KeyMaterial;

/** The digits of keys; the only code that writes them. */
final class KeyDigits {
  private final boolean paranoid;
  private final TextSink out;

  KeyDigits(boolean paranoid, TextSink out) {
    this.paranoid = paranoid;
    this.out = out;
  }

  /** {@code AKY:} or {@code EKY:}, the salt in brackets. */
  void print(Key key) {
    boolean auth =
        switch (key.kind()) {
          case AUTH -> true;
          case ENCRYPT -> false;
        };
    String tag = auth ? "AKY: " : "EKY: ";
    out.text(tag).text(auth ? "Authentication" : "Encryption").text(" key.\n").text(tag);
    int keyOctets = key.octets();
    digits(key.material(), 0, keyOctets);
    if (key.reserved() == 0) {
      out.character('/').unsigned(key.bits());
    } else {
      if (key.reserved() >= 8) {
        out.character('[');
      }
      digits(key.material(), keyOctets, keyOctets + saltOctets(key));
      out.text("]/").unsigned(key.bits()).character('+').unsigned(key.reserved());
    }
    out.newline();
  }

  /** As a key file has it: key and salt in one. */
  void save(Key key) {
    digits(key);
    out.character('/').unsigned(key.bits() + key.reserved());
  }

  /** The digits alone, of key and salt. */
  void digits(Key key) {
    digits(key.material(), 0, key.octets() + saltOctets(key));
  }

  /** Octets of salt; a remainder of bits is not printed. */
  static int saltOctets(Key key) {
    return key.reserved() / 8;
  }

  /** A key may claim more bits than it has octets; missing ones are not printed. */
  private void digits(KeyMaterial material, int from, int to) {
    for (int i = from; i < Math.min(to, material.length()); i++) {
      if (paranoid) {
        out.text("XX");
      } else {
        out.hexOctet(material.octet(i));
      }
    }
  }
}
