package org.manualkey.sadb.linux.xfrm;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.manualkey.host.IpAddress;
import org.manualkey.netlink.Attribute;
import org.manualkey.netlink.NetlinkAddress;
import org.manualkey.netlink.SaInfo;
import org.manualkey.netlink.SaName;
import org.manualkey.netlink.Selector;
import org.manualkey.netlink.Usage;
import org.manualkey.netlink.XfrmMessage;
import org.manualkey.pfkey.Address;
import org.manualkey.pfkey.Key;
import org.manualkey.pfkey.SaFlag;
import org.manualkey.pfkey.SaType;
import org.manualkey.pfkey.SocketAddress;
import org.manualkey.pfkey.XfrmSettings;
import org.manualkey.sa.Ends;
import org.manualkey.sa.Keys;
import org.manualkey.sa.Natt;
import org.manualkey.sa.SecurityAssociation;

/** SAs as XFRM is asked to add them. Keys are those of the SA, not copies. */
final class AskedSas {
  private static final int SMALL_WINDOW = 32;
  private static final int WHOLE_PORT = 0xffff;
  private static final int NATT_PORT = 4500;
  private static final int MAPPED_BITS = 96;

  private final XfrmAlgorithms algorithms;
  private final boolean directed;

  /**
   * For one kernel.
   *
   * @param directed whether it holds SAs to one direction
   */
  AskedSas(XfrmAlgorithms algorithms, boolean directed) {
    this.algorithms = algorithms;
    this.directed = directed;
  }

  XfrmMessage.Sa add(SecurityAssociation sa) {
    return add(sa, false);
  }

  /**
   * The same.
   *
   * @param counted whether there is to be a place for the counters, wherever they begin
   */
  XfrmMessage.Sa add(SecurityAssociation sa, boolean counted) {
    SaName name = Addresses.name(sa.id());
    IpAddress source = IpAddress.of(sa.outer().source().socketAddress());
    XfrmSettings settings = sa.settings();
    int direction = directed ? sa.oneWay() : 0;
    // A kernel that knows that an SA only sends refuses a window of it.
    boolean windowless = sa.sa().has(SaFlag.NOREPLAY) || direction == SaFlag.OUTBOUND.bit();
    int window = windowless ? 0 : sa.sa().replay();
    boolean small = window <= SMALL_WINDOW && !settings.longNumbers();
    SaInfo info =
        new SaInfo(
            selector(sa, name.family()),
            name,
            source == null || Addresses.family(source) != name.family()
                ? NetlinkAddress.UNSPECIFIED
                : Addresses.of(source),
            LimitsOfSas.of(sa.lifetimes()),
            Usage.NONE,
            SaInfo.Failures.NONE,
            0,
            settings.requestId(),
            sa.isTunnel() ? SaInfo.TUNNEL : SaInfo.TRANSPORT,
            small ? window : 0,
            settings.longNumbers() ? SaInfo.ESN : 0);
    List<Attribute> attributes = attributes(sa);
    Attribute counters = counters(sa, window, small, counted);
    if (counters != null) {
      attributes.add(counters);
    }
    attributes.addAll(Addresses.mark(sa.id()));
    if (settings.interfaceId() != 0) {
      attributes.add(new Attribute.Interface(settings.interfaceId()));
    }
    if (direction != 0) {
      attributes.add(
          new Attribute.OneDirection(
              direction == SaFlag.INBOUND.bit()
                  ? Attribute.OneDirection.IN
                  : Attribute.OneDirection.OUT));
    }
    return new XfrmMessage.Sa(XfrmMessage.Sa.Change.NEW, info, attributes);
  }

