package org.manualkey.sadb.illumos;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.manualkey.algorithm.Algorithm;
import org.manualkey.algorithm.Algorithms;
import org.manualkey.algorithm.KeyLengths;
import org.manualkey.pfkey.Diagnostic;
import org.manualkey.pfkey.Extension;
import org.manualkey.pfkey.Header;
import org.manualkey.pfkey.Message;
import org.manualkey.pfkey.MessageType;
import org.manualkey.pfkey.Sa;
import org.manualkey.pfkey.SaType;
import org.manualkey.pfkey.Supported;
import org.manualkey.sadb.Judge;
import org.manualkey.sadb.LogName;
import org.manualkey.sadb.Refusal;
import org.manualkey.sadb.SadbException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Which algorithms of the table the kernel has, as its replies to REGISTER list them. It has those
 * that ipsecalgs(8) gave it and for which its cryptographic framework has a provider.
 *
 * @param algorithms those that it has, with the lengths of keys that it takes
 * @param all the table
 */
record KernelAlgorithms(Algorithms algorithms, Algorithms all) implements Judge {
  private static final Logger LOG = LoggerFactory.getLogger(LogName.SADB);

  /** Those of a kernel that lists none: all of the table. */
  static KernelAlgorithms unknown(Algorithms all) {
    return new KernelAlgorithms(all, all);
  }

  /**
   * Asks the kernel on a socket of its own, which is closed then: a socket that is registered
   * receives what the kernel asks of key management.
   */
  static KernelAlgorithms ask(IllumosSockets sockets, Algorithms all, int pid) {
    List<Supported> lists = new ArrayList<>();
    try (IllumosSession session =
        new IllumosSession(
            sockets.openWithRoom(), IllumosSockets.codec(), pid, IllumosSession.GRACE)) {
      for (SaType type : List.of(SaType.AH, SaType.ESP)) {
        Message reply = session.ask(Message.of(Header.request(MessageType.REGISTER, type, 0, 0)));
        if (reply == null || reply.header().errno() != 0) {
          LOG.warn(
              IllumosMessage.ALGORITHMS_UNKNOWN.with(
                  reply == null ? "no reply" : "errno " + reply.header().errno()));
          return unknown(all);
        }
        for (Extension extension : reply.extensions()) {
          if (extension instanceof Supported supported) {
            lists.add(supported);
          }
        }
      }
    } catch (SadbException e) {
      LOG.warn(IllumosMessage.ALGORITHMS_UNKNOWN.with(String.valueOf(e.getMessage())));
      return unknown(all);
    }
    return of(lists, all);
  }

  /** By the lists of a kernel; one that lists nothing does not say what it has. */
  static KernelAlgorithms of(List<Supported> lists, Algorithms all) {
    if (lists.stream().allMatch(list -> list.algorithms().isEmpty())) {
      return unknown(all);
    }
    List<Algorithm> rows = new ArrayList<>();
    for (Algorithm.Kind kind : Algorithm.Kind.values()) {
      for (Algorithm row : all.all(kind)) {
        Algorithm known = inKernel(row, lists);
        if (known != null) {
          rows.add(known);
        }
      }
    }
    return new KernelAlgorithms(new Algorithms(rows), all);
  }

  /** NULL encryption is no cipher, and is not asked of anybody. */
  private static @Nullable Algorithm inKernel(Algorithm row, List<Supported> lists) {
    if (!row.isUsable()
        || (row.kind() == Algorithm.Kind.ENCRYPTION && row.id() == Algorithm.NULL_ENCRYPTION)) {
      return row;
    }
    Supported.Kind wanted =
        switch (row.kind()) {
          case AUTHENTICATION -> Supported.Kind.AUTH;
          case ENCRYPTION -> Supported.Kind.ENCRYPT;
        };
    for (Supported list : lists) {
      for (Supported.Algorithm algorithm : list.algorithms()) {
        if (list.kind() == wanted && algorithm.id() == row.id()) {
          return with(row, algorithm);
        }
      }
    }
    return null;
  }

  /** A row with the lengths of the kernel, if it has any. */
  private static Algorithm with(Algorithm row, Supported.Algorithm kernel) {
    if (kernel.minBits() == 0 || kernel.minBits() > kernel.maxBits()) {
      return row;
    }
    KeyLengths table = row.keyLengths();
    int preferred =
        kernel.minBits() <= table.preferred() && table.preferred() <= kernel.maxBits()
            ? table.preferred()
            : kernel.minBits();
    return new Algorithm(
        row.kind(),
        row.id(),
        row.names(),
        new KeyLengths(preferred, kernel.minBits(), kernel.maxBits(), kernel.increment()),
        row.ivBytes(),
        row.icvBytes(),
        row.saltBytes(),
        row.flags());
  }

  /** Refuses an ADD that needs an algorithm which the table has and the kernel has not. */
  @Override
  public @Nullable Refusal judge(Message request) {
    Sa sa = request.header().type() == MessageType.ADD ? request.sa() : null;
    if (sa == null) {
      return null;
    }
    Refusal refusal = lack(Algorithm.Kind.AUTHENTICATION, sa.auth(), Diagnostic.BAD_AALG);
    return refusal == null
        ? lack(Algorithm.Kind.ENCRYPTION, sa.encrypt(), Diagnostic.BAD_EALG)
        : refusal;
  }

  private @Nullable Refusal lack(Algorithm.Kind kind, int id, Diagnostic diagnostic) {
    Algorithm row = all.usable(kind, id);
    return row == null || algorithms.usable(kind, id) != null
        ? null
        : Refusal.invalid(
            diagnostic,
            row.name(),
            "the algorithm",
            " is missing in this kernel; 'ipsecalgs' lists those that it has");
  }
}
