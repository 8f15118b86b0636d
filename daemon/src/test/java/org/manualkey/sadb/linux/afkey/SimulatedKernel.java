package org.manualkey.sadb.linux.afkey;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import org.manualkey.algorithm.AlgorithmsFile;
import org.manualkey.host.InterfaceAddresses;
import org.manualkey.libc.ErrnoException;
import org.manualkey.libc.FarSide;
import org.manualkey.libc.MessageSocket;
import org.manualkey.libc.SocketPair;
import org.manualkey.pfkey.Header;
import org.manualkey.pfkey.Message;
import org.manualkey.pfkey.MessageType;
import org.manualkey.pfkey.linux.LinuxCodec;
import org.manualkey.sa.Directions;
import org.manualkey.sa.SaId;
import org.manualkey.sa.SecurityAssociation;
import org.manualkey.sadb.linux.FakeLinuxKernel;
import org.manualkey.sadb.linux.LinuxSadb;

/**
 * A kernel behind a PF_KEY socket: a {@link FakeLinuxKernel} that a {@link FarSide} plays. What the
 * other side does is all real, and all that its thread allocates is its own.
 */
public final class SimulatedKernel implements AutoCloseable {
  private static final int PID = 4711;
  private static final int ENOENT = 2;
  private static final int ESRCH = 3;
  private static final int HEADER = 16;

  /** Its thread may wait for a processor. */
  private static final Duration GRACE = Duration.ofSeconds(30);

  private static final LinuxCodec CODEC = LinuxCodec.ofHost();

  private final FakeLinuxKernel kernel = new FakeLinuxKernel(AfKeyCapabilities.table(true), PID);
  private final SocketPair requests = SocketPair.open(LinuxCodec.LONGEST);
  private final SocketPair events = SocketPair.open(LinuxCodec.LONGEST);
  private final FarSide player = new FarSide(requests, this::answer);
  private final AtomicInteger changes = new AtomicInteger();
  private volatile int refused = -1;

  public SimulatedKernel() {
    player.start();
  }

  /** A session with it, which is closed before it. */
  public LinuxSadb open() {
    return new LinuxSadb(
        AfKeyKernel.over(requests.near(), events.near(), PID, kernel.capabilities(), GRACE),
        AlgorithmsFile.builtIn(),
        new InterfaceAddresses(),
        PID);
  }

  /** How many changes were asked for. */
  public int changes() {
    return changes.get();
  }

  /** Refuses one change, counted from 0 as {@link #changes} does. */
  public void refuse(int change) {
    refused = change;
  }

  /** How many SAs there are. */
  public int size() {
    return kernel.size();
  }

  private String answer(ByteBuffer octets, MessageSocket far) throws ErrnoException {
    Header header = Objects.requireNonNull(CODEC.header(octets));
    Message request = CODEC.decode(header, octets);
    switch (header.type()) {
      case GET -> {
        SecurityAssociation sa = kernel.get(Objects.requireNonNull(SaId.of(request)), null);
        if (sa == null) {
          reply(far, octets, ESRCH);
        } else {
          show(far, sa, header);
        }
      }
      case DUMP -> {
        List<SecurityAssociation> sas = new ArrayList<>();
        kernel.dump(header.saType(), sas::add);
        for (int i = 0; i < sas.size(); i++) {
          show(far, sas.get(i), header.withSeq(i + 1 == sas.size() ? 0 : i + 1));
        }
        if (sas.isEmpty()) {
          reply(far, octets, ENOENT);
        }
      }
      default ->
          reply(far, octets, changes.getAndIncrement() == refused ? ENOENT : change(request));
    }
    request.wipeKeys();
    return "";
  }

  private int change(Message request) {
    return switch (request.header().type()) {
      case ADD -> kernel.add(List.of(sa(request))).getFirst().errno();
      case UPDATE -> kernel.change(sa(request), sa(request).lifetimes()).errno();
      case DELETE -> kernel.delete(Objects.requireNonNull(SaId.of(request)), null).errno();
      case FLUSH -> kernel.flush(request.header().saType()).errno();
      default -> throw new IllegalStateException("not expected: " + request.header().type());
    };
  }

  /** Requests show an SA in the form of a dump, too. */
  private static SecurityAssociation sa(Message request) {
    return Objects.requireNonNull(SecurityAssociation.shown(request));
  }

  private static void show(MessageSocket far, SecurityAssociation sa, Header header)
      throws ErrnoException {
    Message shown = sa.toAdd(header.withSaType(sa.type()), Directions.UNKNOWN, false);
    Header add = Header.request(MessageType.ADD, sa.type(), 0, 0);
    ByteBuffer out = far.outgoing();
    int length = CODEC.encode(shown.with(add.withSeqAndPid(header.seq(), header.pid())), out);
    out.put(1, (byte) header.typeCode());
    shown.wipeKeys();
    sa.keys().wipe();
    far.send(length);
  }

  /** The base header alone, which is all that is read of a reply to a change. */
  private static void reply(MessageSocket far, ByteBuffer request, int errno)
      throws ErrnoException {
    far.outgoing()
        .put(0, request, 0, HEADER)
        .put(2, (byte) errno)
        .order(request.order())
        .putShort(4, (short) (HEADER / 8));
    far.send(HEADER);
  }

  @Override
  public void close() {
    player.close();
    events.far().close();
  }
}