  private List<Attribute> attributes(SecurityAssociation sa) {
    List<Attribute> attributes = new ArrayList<>(4);
    Keys keys = sa.keys();
    Key auth = keys.auth();
    if (auth != null) {
      attributes.add(
          algorithms.authentication(
              sa.sa().auth(), keys.authBits(), sa.settings().checkBits(), auth.material()));
    }
    if (sa.type().equals(SaType.ESP)) {
      Key encrypt = keys.encrypt();
      attributes.add(
          algorithms.encryption(
              sa.sa().encrypt(), keys.encryptBits(), encrypt == null ? null : encrypt.material()));
    }
    if (!sa.natt().equals(Natt.NONE)) {
      attributes.add(
          new Attribute.Encapsulation(
              Attribute.Encapsulation.UDP,
              port(sa.natt().local()),
              port(sa.natt().remote()),
              NetlinkAddress.UNSPECIFIED));
    }
    return attributes;
  }

  /**
   * A window or numbers larger than fit elsewhere, and where the counters begin: both, unless one
   * direction is named. All numbers up to there count as received, so that none of them can be
   * replayed.
   *
   * @param small whether window and numbers fit elsewhere
   * @param counted whether there is to be a place for the counters
   * @return null: there need be none, and the counters begin at 0
   */
  private static @Nullable Attribute counters(
      SecurityAssociation sa, int window, boolean small, boolean counted) {
    long sent = sa.oneWay() == SaFlag.INBOUND.bit() ? 0 : sa.replayValue();
    long received = sa.oneWay() == SaFlag.OUTBOUND.bit() ? 0 : sa.replayValue();
    int word = received == 0 ? 0 : -1;
    if (!small) {
      int words = (window + Integer.SIZE - 1) / Integer.SIZE;
      return new Attribute.LongReplay(
          (int) sent,
          (int) received,
          high(sa, sent),
          high(sa, received),
          window,
          Collections.nCopies(words, word));
    }
    return sent == 0 && received == 0 && !counted
        ? null
        : new Attribute.Replay((int) sent, (int) received, word);
  }

  /** The upper half of a number, which a kernel ignores where numbers have 32 bits. */
  private static int high(SecurityAssociation sa, long number) {
    return sa.settings().longNumbers() ? (int) (number >>> Integer.SIZE) : 0;
  }

  private static int port(@Nullable Address end) {
    int port = end == null ? 0 : end.socketAddress().port();
    return port == 0 ? NATT_PORT : port;
  }

  /** What is in its tunnel; or of what protocol and with which ports it is. */
  private static Selector selector(SecurityAssociation sa, int family) {
    Ends inner = sa.inner();
    if (inner != null) {
      IpAddress source = IpAddress.of(inner.source().socketAddress());
      IpAddress destination = IpAddress.of(inner.destination().socketAddress());
      if (source != null && destination != null) {
        return selector(
            inner, source, prefix(inner.source()), destination, prefix(inner.destination()));
      }
    }
    if (sa.isTunnel()) {
      return Selector.anything(family);
    }
    IpAddress any = family == SaInfo.AF_INET ? new IpAddress.V4(0) : new IpAddress.V6(0, 0);
    return selector(sa.outer(), any, 0, any, 0);
  }

  private static Selector selector(
      Ends ends, IpAddress source, int sourcePrefix, IpAddress destination, int destinationPrefix) {
    int sourcePort = ends.source().socketAddress().port();
    int destinationPort = ends.destination().socketAddress().port();
    return new Selector(
        Addresses.of(destination),
        Addresses.of(source),
        destinationPort,
        destinationPort == 0 ? 0 : WHOLE_PORT,
        sourcePort,
        sourcePort == 0 ? 0 : WHOLE_PORT,
        Addresses.family(destination),
        destinationPrefix,
        sourcePrefix,
        ends.destination().protocol(),
        0,
        0);
  }

  /** In bits of its own family. */
  private static int prefix(Address address) {
    return address.socketAddress() instanceof SocketAddress.Inet6 inet6 && inet6.isMapped()
        ? Math.max(address.prefixLength() - MAPPED_BITS, 0)
        : address.prefixLength();
  }
}
