package org.manualkey.sadb.memory;

import org.jspecify.annotations.Nullable;
import org.manualkey.pfkey.Address;
import org.manualkey.pfkey.Identity;
import org.manualkey.pfkey.KmCookie;
import org.manualkey.pfkey.XfrmSettings;
import org.manualkey.sadb.rules.RequestInProgress;

/**
 * What most SAs do not have; those share {@link #NONE}.
 *
 * @param innerSource inner source of a tunnel, with prefix and port
 * @param innerDestination there exactly when the inner source is
 * @param nattLocal NAT-T address of this side
 * @param nattRemote NAT-T address of the other side
 * @param sourceIdentity who the source is
 * @param destinationIdentity who the destination is
 * @param cookie which key management made the SA
 * @param settings what only XFRM has
 */
record Details(
    @Nullable Address innerSource,
    @Nullable Address innerDestination,
    @Nullable Address nattLocal,
    @Nullable Address nattRemote,
    @Nullable Identity sourceIdentity,
    @Nullable Identity destinationIdentity,
    @Nullable KmCookie cookie,
    XfrmSettings settings) {
  static final Details NONE =
      new Details(null, null, null, null, null, null, null, XfrmSettings.NONE);

  /**
   * The details of an ADD.
   *
   * @param settings what is kept of that which only XFRM has
   */
  static Details of(RequestInProgress request, XfrmSettings settings) {
    Details details =
        new Details(
            request.findAddress(Address.Kind.INNER_SRC),
            request.findAddress(Address.Kind.INNER_DST),
            request.findAddress(Address.Kind.NATT_LOC),
            request.findAddress(Address.Kind.NATT_REM),
            request.identity(Identity.Kind.SRC),
            request.identity(Identity.Kind.DST),
            request.storedCookie(),
            settings);
    return details.isNone() ? NONE : details;
  }

  private boolean isNone() {
    return innerSource == null
        && innerDestination == null
        && nattLocal == null
        && nattRemote == null
        && sourceIdentity == null
        && destinationIdentity == null
        && cookie == null
        && settings.isNone();
  }

  Details withCookie(KmCookie cookie) {
    return new Details(
        innerSource,
        innerDestination,
        nattLocal,
        nattRemote,
        sourceIdentity,
        destinationIdentity,
        cookie,
        settings);
  }
}
