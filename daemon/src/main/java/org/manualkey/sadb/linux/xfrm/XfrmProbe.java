package org.manualkey.sadb.linux.xfrm;

import java.util.ArrayList;
import java.util.List;
import org.manualkey.host.IpAddress;
import org.manualkey.netlink.Attribute;
import org.manualkey.netlink.Limits;
import org.manualkey.netlink.NetlinkAddress;
import org.manualkey.netlink.SaInfo;
import org.manualkey.netlink.SaName;
import org.manualkey.netlink.Selector;
import org.manualkey.netlink.Usage;
import org.manualkey.netlink.XfrmMessage;
import org.manualkey.sadb.linux.LinuxErrno;
import org.manualkey.sadb.linux.LinuxReply;
import org.manualkey.secret.KeyMaterial;

/**
 * Asks a kernel for what it has, without an effect: for SAs that it cannot add, because their
 * encapsulation has a number that none has. The kernel notices that last, when it has set up all
 * the rest: whether it complains of that or of something before tells what it has.
 */
final class XfrmProbe {
  static final IpAddress INET = new IpAddress.V4(0x7f000001);
  static final IpAddress INET6 = new IpAddress.V6(0, 1);

  private static final String MOVES_SINCE = "from Linux 7.2 on";
  private static final int NO_ENCAPSULATION = 99;
  private static final int WINDOW = 32;
  private static final int SPI = 0x100;

  private final XfrmSession session;

  XfrmProbe(XfrmSession session) {
    this.session = session;
  }

  /** What an SA of ESP with these attributes lacks; done: nothing. */
  LinuxReply esp(IpAddress destination, List<Attribute> algorithms) {
    return reply(SaInfo.ESP, destination, false, algorithms);
  }

  /** What the kernel lacks to move SAs; done: nothing. */
  LinuxReply move() {
    LinuxReply reply = answer(new XfrmMessage.Move());
    if (reply.errno() != LinuxErrno.EINVAL) {
      return reply;
    }
    // One that can complains of the SPI; one that does not know the message has no words for it.
    return reply.text().isEmpty() ? new LinuxReply(reply.errno(), MOVES_SINCE) : LinuxReply.DONE;
  }

  /**
   * What an SA with these algorithms lacks; done: nothing. Of AH, whose encapsulation is looked at
   * first, the length of keys is not tried.
   *
   * @param key put in the place of its keys
   */
  LinuxReply reply(AskedAlgorithms asked, XfrmAlgorithms names, KeyMaterial key) {
    return reply(
        asked.protocol(),
        asked.family() == SaInfo.AF_INET ? INET : INET6,
        asked.longNumbers(),
        asked.attributes(names, key));
  }

  private LinuxReply reply(
      int protocol, IpAddress destination, boolean longNumbers, List<Attribute> algorithms) {
    int family = Addresses.family(destination);
    SaInfo info =
        new SaInfo(
            Selector.anything(family),
            new SaName(Addresses.of(destination), SPI, family, protocol),
            NetlinkAddress.UNSPECIFIED,
            Limits.NONE,
            Usage.NONE,
            SaInfo.Failures.NONE,
            0,
            0,
            SaInfo.TRANSPORT,
            0,
            longNumbers ? SaInfo.ESN : 0);
    List<Attribute> attributes = new ArrayList<>(algorithms);
    if (longNumbers) {
      attributes.add(new Attribute.LongReplay(0, 0, 0, 0, WINDOW, List.of(0)));
    }
    attributes.add(new Attribute.Encapsulation(NO_ENCAPSULATION, 1, 1, NetlinkAddress.UNSPECIFIED));
    LinuxReply reply = answer(new XfrmMessage.Sa(XfrmMessage.Sa.Change.NEW, info, attributes));
    return isReached(protocol, reply) ? LinuxReply.DONE : reply;
  }

  private LinuxReply answer(XfrmMessage request) {
    Results results = session.change(List.of(request));
    return results.errno(0) == Results.LOST
        ? new LinuxReply(LinuxErrno.ETIMEDOUT, "no reply")
        : results.reply(0);
  }

  /** Whether a kernel complains of the encapsulation. */
  private static boolean isReached(int protocol, LinuxReply reply) {
    if (reply.errno() != LinuxErrno.EINVAL) {
      return false;
    }
    return protocol == SaInfo.AH || reply.text().startsWith("Unsupported encapsulation");
  }
}
