package org.manualkey.sadb.linux.afkey;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.manualkey.host.IpAddress;
import org.manualkey.libc.PreparedMessages;
import org.manualkey.pfkey.Address;
import org.manualkey.pfkey.Header;
import org.manualkey.pfkey.Message;
import org.manualkey.pfkey.MessageType;
import org.manualkey.pfkey.SaType;
import org.manualkey.pfkey.linux.LinuxCodec;
import org.manualkey.sa.Directions;
import org.manualkey.sa.Lifetimes;
import org.manualkey.sa.SaId;
import org.manualkey.sa.SecurityAssociation;
import org.manualkey.sadb.linux.PreparedChanges;

/**
 * Changes as octets of PF_KEY, without their numbers. An UPDATE is followed by the GET that looks
 * what became of it, since Linux reports every UPDATE as done; a FLUSH is one for each SA type.
 */
final class AfKeyChanges implements PreparedChanges {
  private final AfKeyKernel kernel;
  private final AfKeySession session;
  private final AfKeyCodec codec;
  private final PreparedMessages messages = new PreparedMessages(LinuxCodec.LONGEST);

  /** The first message of each change, and behind the last change. */
  private int[] starts = new int[64];

  private int count;

  /** Of UPDATEs, in the order of their GETs. */
  private final List<Update> updates = new ArrayList<>();

  private final int[] errno = new int[1];

  private record Update(int get, Lifetimes wanted) {}

  AfKeyChanges(AfKeyKernel kernel, AfKeySession session, AfKeyCodec codec) {
    this.kernel = kernel;
    this.session = session;
    this.codec = codec;
  }

  @Override
  public void add(SecurityAssociation sa, boolean sends, boolean there) {
    Header header = AfKeyKernel.header(MessageType.ADD, sa.type());
    Message request = sa.toAdd(header, Directions.UNKNOWN, false);
    try {
      write(request);
    } finally {
      sa.wipeCopies(request);
    }
    end();
  }

  @Override
  public void change(SecurityAssociation sa, Lifetimes lifetimes) {
    Header header = AfKeyKernel.header(MessageType.UPDATE, sa.type());
    Message request = sa.withLifetimes(lifetimes).toAdd(header, Directions.UNKNOWN, false);
    try {
      write(request);
    } finally {
      request.wipeKeys(); // copies: the form of a dump is another one
    }
    updates.add(new Update(messages.count(), lifetimes));
    write(AfKeyKernel.about(MessageType.GET, sa.id(), sa.outer().source()));
    end();
  }

  @Override
  public void delete(SaId id, @Nullable IpAddress source) {
    write(AfKeyKernel.about(MessageType.DELETE, id, AfKeyKernel.address(source)));
    end();
  }

  @Override
  public void flush(List<SaType> types) {
    types.forEach(type -> write(Message.of(AfKeyKernel.header(MessageType.FLUSH, type))));
    end();
  }

  private void write(Message request) {
    messages.add(codec.encode(request, messages.next()));
  }

  private void end() {
    count++;
    if (count == starts.length) {
      starts = Arrays.copyOf(starts, Math.addExact(count, count >> 1));
    }
    starts[count] = messages.count();
  }

  @Override
  public void send(int from, int to, int[] errnos) {
    if (starts[to] - starts[from] == to - from) {
      together(starts[from], starts[to], errnos);
      return;
    }
    for (int i = from; i < to; i++) {
      errnos[i - from] = alone(i);
    }
  }

  /** Changes of a message each. */
  private void together(int from, int to, int[] errnos) {
    session.change(messages, from, to, errnos);
    for (int i = from; i < to; i++) {
      if (errnos[i - from] == AfKeySession.LOST) {
        errnos[i - from] = lost(i);
      }
    }
  }

  /** All messages of a change, up to one that fails. */
  private int alone(int change) {
    for (int i = starts[change]; i < starts[change + 1]; i++) {
      int failure = isGet(i) ? look(i) : request(i);
      if (failure != 0) {
        return failure;
      }
    }
    return 0;
  }

  private boolean isGet(int message) {
    return messages.octet(message, 1) == MessageType.GET.code();
  }

  private int request(int message) {
    together(message, message + 1, errno);
    return errno[0];
  }

  private int look(int get) {
    Lifetimes wanted = wanted(get);
    int found = session.look(messages, get, wanted);
    if (found == AfKeySession.LOST) {
      found = session.look(messages, get, wanted);
    }
    if (found == AfKeySession.LOST) {
      throw AfKeyKernel.notResponding();
    }
    return found;
  }

  private Lifetimes wanted(int get) {
    int low = 0;
    int high = updates.size() - 1;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (updates.get(middle).get < get) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return updates.get(low).wanted;
  }

  /** The errno of a change whose reply was lost; what it was about is read from its octets. */
  private int lost(int message) {
    ByteBuffer octets = messages.octets(message);
    Message request = codec.decodeWithoutKeys(Objects.requireNonNull(codec.header(octets)), octets);
    return kernel.lost(
        request.header().type(),
        SaId.of(request),
        request.find(Address.Kind.SRC.type()) instanceof Address source ? source : null);
  }

  @Override
  public void close() {
    messages.close();
  }
}
