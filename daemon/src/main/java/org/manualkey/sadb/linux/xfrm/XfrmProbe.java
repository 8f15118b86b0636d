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
import org.manualkey.sadb.linux.LinuxReply;

/**
 * Asks a kernel for SAs that it cannot add, because their encapsulation has a number that none has.
 * The kernel notices that last, when it has set up all the rest: whether it complains of that or of
 * something before tells what it has.
 */
final class XfrmProbe {
  private static final int NO_ENCAPSULATION = 99;
  private static final int EINVAL = 22;
  private static final String REACHED = "Unsupported encapsulation";
  private static final int SPI = 0x100;

  private final XfrmSession session;

  XfrmProbe(XfrmSession session) {
    this.session = session;
  }

  /** What an SA of ESP with these attributes lacks; done: nothing. */
  LinuxReply esp(IpAddress destination, List<Attribute> algorithms) {
    int family = Addresses.family(destination);
    SaInfo info =
        new SaInfo(
            Selector.anything(family),
            new SaName(Addresses.of(destination), SPI, family, SaInfo.ESP),
            NetlinkAddress.UNSPECIFIED,
            Limits.NONE,
            Usage.NONE,
            SaInfo.Failures.NONE,
            0,
            0,
            SaInfo.TRANSPORT,
            0,
            0);
    List<Attribute> attributes = new ArrayList<>(algorithms);
    attributes.add(new Attribute.Encapsulation(NO_ENCAPSULATION, 1, 1, NetlinkAddress.UNSPECIFIED));
    Results results =
        session.change(List.of(new XfrmMessage.Sa(XfrmMessage.Sa.Change.NEW, info, attributes)));
    if (results.errno(0) == Results.LOST) {
      return new LinuxReply(EINVAL, "no reply");
    }
    LinuxReply reply = results.reply(0);
    return reply.errno() == EINVAL && reply.text().startsWith(REACHED) ? LinuxReply.DONE : reply;
  }
}
