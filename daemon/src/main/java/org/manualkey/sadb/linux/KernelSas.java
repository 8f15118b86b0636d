package org.manualkey.sadb.linux;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.manualkey.pfkey.Errno;
import org.manualkey.pfkey.Message;
import org.manualkey.pfkey.MessageType;
import org.manualkey.pfkey.SaState;
import org.manualkey.sadb.SadbException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The SAs of the kernel, and the record that is kept beside them. */
final class KernelSas {
  private static final Logger LOG = LoggerFactory.getLogger(KernelSas.class);

  private final AfKeySession session;
  private final SaRecord known;

  KernelSas(AfKeySession session, SaRecord known) {
    this.session = session;
    this.known = known;
  }

  /** The kernel's note that a policy misses an SA; not one. */
  static boolean isLarval(Message held) {
    return held.sa() != null && held.sa().state() == SaState.LARVAL;
  }

  /**
   * Brings the record of one SA together with what the kernel holds.
   *
   * @return what the kernel holds, with keys, or null
   */
  @Nullable Message reconcile(Message about) {
    if (about.sa() == null || about.destination() == null) {
      return null; // the record says what is missing
    }
    Message held = look(about);
    if (held == null) {
      known.forget(about);
    } else {
      Message recorded = known.same(held);
      if (recorded == null) {
        known.adopt(held);
      } else {
        recorded.wipeKeys();
      }
    }
    return held;
  }

  /** What the kernel holds, with keys; null when it holds no such SA, or a larval one. */
  @Nullable Message look(Message about) {
    Message reply = session.look(SaRecord.about(MessageType.GET, about));
    if (reply == null) {
      reply = session.look(SaRecord.about(MessageType.GET, about));
    }
    if (reply == null) {
      throw new SadbException("the kernel does not answer", Errno.ETIMEDOUT.code());
    }
    return reply.header().errno() != 0 || isLarval(reply) ? null : reply;
  }

  /** Sends a change; 0 or a Linux errno. What a lost reply would have said is found out. */
  int change(Message request) {
    return found(request, session.change(request));
  }

  /** Sends several changes, {@link AfKeySession#WINDOW} at most. */
  int[] change(List<Message> requests) {
    int[] errnos = session.change(requests);
    for (int i = 0; i < errnos.length; i++) {
      errnos[i] = found(requests.get(i), errnos[i]);
    }
    return errnos;
  }

  private int found(Message request, int errno) {
    if (errno != AfKeySession.LOST) {
      return errno;
    }
    LOG.warn("the kernel's reply to {} was lost; looking", request.header().type());
    return switch (request.header().type()) {
      case FLUSH -> 0; // it cannot be refused
      case DELETE -> holds(request) ? LinuxErrno.EBUSY : 0;
      default -> holds(request) ? 0 : LinuxErrno.ENOENT;
    };
  }

  private boolean holds(Message about) {
    Message held = look(about);
    if (held != null) {
      held.wipeKeys();
    }
    return held != null;
  }
}
