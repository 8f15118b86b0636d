package org.manualkey.sadb.linux.xfrm;

import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.manualkey.host.IpAddress;
import org.manualkey.netlink.Attribute;
import org.manualkey.netlink.AttributeType;
import org.manualkey.netlink.NetlinkAddress;
import org.manualkey.netlink.SaInfo;
import org.manualkey.netlink.XfrmMessage;
import org.manualkey.pfkey.Address;
import org.manualkey.pfkey.Extension;
import org.manualkey.pfkey.Key;
import org.manualkey.pfkey.Sa;
import org.manualkey.pfkey.SaFlag;
import org.manualkey.pfkey.SaState;
import org.manualkey.pfkey.SaType;
import org.manualkey.pfkey.UnknownExtension;
import org.manualkey.pfkey.XfrmSettings;
import org.manualkey.sa.CheckBits;
import org.manualkey.sa.Ends;
import org.manualkey.sa.Identities;
import org.manualkey.sa.Keys;
import org.manualkey.sa.Natt;
import org.manualkey.sa.SaId;
import org.manualkey.sa.SecurityAssociation;

/**
 * SAs as XFRM shows them, in the terms of PF_KEY. What no command can say is noted among the other
 * extensions of the SA: that it cannot be restored as it was has to be known.
 */
final class ShownSas {
  private static final int LARGEST_WINDOW = 4096;

  /**
   * In place of the window of an SA that only sends, with numbers of 64 bits: the kernel takes it
   * without a window alone, and the language with one alone.
   */
  private static final int WINDOW_TO_ASK_FOR = 32;

  private final XfrmAlgorithms algorithms;
  private final InstantSource clock;

  /**
   * A reader of them.
   *
   * @param clock by which it is known whether a soft limit of time is reached
   */
  ShownSas(XfrmAlgorithms algorithms, InstantSource clock) {
    this.algorithms = algorithms;
    this.clock = clock;
  }

  /** The same at the present time: reading the clock for each of many SAs may take longer. */
  ShownSas now() {
    return new ShownSas(algorithms, InstantSource.fixed(clock.instant()));
  }

  /**
   * The SA; its keys are those of the message. Null, with the message overwritten: an SA without
   * algorithms, which only notes that a policy misses one, or one of a protocol that this program
   * does not handle.
   */
  @Nullable SecurityAssociation sa(XfrmMessage.Sa shown) {
    Reading reading = new Reading(shown.info());
    shown.attributes().forEach(reading::take);
    SaId named = Addresses.id(shown.info().name());
    SaId id = named == null ? null : named.withMark(reading.marked.wholeMark());
    IpAddress source = Addresses.of(shown.info().name().family(), shown.info().source());
    if (id == null || source == null || reading.isLarval()) {
      shown.wipe();
      return null;
    }
    return reading.sa(id, source);
  }

  /** Reads one SA. */
  private final class Reading {
    private final SaInfo info;
    private final List<Extension> others = new ArrayList<>(0);
    private int auth;
    private int encrypt;
    private @Nullable Key authKey;
    private @Nullable Key encryptKey;
    private Attribute.@Nullable Encapsulation encapsulation;
    private int window;
    private long counter;
    private XfrmSettings marked = XfrmSettings.NONE;
    private int interfaceId;
    private int checkBits;
    private boolean usual;
    private int direction;

    /** Whether it has what no command can say. */
    private boolean unusual;

    Reading(SaInfo info) {
      this.info = info;
      window = info.replayWindow();
      unusual =
          (info.flags() & ~SaInfo.ESN) != 0
              || (info.mode() != SaInfo.TRANSPORT && info.mode() != SaInfo.TUNNEL);
    }

    void take(Attribute attribute) {
      switch (attribute) {
        case Attribute.Authentication it -> {
          auth = algorithms.auth(it);
          authKey = XfrmAlgorithms.shown(it.bits(), it.key());
          usual = algorithms.isUsual(it);
          // One that is usual by the configuration alone is noted, because that may change.
          checkBits = usual && it.checkBits() == CheckBits.usual(auth) ? 0 : it.checkBits();
        }
        case Attribute.Encryption it -> {
          encrypt = algorithms.encrypt(it);
          encryptKey = XfrmAlgorithms.shown(encrypt, it.bits(), it.key());
        }
        case Attribute.Combined it -> {
          encrypt = algorithms.encrypt(it);
          encryptKey = XfrmAlgorithms.shown(encrypt, it.bits(), it.key());
        }
        case Attribute.Encapsulation it -> encapsulation = it;
        case Attribute.LongReplay it -> {
          window = it.window();
          count(number(it.sent(), it.sentHigh()), number(it.received(), it.receivedHigh()));
        }
        case Attribute.Replay it -> count(number(it.sent(), 0), number(it.received(), 0));
        case Attribute.Mark it -> marked = XfrmSettings.ofMark(it.value(), it.mask());
        case Attribute.Interface it -> interfaceId = it.id();
        case Attribute.OneDirection it ->
            direction =
                (it.code() == Attribute.OneDirection.IN ? SaFlag.INBOUND : SaFlag.OUTBOUND).bit();
        case Attribute.Unknown it -> {
          unusual |= it.type() != AttributeType.LAST_USED && it.type() != AttributeType.LIFETIME;
          it.content().wipe();
        }
        case Attribute.Gone _,
            Attribute.LastUse _,
            Attribute.OfProtocol _,
            Attribute.Templates _ -> {}
      }
    }

