package org.manualkey.server;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.Semaphore;
import org.manualkey.program.AdmProgram;
import org.manualkey.program.Right;
import org.newsclub.net.unix.AFUNIXSocket;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs commands of the open socket whose users have a right to them by a group. Each has a thread,
 * and holds up that thread only; it can pass no descriptor, and its whole command has been read.
 */
final class MemberCommands {
  private static final Logger LOG = LoggerFactory.getLogger(LogName.SERVER);

  private final Programs programs;
  private final NetworkNamespace namespace;
  private final Limits limits;
  private final DenialLog denials;
  private final ClientThreads threads;
  private final MemberPlaces places;

  /** As many as there can be: who has a place has a session, too. */
  private final Semaphore sessions;

  MemberCommands(
      Programs programs,
      NetworkNamespace namespace,
      Limits limits,
      DenialLog denials,
      ClientThreads threads) {
    this.programs = name -> name.equals(AdmProgram.NAME) ? programs.named(name) : null;
    this.namespace = namespace;
    this.limits = limits;
    this.denials = denials;
    this.threads = threads;
    places = new MemberPlaces(limits.members(), System::nanoTime);
    sessions = new Semaphore(limits.members().commands());
  }

  /**
   * Runs a command, or refuses it; never waits. The socket is closed at the end.
   *
   * @param right that it takes, and that its user has
   * @param request what was read of it
   */
  void run(AFUNIXSocket socket, Peer peer, Right right, ByteBuffer request) {
    boolean left = false; // to what closes it
    ServerMessage full = places.take(peer, right != Right.READ);
    try {
      if (full != null) {
        if (full == ServerMessage.TOO_MANY_CHANGES) {
          denials.deniedChange(peer);
        } else {
          denials.deniedConnection(peer);
        }
        OpenConnection.refuse(socket.getChannel(), full);
        return;
      }
      socket.getChannel().configureBlocking(true);
      ClientConnection connection =
          new ClientConnection(socket, peer, namespace, limits, denials, request);
      threads.start("member", connection, () -> serve(connection, peer));
      left = true;
    } catch (IOException e) {
      LOG.debug("{}: cannot serve client: {}", peer, e.getMessage());
    } catch (OutOfMemoryError e) { // the sign of a lack of threads, too
      denials.lacksThread(peer);
      OpenConnection.refuse(socket.getChannel(), ServerMessage.OUT_OF_THREADS);
    } finally {
      if (!left) {
        if (full == null) {
          places.leave(peer);
        }
        close(socket, peer);
      }
    }
  }

  private void serve(ClientConnection connection, Peer peer) {
    try {
      connection.serve(programs, sessions);
    } finally {
      var _ = connection.work().whenComplete((_, _) -> places.leave(peer));
    }
  }

  private static void close(AFUNIXSocket socket, Peer peer) {
    try {
      socket.close();
    } catch (IOException e) {
      LOG.debug("{}: closing the connection: {}", peer, e.getMessage());
    }
  }
}
