package org.manualkey.sadb.linux.xfrm;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.manualkey.host.IpAddress;
import org.manualkey.libc.PreparedMessages;
import org.manualkey.netlink.NetlinkHeader;
import org.manualkey.netlink.XfrmCodec;
import org.manualkey.netlink.XfrmMessage;
import org.manualkey.pfkey.SaType;
import org.manualkey.sa.Lifetimes;
import org.manualkey.sa.SaId;
import org.manualkey.sa.SecurityAssociation;
import org.manualkey.sadb.LogName;
import org.manualkey.sadb.linux.LinuxErrno;
import org.manualkey.sadb.linux.LinuxReply;
import org.manualkey.sadb.linux.PreparedChanges;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Changes as octets of XFRM, without their numbers. */
final class XfrmChanges implements PreparedChanges {
  /** More than an SA has whose two keys are the longest of PF_KEY. */
  private static final int LONGEST = 20 << 10;

  private static final Logger LOG = LoggerFactory.getLogger(LogName.SADB);

  private final XfrmKernel kernel;
  private final PreparedExchange exchange;
  private final PreparedDeletions deletions;
  private final PreparedAdditions successors;
  private final AskedSas asked;
  private final XfrmCodec codec;
  private final PreparedMessages messages = new PreparedMessages(LONGEST);
  private final List<Change> changes = new ArrayList<>();
  private final Deleting deleting = new Deleting();
  private final Results results = new Results(XfrmSession.WINDOW);
  private final String[] texts = new String[XfrmSession.WINDOW];

  /** What is changed, and by which message. */
  private sealed interface Change {
    record Add(int message, SaId id) implements Change {}

    record Update(int message, int get, SaId id, Lifetimes wanted) implements Change {}

    record Delete(int message, SaId id, PreparedAdditions.Line line) implements Change {}

    /** A message for each type of SAs, from one to before another. */
    record Flush(int from, int to) implements Change {}

    /** The SA was gone already. */
    record Missing() implements Change {}
  }

  XfrmChanges(
      XfrmKernel kernel,
      XfrmSession session,
      AskedSas asked,
      XfrmCodec codec,
      PreparedAdditions successors) {
    this.kernel = kernel;
    exchange = session.prepared(kernel::areChangesHeard);
    deletions = session.deletions(exchange, messages);
    this.successors = successors;
    successors.enter();
    this.asked = asked;
    this.codec = codec;
  }

  private int write(XfrmMessage message) {
    ByteBuffer next = messages.next();
    codec.encode(message, NetlinkHeader.REQUEST, 0, 0, next);
    messages.add(next.position());
    return messages.count() - 1;
  }

  @Override
  public void add(SecurityAssociation sa, boolean sends, boolean there) {
    PreparedAdditions.Line line = there ? successors.line(sa.id()) : successors.find(sa.id());
    int message = write(asked.add(sa, line != null));
    if (line != null) {
      line.add(messages, message, sends);
    }
    changes.add(new Change.Add(message, sa.id()));
  }

  @Override
  public boolean goesOnAfter(SaId id) {
    return successors.find(id) != null;
  }

  @Override
  public void change(SecurityAssociation sa, Lifetimes lifetimes) {
    XfrmMessage.Sa now = kernel.look(sa.id());
    if (now == null) {
      changes.add(new Change.Missing());
      return;
    }
    try {
      int message = write(XfrmKernel.changed(now, lifetimes));
      int get = write(new XfrmMessage.Get(now.info().name(), Addresses.mark(sa.id())));
      changes.add(new Change.Update(message, get, sa.id(), lifetimes));
    } finally {
      now.wipe();
    }
  }

  @Override
  public void delete(SaId id, @Nullable IpAddress source) {
    changes.add(new Change.Delete(write(XfrmKernel.deletion(id)), id, successors.line(id)));
  }

  @Override
  public void flush(List<SaType> types) {
    int from = messages.count();
    types.forEach(type -> write(new XfrmMessage.Flush(Addresses.protocol(type))));
    changes.add(new Change.Flush(from, messages.count()));
  }

  @Override
  public void send(int from, int to, int[] errnos) {
    Arrays.fill(texts, "");
    for (int next = from; next < to; ) {
      int end = next;
      while (end < to && changes.get(end) instanceof Change.Add) {
        end++;
      }
      if (end > next) {
        add(next, end, from, errnos);
      } else if (changes.get(next) instanceof Change.Delete) {
        end = endOfDeletions(next, to);
        delete(next, end, from, errnos);
      } else {
        errnos[next - from] = make(changes.get(next), next - from);
        end++;
      }
      next = end;
    }
  }

