package org.manualkey.sadb.illumos;

import java.io.FileDescriptor;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.manualkey.libc.ErrnoException;
import org.manualkey.libc.KernelPair;
import org.manualkey.libc.MessageSocket;
import org.newsclub.net.unix.AFUNIXSocket;
import org.newsclub.net.unix.AFUNIXSocketAddress;
import org.newsclub.net.unix.FileDescriptorCast;

/** The sockets of a {@link KernelServer} in another process. */
public final class RemoteKernel implements IllumosSockets {
  private static final int EIO = 5;

  private final Path path;

  /** Those that keep PF_KEY sockets open. */
  private final List<AFUNIXSocket> connections = new ArrayList<>();

  /** Of the server that listens on a path. */
  public RemoteKernel(Path path) {
    this.path = path;
  }

  @Override
  public synchronized MessageSocket open() throws ErrnoException {
    try {
      AFUNIXSocket connection = AFUNIXSocket.connectTo(AFUNIXSocketAddress.of(path));
      connections.add(connection);
      connection.setAncillaryReceiveBufferSize(64);
      int reason = connection.getInputStream().read();
      if (reason != 0) {
        throw new ErrnoException("socket", reason < 0 ? EIO : reason);
      }
      FileDescriptor near = connection.getReceivedFileDescriptors()[0];
      return KernelPair.adopt(FileDescriptorCast.using(near).as(Integer.class), LONGEST);
    } catch (ErrnoException e) {
      throw e;
    } catch (IOException e) {
      throw new ErrnoException("socket: " + e.getMessage(), EIO);
    }
  }
}
