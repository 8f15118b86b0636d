package org.manualkey.server;

import java.io.IOException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.manualkey.program.OpenAnswers;
import org.manualkey.program.Right;
import org.manualkey.thread.EssentialThread;
import org.newsclub.net.unix.AFUNIXSelectorProvider;
import org.newsclub.net.unix.AFUNIXServerSocket;
import org.newsclub.net.unix.AFUNIXServerSocketChannel;
import org.newsclub.net.unix.AFUNIXSocket;
import org.newsclub.net.unix.AFUNIXSocketChannel;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The socket that is open to every user. One thread accepts, reads and writes for all clients, and
 * never waits for one of them: a client costs a place and a small buffer, for a few seconds.
 */
final class OpenSocket implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(LogName.SERVER);

  private final AFUNIXServerSocket socket;
  private final AFUNIXServerSocketChannel listener;
  private final Selector selector;
  private final OpenAnswers answers;
  private final Authority authority;
  private final NetworkNamespace namespace;
  private final Limits limits;
  private final DenialLog denials;
  private final MemberCommands members;
  private final OpenPlaces places;
  private final Map<SelectionKey, OpenConnection> connections = new HashMap<>();
  private final AcceptLoop loop;

  OpenSocket(
      AFUNIXServerSocket socket,
      OpenAnswers answers,
      Authority authority,
      NetworkNamespace namespace,
      Limits limits,
      DenialLog denials,
      MemberCommands members,
      EssentialThread kind)
      throws IOException {
    this.answers = answers;
    this.authority = authority;
    this.namespace = namespace;
    this.limits = limits;
    this.denials = denials;
    this.members = members;
    places = new OpenPlaces(limits);
    this.socket = socket;
    listener = socket.getChannel();
    listener.configureBlocking(false);
    selector = AFUNIXSelectorProvider.provider().openSelector();
    listener.register(selector, SelectionKey.OP_ACCEPT);
    loop = new AcceptLoop(kind, this::turn);
  }

  void start() {
    loop.start();
  }

  Thread thread() {
    return loop.thread();
  }

  /** How many turns its thread has taken. */
  long turns() {
    return loop.turns();
  }

  /** Makes its thread take a turn, if it can. */
  void knock() {
    selector.wakeup();
  }

  private void turn() throws IOException {
    awaitWork();
    IOException failed = null;
    for (Iterator<SelectionKey> keys = selector.selectedKeys().iterator(); keys.hasNext(); ) {
      SelectionKey key = keys.next();
      keys.remove();
      OpenConnection connection = connections.get(key);
      if (connection != null) {
        proceed(key, connection);
      } else if (key.channel() == listener) {
        try {
          accept();
        } catch (IOException e) { // after the others have had their turn
          failed = e;
        }
      }
    }
    endLateOnes();
    if (failed != null) {
      throw failed;
    }
  }

  /** Waits for a client, or for the first one that is late. */
  private void awaitWork() throws IOException {
    if (connections.isEmpty()) {
      selector.select(); // select(0) of JUnixSocket does not wait, unlike that of the JDK
      return;
    }
    long next = Long.MAX_VALUE;
    for (OpenConnection connection : connections.values()) {
      next = Math.min(next, connection.deadline() - System.nanoTime());
    }
    selector.select(Math.max(1, TimeUnit.NANOSECONDS.toMillis(next) + 1));
  }

  private void accept() throws IOException {
    // Not that of the channel, which an interrupt would close, and with it a socket that is
    // another's.
    AFUNIXSocket accepted = socket.accept();
    if (accepted == null) {
      return;
    }
    AFUNIXSocketChannel channel = accepted.getChannel();
    boolean kept = false;
    try {
      channel.configureBlocking(false);
      Peer peer = Peer.of(accepted, authority);
      if (!places.take(peer)) {
        denials.deniedConnection(peer);
        OpenConnection.refuse(channel, ServerMessage.TOO_MANY_CONNECTIONS);
        return;
      }
      try {
        long deadline = System.nanoTime() + limits.answer().toNanos();
        OpenConnection connection = new OpenConnection(accepted, peer, namespace, deadline);
        connections.put(channel.register(selector, SelectionKey.OP_READ), connection);
        kept = true;
      } finally {
        if (!kept) {
          places.leave(peer);
        }
      }
    } finally {
      if (!kept) {
        channel.close();
      }
    }
  }

  private void proceed(SelectionKey key, OpenConnection connection) {
    boolean needed = false;
    try {
      needed = connection.proceed(answers, authority, denials);
      Right right = connection.right();
      if (right != null) {
        handOver(key, connection, right);
        needed = true; // by whom it was handed over to
      } else if (needed && connection.isAnswering()) {
        key.interestOps(SelectionKey.OP_WRITE);
      }
    } catch (IOException e) {
      LOG.debug("{}: client is gone: {}", connection.peer(), e.getMessage());
    } catch (RuntimeException | Error e) {
      needed = false;
      denials.failed(connection.peer(), e);
    } finally {
      if (!needed) {
        end(key, connection);
      }
    }
  }

  /** Its place is free at once: members have places of their own. */
  private void handOver(SelectionKey key, OpenConnection connection, Right right) {
    connections.remove(key);
    places.leave(connection.peer());
    key.cancel();
    members.run(connection.socket(), connection.peer(), right, connection.request());
  }

  private void endLateOnes() {
    long now = System.nanoTime();
    for (Map.Entry<SelectionKey, OpenConnection> entry : Map.copyOf(connections).entrySet()) {
      if (now - entry.getValue().deadline() >= 0) {
        end(entry.getKey(), entry.getValue());
      }
    }
  }

  private void end(SelectionKey key, @Nullable OpenConnection connection) {
    if (connection != null && connections.remove(key) != null) {
      places.leave(connection.peer());
      key.cancel();
      connection.close();
    }
  }

  /** Ends without a word to the clients: each of them has its answer, or has it to ask for. */
  @Override
  public void close() {
    loop.close();
    selector.wakeup();
  }

  /** Closes what the thread used, which has ended. */
  void closeAll() throws IOException {
    for (Map.Entry<SelectionKey, OpenConnection> entry : Map.copyOf(connections).entrySet()) {
      end(entry.getKey(), entry.getValue());
    }
    selector.close();
  }
}
