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
 * Room for the descriptors of one message.
 *
 * <p>It must suffice for all that a client may send (253 on Linux): JUnixSocket fails when there
 * are more, but the kernel has opened those that found room by then, and nobody knows their numbers
 * any more. Anybody could use up the descriptors of the daemon so. But JUnixSocket 2.11.1 takes
 * every size above 256 octets, 60 descriptors, for 256 (it has min and max the wrong way round), so
 * the size is set where that calculation ends. Without the right to do so ({@code --add-opens},
 * when JUnixSocket is a named module) the daemon works, and warns.
 */
final class DescriptorBuffer {
  private static final Logger LOG = LoggerFactory.getLogger(DescriptorBuffer.class);
  private static final int OCTETS = 2048;

  private final @Nullable Setter setter;

  /** Finds the way in, once. */
  DescriptorBuffer() {
    Setter found = null;
    try {
      found = Setter.find();
    } catch (ReflectiveOperationException | InaccessibleObjectException e) {
      LOG.warn("clients can leave descriptors behind in this process: {}", e.toString());
    }
    setter = found;
  }

  /** Makes room in a socket, before anything is read from it. */
  void make(AFUNIXSocket socket) throws IOException {
    socket.setAncillaryReceiveBufferSize(OCTETS);
    if (setter != null && socket.getAncillaryReceiveBufferSize() < OCTETS) {
      setter.set(socket);
    }
  }

  /** The size behind the calculation: that of a buffer in a part of the socket's inside. */
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
        throw new IOException("no room for descriptors", e);
      }
    }
  }
}
