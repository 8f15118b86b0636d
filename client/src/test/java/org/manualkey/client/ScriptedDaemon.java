package org.manualkey.client;

import java.io.FileDescriptor;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.manualkey.wire.ClientFrame;
import org.manualkey.wire.DaemonFrame;
import org.manualkey.wire.Frame;
import org.manualkey.wire.FrameReader;
import org.manualkey.wire.FrameWriter;
import org.newsclub.net.unix.AFUNIXServerSocket;
import org.newsclub.net.unix.AFUNIXSocket;
import org.newsclub.net.unix.AFUNIXSocketAddress;

/** A daemon that serves one connection as a test says, on a real socket and a platform thread. */
final class ScriptedDaemon implements AutoCloseable {

  /** What happens on the connection. */
  interface Script {
    void play(Peer client) throws IOException;
  }

  /** The daemon's side of the connection. */
  static final class Peer {
    final AFUNIXSocket socket;
    private final FrameReader reader;
    private final FrameWriter writer;
    private final Queue<FileDescriptor> descriptors = new ArrayDeque<>();

    private Peer(AFUNIXSocket socket) throws IOException {
      this.socket = socket;
      socket.setAncillaryReceiveBufferSize(1024);
      reader = new FrameReader(socket.getInputStream());
      writer = new FrameWriter(socket.getOutputStream());
    }

    <F extends ClientFrame> F read(Class<F> type) throws IOException {
      ClientFrame frame = reader.readFromClient();
      for (FileDescriptor descriptor : socket.getReceivedFileDescriptors()) {
        descriptors.add(descriptor);
      }
      return type.cast(frame);
    }

    /** Reads hello and command, and answers the hello. */
    ClientFrame.Command begin() throws IOException {
      read(ClientFrame.Hello.class);
      ClientFrame.Command command = read(ClientFrame.Command.class);
      write(new DaemonFrame.Welcome(Frame.VERSION, "test"));
      return command;
    }

    FileDescriptor descriptor() {
      return descriptors.remove();
    }

    int descriptorsLeft() {
      return descriptors.size();
    }

    void write(DaemonFrame frame) throws IOException {
      writer.write(frame);
    }

    void out(String text) throws IOException {
      byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
      writer.out(bytes, 0, bytes.length);
    }

    void err(String text) throws IOException {
      byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
      writer.err(bytes, 0, bytes.length);
    }

    void exit(int status) throws IOException {
      write(new DaemonFrame.Exit(status));
    }
  }

  private final AFUNIXServerSocket server;
  private final CompletableFuture<Void> played = new CompletableFuture<>();

  ScriptedDaemon(Path path, Script script) throws IOException {
    server = AFUNIXServerSocket.bindOn(AFUNIXSocketAddress.of(path));
    Thread thread =
        new Thread(() -> {
          try (AFUNIXSocket socket = server.accept()) {
            script.play(new Peer(socket));
            played.complete(null);
          } catch (Throwable e) {
            played.completeExceptionally(e);
          }
        });
    thread.setDaemon(true);
    thread.start();
  }

  /** Waits for the script, and fails as it failed. */
  void finish() {
    played.orTimeout(20, TimeUnit.SECONDS).join();
  }

  @Override
  public void close() throws IOException {
    server.close();
  }
}
