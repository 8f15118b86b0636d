package org.manualkey.sadb.linux.xfrm;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.manualkey.host.IpAddress;
import org.manualkey.netlink.Attribute;
import org.manualkey.netlink.SaInfo;
import org.manualkey.pfkey.Address;
import org.manualkey.pfkey.Extension;
import org.manualkey.pfkey.Key;
import org.manualkey.pfkey.Message;
import org.manualkey.pfkey.MessageType;
import org.manualkey.pfkey.Oversized;
import org.manualkey.pfkey.Sa;
import org.manualkey.pfkey.SaType;
import org.manualkey.pfkey.XfrmSettings;
import org.manualkey.secret.KeyMaterial;

/**
 * What an ADD needs that not every kernel has: all SAs that need the same are taken by a kernel, or
 * none. Has no key.
 *
 * @param protocol {@link SaInfo#ESP} or {@link SaInfo#AH}
 * @param family of its destination; each has a module of its own
 * @param auth number of the authentication algorithm; 0: none
 * @param authBits of its key
 * @param checkBits to which its check value is truncated; 0: the usual length
 * @param encrypt number of the cipher; 0: NULL encryption, or AH
 * @param encryptBits of its key, and the salt
 * @param longNumbers whether its sequence numbers have 64 bits
 */
record AskedAlgorithms(
    int protocol,
    int family,
    int auth,
    int authBits,
    int checkBits,
    int encrypt,
    int encryptBits,
    boolean longNumbers) {

  /** Of a request that the rules let through; null: it adds nothing. */
  static @Nullable AskedAlgorithms of(Message request) {
    if (request.header().type() != MessageType.ADD) {
      return null;
    }
    Sa sa = null;
    IpAddress destination = null;
    Key auth = null;
    Key encrypt = null;
    XfrmSettings settings = XfrmSettings.NONE;
    for (Extension extension :
        request.extensions()) { // once, for all: each SA of a text comes here
      switch (extension instanceof Oversized(Extension content, _) ? content : extension) {
        case Sa it -> sa = it;
        case Address it when it.kind() == Address.Kind.DST ->
            destination = IpAddress.of(it.socketAddress());
        case Key it when it.kind() == Key.Kind.AUTH -> auth = it;
        case Key it -> encrypt = it;
        case XfrmSettings it -> settings = it;
        default -> {}
      }
    }
    if (sa == null || destination == null) {
      return null;
    }
    boolean esp = request.header().saType().equals(SaType.ESP);
    return new AskedAlgorithms(
        esp ? SaInfo.ESP : SaInfo.AH,
        Addresses.family(destination),
        auth == null ? 0 : sa.auth(),
        auth == null ? 0 : auth.bits(),
        auth == null ? 0 : settings.checkBits(),
        esp ? sa.encrypt() : 0,
        esp && encrypt != null ? encrypt.bits() : 0,
        settings.longNumbers());
  }

  /** NULL encryption alone, of the same family. */
  AskedAlgorithms withNothing() {
    return new AskedAlgorithms(protocol, family, 0, 0, 0, 0, 0, longNumbers);
  }

  /** The same with NULL encryption. */
  AskedAlgorithms withoutEncryption() {
    return new AskedAlgorithms(protocol, family, auth, authBits, checkBits, 0, 0, longNumbers);
  }

  /** The same with check values of the usual length. */
  AskedAlgorithms withUsualCheckBits() {
    return new AskedAlgorithms(
        protocol, family, auth, authBits, 0, encrypt, encryptBits, longNumbers);
  }

  /** The same with sequence numbers of 32 bits. */
  AskedAlgorithms withShortNumbers() {
    return new AskedAlgorithms(
        protocol, family, auth, authBits, checkBits, encrypt, encryptBits, false);
  }

  boolean isEsp() {
    return protocol == SaInfo.ESP;
  }

  /** Octets of the longer key. */
  int keyOctets() {
    return (Math.max(authBits, encryptBits) + Long.SIZE - 1) / Long.SIZE * Long.BYTES;
  }

  /**
   * As XFRM is asked for them, with a key that is nobody's.
   *
   * @param key of at least {@link #keyOctets}; that of both algorithms
   */
  List<Attribute> attributes(XfrmAlgorithms names, KeyMaterial key) {
    List<Attribute> attributes = new ArrayList<>(2);
    if (auth != 0) {
      attributes.add(names.authentication(auth, authBits, checkBits, key));
    }
    if (isEsp()) {
      attributes.add(names.encryption(encrypt, encryptBits, key));
    }
    return attributes;
  }
}
