package org.manualkey.sadb.linux.xfrm;

import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.manualkey.pfkey.Errno;
import org.manualkey.sadb.Refusal;
import org.manualkey.sadb.SadbException;
import org.manualkey.sadb.linux.LinuxErrno;
import org.manualkey.sadb.linux.LinuxReply;
import org.manualkey.secret.KeyMaterial;

/**
 * What this kernel lacks for an SA, found without adding one. Where it does not take all that is
 * asked for, it is asked for less: the first that it takes tells what it lacks.
 */
final class KernelLack implements AlgorithmJudge.Lack {
  private final Supplier<XfrmSession> sessions;
  private final XfrmAlgorithms names;
  private final LackRefusals refusals;

  /**
   * Of a kernel.
   *
   * @param sessions opens one for each question, since threads ask at the same time
   * @param names what the kernel calls algorithms
   * @param refusals what it means for a command
   */
  KernelLack(Supplier<XfrmSession> sessions, XfrmAlgorithms names, LackRefusals refusals) {
    this.sessions = sessions;
    this.names = names;
    this.refusals = refusals;
  }

  @Override
  public @Nullable Refusal of(AskedAlgorithms asked) {
    try (XfrmSession session = sessions.get()) {
      return of(asked, new XfrmProbe(session));
    }
  }

  private @Nullable Refusal of(AskedAlgorithms asked, XfrmProbe probe) {
    LinuxReply reply = reply(asked, probe);
    if (reply.isDone()) {
      return null;
    }
    if (reply.errno() == LinuxErrno.EPROTONOSUPPORT) {
      return refusals.protocol(asked, reply);
    }
    if (asked.longNumbers() && reply(asked.withShortNumbers(), probe).isDone()) {
      return refusals.longNumbers(reply);
    }
    if (asked.checkBits() != 0 && reply(asked.withUsualCheckBits(), probe).isDone()) {
      return refusals.checkBits(asked, reply);
    }
    if (!asked.isEsp()) {
      return refusals.authentication(asked, reply);
    }
    LinuxReply unencrypted = reply(asked.withoutEncryption(), probe);
    if (unencrypted.isDone()) {
      return refusals.encryption(asked, reply);
    }
    if (reply(asked.withNothing(), probe).isDone()) {
      return refusals.authentication(asked, unencrypted);
    }
    throw unknown(reply); // it is not the algorithms that it refuses
  }

  /**
   * What a kernel answers.
   *
   * @throws SadbException if that is for now, or it does not answer
   */
  private LinuxReply reply(AskedAlgorithms asked, XfrmProbe probe) {
    KeyMaterial key = KeyMaterial.of(asked.keyOctets(), i -> i + 1);
    LinuxReply reply;
    try {
      reply = probe.reply(asked, names, key);
    } finally {
      key.wipe();
    }
    return switch (reply.errno()) {
      case 0,
          LinuxErrno.EINVAL,
          LinuxErrno.ENOENT,
          LinuxErrno.ENOSYS,
          LinuxErrno.EOPNOTSUPP,
          LinuxErrno.EPROTONOSUPPORT ->
          reply;
      default -> throw unknown(reply);
    };
  }

  private static SadbException unknown(LinuxReply reply) {
    return new SadbException(reply.words(), Errno.EIO.code());
  }
}