  /**
   * Behind the last of the deletions that can be sent together: their messages follow each other.
   */
  private int endOfDeletions(int from, int to) {
    int next = ((Change.Delete) changes.get(from)).message();
    int end = from;
    while (end < to
        && changes.get(end) instanceof Change.Delete delete
        && delete.message() == next
        && (end == from || !kernel.mayHitAnother(delete.id()))) {
      end++;
      next++;
    }
    return kernel.mayHitAnother(((Change.Delete) changes.get(from)).id()) ? from + 1 : end;
  }

  private void delete(int from, int to, int first, int[] errnos) {
    Change.Delete delete = (Change.Delete) changes.get(from);
    Arrays.fill(errnos, from - first, to - first, 0);
    LinuxReply hidden =
        kernel.mayHitAnother(delete.id()) ? kernel.hidden(delete.id()) : LinuxReply.DONE;
    if (!hidden.isDone()) {
      errnos[from - first] = errno(hidden, from - first);
      return;
    }
    deleting.become(from, from - first, errnos);
    deletions.send(messages, delete.message(), delete.message() + to - from, deleting);
    for (int i = from; i < to; i++) {
      if (errnos[i - first] == Results.LOST) { // a look tells
        SaId id = ((Change.Delete) changes.get(i)).id();
        errnos[i - first] = errno(kernel.delete(id, null), i - first);
      }
    }
  }

  /** Deletions that are sent together. */
  private final class Deleting implements PreparedDeletions.Outcome {
    private int first;
    private int place;
    private int[] errnos = {};

    /**
     * Becomes others.
     *
     * @param change the first
     * @param at its place among those that were asked for
     */
    void become(int change, int at, int[] into) {
      first = change;
      place = at;
      errnos = into;
    }

    @Override
    public PreparedAdditions.Line line(int index) {
      return ((Change.Delete) changes.get(first + index)).line();
    }

    @Override
    public void ended(int index, int errno, String text) {
      errnos[place + index] = errno;
      texts[place + index] = text;
    }
  }

  private void add(int from, int to, int first, int[] errnos) {
    int message = ((Change.Add) changes.get(from)).message();
    for (int i = from; i < to; i++) { // not before: it may never be sent
      kernel.note(((Change.Add) changes.get(i)).id());
    }
    exchange.change(messages, XfrmMessage.NEWSA, message, message + to - from, results);
    for (int i = from; i < to; i++) {
      int errno = results.errno(i - from);
      texts[i - first] = results.text(i - from);
      errnos[i - first] =
          errno == Results.LOST
              ? kernel.added(((Change.Add) changes.get(i)).id()) ? 0 : LinuxErrno.ENOENT
              : errno;
    }
  }

  /** The errno of a change that is sent alone. */
  private int make(Change change, int place) {
    return switch (change) {
      case Change.Add _, Change.Delete _ -> throw new IllegalStateException("sent together");
      case Change.Update(int message, int get, SaId id, Lifetimes wanted) -> {
        int errno = send(message, XfrmMessage.UPDSA, place);
        yield errno == 0 || errno == Results.LOST ? look(get, message, id, wanted) : errno;
      }
      case Change.Flush(int from, int to) -> {
        int errno = 0;
        for (int i = from; i < to && errno == 0; i++) {
          errno = send(i, XfrmMessage.FLUSHSA, place);
          // It cannot be refused for what there is: when its reply was lost it was carried out.
          errno = errno == Results.LOST ? 0 : errno;
        }
        yield errno;
      }
      case Change.Missing() -> LinuxErrno.ESRCH;
    };
  }

  private int send(int message, int type, int place) {
    int errno = exchange.change(messages, type, message);
    texts[place] = exchange.text();
    return errno;
  }

  private int errno(LinuxReply reply, int place) {
    texts[place] = reply.text();
    return reply.errno();
  }

  /** What became of an update. */
  private int look(int get, int update, SaId id, Lifetimes wanted) {
    int found = exchange.look(messages, get, update);
    return found == Results.LOST ? look(id, wanted) : found;
  }

  private int look(SaId id, Lifetimes wanted) {
    SecurityAssociation now = kernel.get(id, null);
    if (now == null) {
      return LinuxErrno.ESRCH;
    }
    now.keys().wipe();
    return now.lifetimes().isSame(wanted) ? 0 : OTHER_LIFETIMES;
  }

  @Override
  public String text(int index) {
    return texts[index];
  }

  @Override
  public void close() {
    if (deletions.untold() > 0) {
      LOG.warn(XfrmKernelMessage.COUNTERS_LOST.with(deletions.untold(), PreparedDeletions.MARGIN));
    }
    successors.leave(messages);
    messages.close();
  }
}
