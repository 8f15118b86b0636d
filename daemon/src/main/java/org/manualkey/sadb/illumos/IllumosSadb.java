package org.manualkey.sadb.illumos;

import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.manualkey.algorithm.Algorithms;
import org.manualkey.host.HostAddresses;
import org.manualkey.host.LocalAddresses;
import org.manualkey.pfkey.Errno;
import org.manualkey.pfkey.Header;
import org.manualkey.pfkey.Message;
import org.manualkey.pfkey.MessageType;
import org.manualkey.pfkey.SaType;
import org.manualkey.pfkey.illumos.IllumosCodec;
import org.manualkey.sa.Directions;
import org.manualkey.sa.SecurityAssociation;
import org.manualkey.sadb.BackEnd;
import org.manualkey.sadb.EventScope;
import org.manualkey.sadb.EventSink;
import org.manualkey.sadb.Judge;
import org.manualkey.sadb.PreparedRequests;
import org.manualkey.sadb.Refusal;
import org.manualkey.sadb.Reply;
import org.manualkey.sadb.Sadb;
import org.manualkey.sadb.SadbException;
import org.manualkey.sadb.SadbMessage;
import org.manualkey.sadb.Subscription;
import org.manualkey.sadb.rules.AddressDirections;

/** The SADB of an illumos kernel. */
public final class IllumosSadb implements Sadb {
  /** How users know it. */
  public static final String NAME = "pfkey";

  /** What it is and can do, opened or not. */
  public static final BackEnd BACK_END = new BackEnd(NAME, true, IllumosCapabilities.TABLE);

  private final IllumosSockets sockets;
  private final int pid;
  private final IllumosCodec codec = IllumosSockets.codec();
  private final HostAddresses host;
  private final Directions directions;
  private final Judge judge;

  /** With the addresses that the host had at the last look. */
  private final Judge requests;

  private final IllumosEvents events;
  private final IllumosKernel kernel;

  /** The streams of promiscuous subscriptions that were not closed. */
  private final List<IllumosEvents> promiscuous = new ArrayList<>();

  private boolean busy;
  private boolean closed;

  /**
   * Opens the database.
   *
   * @param algorithms the table; those that the kernel has not are refused
   * @param localAddresses which addresses are this host's
   * @param pid the process that its requests name
   * @throws SadbException if there is no PF_KEY; the message has a remedy
   */
  public static IllumosSadb open(
      IllumosSockets sockets, Algorithms algorithms, LocalAddresses localAddresses, int pid) {
    return open(sockets, algorithms, localAddresses, pid, IllumosSession.GRACE);
  }

  /**
   * The same.
   *
   * @param grace how long a reply may take
   */
  static IllumosSadb open(
      IllumosSockets sockets,
      Algorithms algorithms,
      LocalAddresses localAddresses,
      int pid,
      Duration grace) {
    IllumosCodec codec = IllumosSockets.codec();
    IllumosEvents events =
        IllumosEvents.open(sockets.openWithRoom(), codec, pid, EventScope.ORDINARY);
    try {
      KernelAlgorithms known = KernelAlgorithms.ask(sockets, algorithms, pid);
      IllumosSession session = new IllumosSession(sockets.openWithRoom(), codec, pid, grace);
      return new IllumosSadb(sockets, pid, localAddresses, known, events, session);
    } catch (SadbException e) {
      events.close();
      throw e;
    }
  }

  private IllumosSadb(
      IllumosSockets sockets,
      int pid,
      LocalAddresses localAddresses,
      KernelAlgorithms algorithms,
      IllumosEvents events,
      IllumosSession session) {
    this.sockets = sockets;
    this.pid = pid;
    this.events = events;
    host = new HostAddresses(localAddresses);
    directions = new AddressDirections(localAddresses);
    judge = new IllumosJudgement(algorithms, localAddresses);
    requests = new IllumosJudgement(algorithms, host);
    kernel = new IllumosKernel(session, codec, directions);
  }

  @Override
  public BackEnd backEnd() {
    return BACK_END;
  }

  @Override
  public Judge judge() {
    return judge;
  }

  @Override
  public Directions directions() {
    return directions;
  }

