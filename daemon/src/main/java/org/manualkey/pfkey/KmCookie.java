package org.manualkey.pfkey;

/**
 * Which key management made an SA ({@code X_KM_COOKIE}).
 *
 * @param protocol 0 manual, 1 IKE, 2 KINK, 3 IKEv2
 * @param cookie its label, unsigned 64 bits
 */
public record KmCookie(int protocol, long cookie) implements Extension {
  @Override
  public ExtensionType type() {
    return ExtensionType.X_KM_COOKIE;
  }
}
