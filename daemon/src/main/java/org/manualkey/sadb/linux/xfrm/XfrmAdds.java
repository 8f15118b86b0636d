package org.manualkey.sadb.linux.xfrm;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.manualkey.libc.PreparedMessages;
import org.manualkey.netlink.NetlinkHeader;
import org.manualkey.netlink.XfrmCodec;
import org.manualkey.netlink.XfrmMessage;
import org.manualkey.sa.SaId;
import org.manualkey.sa.SecurityAssociation;
import org.manualkey.sadb.linux.LinuxErrno;
import org.manualkey.sadb.linux.PreparedSas;

/** Requests to add SAs as octets of XFRM, without their numbers. */
final class XfrmAdds implements PreparedSas {
  /** More than an SA has whose two keys are the longest of PF_KEY. */
  private static final int LONGEST = 20 << 10;

  private final XfrmKernel kernel;
  private final XfrmSession session;
  private final AskedSas asked;
  private final XfrmCodec codec;
  private final PreparedMessages messages = new PreparedMessages(LONGEST);
  private final List<SaId> ids = new ArrayList<>();
  private final Results results = new Results(XfrmSession.WINDOW);

  XfrmAdds(XfrmKernel kernel, XfrmSession session, AskedSas asked, XfrmCodec codec) {
    this.kernel = kernel;
    this.session = session;
    this.asked = asked;
    this.codec = codec;
  }

  @Override
  public void add(SecurityAssociation sa) {
    ByteBuffer next = messages.next();
    codec.encode(asked.add(sa), NetlinkHeader.REQUEST, 0, 0, next);
    messages.add(next.position());
    ids.add(sa.id());
  }

  @Override
  public void send(int from, int to, int[] errnos) {
    session.change(messages, XfrmMessage.NEWSA, from, to, results);
    for (int i = 0; i < to - from; i++) {
      int errno = results.errno(i);
      errnos[i] =
          errno != Results.LOST ? errno : kernel.added(ids.get(from + i)) ? 0 : LinuxErrno.ENOENT;
    }
  }

  @Override
  public String text(int index) {
    return results.text(index);
  }

  @Override
  public void close() {
    messages.close();
  }
}
