package org.manualkey.sadb.illumos;

import java.io.FileDescriptor;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;
import org.manualkey.host.InterfaceAddresses;
import org.newsclub.net.unix.AFUNIXServerSocket;
import org.newsclub.net.unix.AFUNIXSocket;
import org.newsclub.net.unix.AFUNIXSocketAddress;
import org.newsclub.net.unix.FileDescriptorCast;

/**
 * An {@link EmulatedKernel} for daemons in processes of their own, which end without it: SAs stay
 * when a daemon is killed. It listens on a Unix domain socket. Who connects receives one octet, and
 * with it, if that is 0, the descriptor of a PF_KEY socket; otherwise it is the error number with
 * which socket(2) fails. The PF_KEY socket ends with the connection, and so with the process.
 *
 * @see RemoteKernel
 */
public final class KernelServer implements AutoCloseable {
  private final EmulatedKernel kernel = new EmulatedKernel(new InterfaceAddresses());
  private final AFUNIXServerSocket server;
  private final AtomicInteger errno = new AtomicInteger();

  /** One that listens on a path. */
  public KernelServer(Path path) throws IOException {
    server = AFUNIXServerSocket.bindOn(AFUNIXSocketAddress.of(path));
    Thread.ofPlatform().daemon().start(this::accept);
  }

  /** Serves on a path until the process is killed. */
  public static void main(String[] arguments) throws IOException, InterruptedException {
    try (KernelServer _ = new KernelServer(Path.of(arguments[0]))) {
      Thread.currentThread().join(); // for ever
    }
  }

  /** From now on no socket is to be had, for this reason; 0: for none. */
  public void refuse(int reason) {
    errno.set(reason);
  }

  /** The next so many FLUSHes and DUMPs meet another one. */
  public void beBusy(int times) {
    kernel.beBusy(times);
  }

  /** How many SAs there are. */
  public int held() {
    return kernel.held();
  }

  private void accept() {
    try {
      while (true) {
        AFUNIXSocket connection = server.accept();
        Thread.ofPlatform().daemon().start(() -> serve(connection));
      }
    } catch (IOException e) {
      // closed
    }
  }

  private void serve(AFUNIXSocket connection) {
    try (connection) {
      int reason = errno.get();
      if (reason != 0) {
        connection.getOutputStream().write(reason);
        return;
      }
      try (EmulatedKernel.KeySocket socket = kernel.openPair()) {
        FileDescriptor near =
            FileDescriptorCast.unsafeUsing(socket.pair().near()).getFileDescriptor();
        connection.setOutboundFileDescriptors(near);
        connection.getOutputStream().write(0);
        int end = connection.getInputStream().read();
        if (end >= 0) {
          throw new IOException("nothing was to come");
        }
      }
    } catch (IOException e) {
      // its owner is gone
    }
  }

  @Override
  public void close() throws IOException {
    server.close();
    kernel.close();
  }
}
