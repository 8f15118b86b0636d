package org.manualkey.server;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** The threads of the clients that run commands, one for each. Thread-safe. */
final class ClientThreads implements AutoCloseable {
  private final Map<ClientConnection, Thread> running = new ConcurrentHashMap<>();
  private volatile boolean closed;

  /**
   * Starts the thread of a client.
   *
   * @throws OutOfMemoryError also for lack of a thread; nothing has begun then
   */
  void start(String name, ClientConnection connection, Runnable serve) {
    Thread thread =
        Thread.ofPlatform()
            .name(name)
            .unstarted(() -> {
              try {
                // Not by the thread that starts it: that one is interrupted at the end, and a
                // channel to which an interrupted thread writes is closed instead.
                if (closed) {
                  connection.stop(ServerMessage.STOPPING.text());
                }
                serve.run();
              } finally {
                running.remove(connection);
              }
            });
    running.put(connection, thread);
    boolean started = false;
    try {
      thread.start();
      started = true;
    } finally {
      if (!started) {
        running.remove(connection);
      }
    }
  }

  /** Refuses clients that are started from now on. */
  @Override
  public void close() {
    closed = true;
  }

  /** Refuses all clients concurrently, so that one that does not read cannot delay the others. */
  void shutDown(Duration limit) {
    List<Thread> refusals = new ArrayList<>();
    for (ClientConnection connection : running.keySet()) {
      refusals.add(
          Thread.ofPlatform()
              .name("shutdown")
              .start(() -> connection.stop(ServerMessage.STOPPING.text())));
    }
    await(refusals, limit);
    running.keySet().forEach(ClientConnection::cut);
    await(List.copyOf(running.values()), limit);
  }

  /** Waits for the end of threads. */
  static void await(List<Thread> threads, Duration limit) {
    long end = System.nanoTime() + limit.toNanos();
    try {
      for (Thread thread : threads) {
        thread.join(Duration.ofNanos(Math.max(1, end - System.nanoTime())));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