  @Override
  public Reply exchange(Message request) {
    return switch (request.header().type()) {
      case ADD, UPDATE, X_UPDATEPAIR, DELETE, X_DELPAIR, GET, GETSPI, FLUSH ->
          busy(() -> carryOut(request));
      case DUMP -> throw new IllegalArgumentException("a DUMP has more than one reply");
      // A socket that registers receives what the kernel asks of key management from then on.
      case ACQUIRE,
          REGISTER,
          EXPIRE,
          X_PROMISC,
          X_INVERSE_ACQUIRE,
          X_DELPAIR_STATE,
          RESERVED,
          UNKNOWN ->
          new Reply.Refused(Refusal.of(Errno.EOPNOTSUPP));
    };
  }

  private Reply carryOut(Message request) {
    Refusal refusal = requests.judge(request);
    if (refusal != null) {
      return new Reply.Refused(refusal);
    }
    Message reply = kernel.exchange(request);
    Header asked = request.header();
    return Reply.of(reply.with(reply.header().withSeqAndPid(asked.seq(), asked.pid())));
  }

  @Override
  public PreparedRequests prepare() {
    return busy(() -> new IllumosRequests(kernel, codec, requests));
  }

  @Override
  public Reply dump(Message request, Consumer<? super Message> sink) {
    Header asked = request.header();
    if (asked.type() != MessageType.DUMP) {
      throw new IllegalArgumentException(asked.type() + " is no DUMP");
    }
    Message end =
        busy(() ->
            kernel.dump(
                request,
                sa -> sink.accept(sa.with(sa.header().withSeqAndPid(asked.seq(), asked.pid())))));
    return Reply.of(end.with(end.header().withSeqAndPid(0, asked.pid())));
  }

  @Override
  public void forEach(Consumer<? super SecurityAssociation> sink) {
    Message request = Message.of(Header.request(MessageType.DUMP, SaType.UNSPEC, 0, 0));
    Message end =
        busy(() ->
            kernel.dump(
                request,
                shown -> {
                  SecurityAssociation sa = SecurityAssociation.shown(shown);
                  if (sa != null) {
                    sink.accept(sa);
                  } else {
                    shown.wipeKeys(); // of an SA type that is not of IPsec
                  }
                }));
    if (end.header().errno() != 0) {
      throw new SadbException(SadbMessage.NOT_DUMPED.text(), end.header().errno());
    }
  }

  /** All ordinary subscriptions share a socket; a promiscuous one has its own. */
  @Override
  public Subscription subscribe(EventScope scope, EventSink sink) {
    return busy(() ->
        switch (scope) {
          case ORDINARY -> events.subscribe(sink);
          case PROMISCUOUS -> {
            IllumosEvents own =
                IllumosEvents.open(sockets.openWithRoom(), codec, pid, EventScope.PROMISCUOUS);
            promiscuous.add(own);
            Subscription subscription = own.subscribe(sink);
            yield () -> {
              subscription.close();
              if (promiscuous.remove(own)) {
                own.close();
              }
            };
          }
        });
  }

  @Override
  public boolean hasPromiscuity() {
    return true;
  }

  /** The socket that asks is gone at once: the monitors' own receive the reply as well. */
  @Override
  public void promiscuous(Message request) {
    boolean answered =
        busy(() -> {
          try (IllumosSession asking =
              new IllumosSession(sockets.openWithRoom(), codec, pid, IllumosSession.GRACE)) {
            return asking.ask(request) != null;
          }
        });
    if (!answered) {
      throw IllumosKernel.notResponding();
    }
  }

  private <T> T busy(Supplier<T> work) {
    if (busy || closed) {
      throw new IllegalStateException(busy ? "the database is busy" : "the database is closed");
    }
    try {
      host.look();
    } catch (UncheckedIOException e) {
      throw new SadbException(String.valueOf(e.getMessage()), Errno.EIO.code());
    }
    busy = true;
    try {
      return work.get();
    } finally {
      busy = false;
    }
  }

  /** The SAs stay in the kernel. */
  @Override
  public void close() {
    if (closed) {
      return;
    }
    closed = true;
    promiscuous.forEach(IllumosEvents::close);
    events.close();
    kernel.close();
  }
}
