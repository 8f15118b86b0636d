package org.manualkey.sadb.linux.afkey;

import java.util.ArrayList;
import java.util.List;
import org.manualkey.libc.PreparedMessages;
import org.manualkey.pfkey.Header;
import org.manualkey.pfkey.MessageType;
import org.manualkey.pfkey.linux.LinuxCodec;
import org.manualkey.sa.Directions;
import org.manualkey.sa.SaId;
import org.manualkey.sa.SecurityAssociation;
import org.manualkey.sadb.linux.LinuxErrno;
import org.manualkey.sadb.linux.PreparedSas;

/** ADDs as octets of PF_KEY, without their numbers. */
final class AfKeyAdds implements PreparedSas {
  private final AfKeyKernel kernel;
  private final AfKeySession session;
  private final LinuxCodec codec;
  private final PreparedMessages messages = new PreparedMessages(LinuxCodec.LONGEST);
  private final List<SaId> ids = new ArrayList<>();

  AfKeyAdds(AfKeyKernel kernel, AfKeySession session, LinuxCodec codec) {
    this.kernel = kernel;
    this.session = session;
    this.codec = codec;
  }

  @Override
  public void add(SecurityAssociation sa) {
    Header header = Header.request(MessageType.ADD, sa.type(), 0, 0);
    messages.add(codec.encode(sa.toAdd(header, Directions.UNKNOWN, false), messages.next()));
    ids.add(sa.id());
  }

  @Override
  public void send(int from, int to, int[] errnos) {
    session.change(messages, from, to, errnos);
    for (int i = from; i < to; i++) {
      if (errnos[i - from] == AfKeySession.LOST) {
        errnos[i - from] = kernel.added(ids.get(i)) ? 0 : LinuxErrno.ENOENT;
      }
    }
  }

  @Override
  public void close() {
    messages.close();
  }
}