    /** An SA is hardly ever used both ways; of one that is, both can go on from the higher. */
    private void count(long sent, long received) {
      counter = Long.compareUnsigned(sent, received) > 0 ? sent : received;
    }

    private static long number(int low, int high) {
      return (long) high << Integer.SIZE | Integer.toUnsignedLong(low);
    }

    boolean isLarval() {
      return auth == 0 && encrypt == 0;
    }

    SecurityAssociation sa(SaId id, IpAddress source) {
      Natt natt = natt(source, id.ip());
      Ends inner = info.mode() == SaInfo.TUNNEL ? inner() : null;
      Ends outer = outer(source, id.ip());
      XfrmSettings settings =
          new XfrmSettings(
              info.requestId(),
              marked.mark(),
              marked.markMask(),
              interfaceId,
              (info.flags() & SaInfo.ESN) != 0,
              checkBits,
              checkBits != 0 && usual,
              direction);
      if (!settings.isNone()) {
        others.add(settings);
      }
      if (unusual || Integer.compareUnsigned(window, LARGEST_WINDOW) > 0) {
        others.add(UnknownExtension.of(UnknownExtension.SETTINGS));
      }
      return new SecurityAssociation(
          id,
          extension(id, natt),
          outer,
          inner,
          natt,
          authKey == null && encryptKey == null ? Keys.NONE : new Keys(authKey, encryptKey, true),
          LimitsOfSas.of(info.limits()),
          LimitsOfSas.current(info.usage()),
          Identities.NONE,
          null,
          0,
          counter,
          List.copyOf(others));
    }

    private Sa extension(SaId id, Natt natt) {
      boolean dying = LimitsOfSas.isDying(info.limits(), info.usage(), clock);
      int flags = direction | (info.mode() == SaInfo.TUNNEL ? SaFlag.TUNNEL.bit() : 0);
      if (!natt.equals(Natt.NONE)) {
        flags |= SaFlag.NATT_LOC.bit() | SaFlag.NATT_REM.bit();
      }
      return new Sa(
          id.spi(),
          replay(),
          (dying ? SaState.DYING : SaState.MATURE).code(),
          auth,
          id.type() == SaType.AH.code() ? 0 : encrypt,
          flags);
    }

    private int replay() {
      boolean sendsLongNumbers =
          direction == SaFlag.OUTBOUND.bit() && (info.flags() & SaInfo.ESN) != 0;
      if (window == 0 && sendsLongNumbers) {
        return WINDOW_TO_ASK_FOR;
      }
      return Integer.compareUnsigned(window, LARGEST_WINDOW) > 0 ? LARGEST_WINDOW : window;
    }

    private Natt natt(IpAddress source, IpAddress destination) {
      Attribute.Encapsulation it = encapsulation;
      if (it == null) {
        return Natt.NONE;
      }
      if (it.kind() != Attribute.Encapsulation.UDP
          || it.sourcePort() == 0
          || it.destinationPort() == 0) {
        others.add(UnknownExtension.of(UnknownExtension.ENCAPSULATION));
        return Natt.NONE;
      }
      unusual |= !it.original().equals(NetlinkAddress.UNSPECIFIED);
      return new Natt(
          new Address(Address.Kind.NATT_LOC, 0, 0, source.withPort(it.sourcePort())),
          new Address(Address.Kind.NATT_REM, 0, 0, destination.withPort(it.destinationPort())));
    }

    /** What is in its tunnel; null: anything of its own family. */
    private @Nullable Ends inner() {
      ShownSelector selector = new ShownSelector(info.selector());
      if (selector.isAnything() && info.selector().family() == info.name().family()) {
        return null;
      }
      Ends inner = selector.inner();
      if (inner == null) {
        others.add(UnknownExtension.of(UnknownExtension.SELECTOR));
      }
      return inner;
    }

    private Ends outer(IpAddress source, IpAddress destination) {
      ShownSelector selector = new ShownSelector(info.selector());
      boolean transport = info.mode() == SaInfo.TRANSPORT;
      Ends outer = transport ? selector.outer(source, destination) : null;
      if (outer != null) {
        return outer;
      }
      if (info.mode() != SaInfo.TUNNEL && !selector.isAnything()) {
        others.add(UnknownExtension.of(UnknownExtension.SELECTOR));
      }
      return new Ends(
          new Address(Address.Kind.SRC, 0, 0, source.withPort(0)),
          new Address(Address.Kind.DST, 0, 0, destination.withPort(0)));
    }
  }
}
