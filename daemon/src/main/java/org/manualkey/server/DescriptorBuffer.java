package org.manualkey.server;

import java.io.IOException;
import java.lang.reflect.Field;
import java.lang.reflect.InaccessibleObjectException;
import java.lang.reflect.Method;
import org.jspecify.annotations.Nullable;
import org.newsclub.net.unix.AFSocket;
import org.newsclub.net.unix.AFSocketImpl;
import org.newsclub.net.unix.AFUNIXSocket;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Enlarges the buffer for the descriptors of one message.
 *
 * <p>The buffer must hold as many as a client can send (253 on Linux). JUnixSocket fails on more,
 * but by then the kernel has opened those that fit, and their numbers are lost: any client could
 * exhaust the descriptors of the daemon. JUnixSocket 2.11.1 reduces every size above 256 octets (60
 * descriptors) to 256, as it confuses min and max, so the size is set by reflection, behind that
 * calculation. Where reflection is not permitted ({@code --add-opens}, if JUnixSocket is a named
 * module) the daemon works, and logs a warning.
 */
final class DescriptorBuffer {
  private static final Logger LOG = LoggerFactory.getLogger(LogName.SERVER);
  private static final int OCTETS = 2048;

  private final @Nullable Setter setter;

  /** Looks up the private setter once. */
  DescriptorBuffer() {
    Setter found = null;
    try {
      found = Setter.find();
    } catch (ReflectiveOperationException | InaccessibleObjectException e) {
      LOG.warn(ServerMessage.SMALL_DESCRIPTOR_BUFFER.with(e));
    }
    setter = found;
  }

  /** Enlarges the buffer of a socket, before anything is read from it. */
  void enlarge(AFUNIXSocket socket) throws IOException {
    socket.setAncillaryReceiveBufferSize(OCTETS);
    if (setter != null && socket.getAncillaryReceiveBufferSize() < OCTETS) {
      setter.set(socket);
    }
  }

  /** The private method of the socket implementation that sets the size unchecked. */
  private record Setter(Field impl, Field support, Method setSize) {
    static Setter find() throws ReflectiveOperationException {
      Field impl = AFSocket.class.getDeclaredField("impl");
      Field support = AFSocketImpl.class.getDeclaredField("ancillaryDataSupport");
      Method setSize =
          support.getType().getDeclaredMethod("setAncillaryReceiveBufferSize0", int.class);
      impl.setAccessible(true);
      support.setAccessible(true);
      setSize.setAccessible(true);
      return new Setter(impl, support, setSize);
    }

    void set(AFUNIXSocket socket) throws IOException {
      try {
        setSize.invoke(support.get(impl.get(socket)), OCTETS);
      } catch (ReflectiveOperationException e) {
        throw new IOException("cannot enlarge descriptor buffer", e);
      }
    }
  }
}
