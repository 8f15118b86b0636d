package org.manualkey.sadb.linux.xfrm;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.manualkey.algorithm.Algorithm;
import org.manualkey.algorithm.Algorithms;
import org.manualkey.libc.NetlinkSocket;
import org.manualkey.netlink.Attribute;
import org.manualkey.netlink.XfrmCodec;
import org.manualkey.pfkey.Errno;
import org.manualkey.sadb.BackEndOffer;
import org.manualkey.sadb.Capabilities;
import org.manualkey.sadb.SadbException;
import org.manualkey.sadb.linux.LinuxErrno;
import org.manualkey.sadb.linux.LinuxReply;
import org.manualkey.secret.KeyMaterial;

/** Tries what the kernel of this host has, without changing anything; any thread may. */
public final class XfrmTrial {
  /** The words of how far the kernel is locked down, that in use in brackets. */
  private static final Path LOCKDOWN = Path.of("/sys/kernel/security/lockdown");

  private XfrmTrial() {}

  /**
   * Tries whether there is XFRM with ESP.
   *
   * @throws SadbException if not; the message has a remedy
   */
  public static void require() {
    try (NetlinkSocket socket = XfrmSockets.commands()) {
      require(socket);
    }
  }

  /** A kernel may have the socket without ESP; with that of one family it is of use. */
  static void require(NetlinkSocket socket) {
    XfrmProbe probe = probe(socket);
    List<Attribute> plain = List.of(XfrmAlgorithms.of(false).encryption(0, 0, null));
    LinuxReply inet = probe.esp(XfrmProbe.INET, plain);
    if (inet.isDone() || probe.esp(XfrmProbe.INET6, plain).isDone()) {
      if (hidesKeys(LOCKDOWN)) {
        throw new SadbException(XfrmKernelMessage.KEYS_HIDDEN.text(), Errno.EPERM.code());
      }
      return;
    }
    if (inet.errno() == LinuxErrno.EPERM) {
      throw new SadbException(XfrmKernelMessage.NO_PERMISSION.text(), Errno.EPERM.code());
    }
    throw new SadbException(XfrmKernelMessage.NO_ESP.with(inet.words()), Errno.EPFNOSUPPORT.code());
  }

  /**
   * Whether the kernel shows zeros in place of keys. An SA could not be known again then, and an
   * undo would restore it with a key that everybody knows.
   *
   * @param lockdown a kernel that cannot be locked down has no such file
   */
  static boolean hidesKeys(Path lockdown) {
    try {
      return Files.readString(lockdown).contains("[confidentiality]");
    } catch (IOException e) {
      return false;
    }
  }

  /**
   * What this kernel can do.
   *
   * @throws SadbException if there is no XFRM
   */
  public static Capabilities capabilities(boolean sha256With96Bits) {
    try (NetlinkSocket socket = XfrmSockets.commands()) {
      return XfrmCapabilities.table(sha256With96Bits, knowsDirections(socket));
    }
  }

  /** Whether the kernel can hold SAs to one direction, as from Linux 6.10 on. */
  static boolean knowsDirections(NetlinkSocket socket) {
    return new XfrmSession(socket, XfrmCodec.ofHost()).knowsDirections();
  }

  /**
   * Tries the features that kernels differ in, and the algorithms of a table, each with a key of
   * its preferred length. The kernel may load modules for it.
   *
   * @throws SadbException if there is no XFRM
   */
  public static List<BackEndOffer.Tried> trials(Algorithms table, boolean sha256With96Bits) {
    XfrmAlgorithms names = XfrmAlgorithms.of(sha256With96Bits);
    List<BackEndOffer.Tried> tried = new ArrayList<>();
    try (NetlinkSocket socket = XfrmSockets.commands()) {
      String directionsLack = knowsDirections(socket) ? "" : "from Linux 6.10 on";
      tried.add(BackEndOffer.Tried.feature("SA_DIR", directionsLack));
      XfrmProbe probe = probe(socket);
      LinuxReply move = probe.move();
      tried.add(BackEndOffer.Tried.feature("MIGRATE_STATE", move.isDone() ? "" : move.words()));
      for (Algorithm.Kind kind : Algorithm.Kind.values()) {
        for (Algorithm algorithm : table.all(kind)) {
          if (algorithm.isUsable()) {
            tried.add(
                BackEndOffer.Tried.algorithm(algorithm.name(), lack(probe, names, algorithm)));
          }
        }
      }
    }
    return tried;
  }

  /** Tries one: authentication with NULL encryption, or encryption alone. */
  private static String lack(XfrmProbe probe, XfrmAlgorithms names, Algorithm algorithm) {
    int bits = algorithm.keyLengths().preferred() + algorithm.saltBits();
    KeyMaterial key = KeyMaterial.of((bits + 63) / 64 * 8, i -> i + 1);
    try {
      LinuxReply reply = probe.esp(XfrmProbe.INET, attributes(names, algorithm, bits, key));
      return reply.isDone() ? "" : reply.words();
    } finally {
      key.wipe();
    }
  }

  private static List<Attribute> attributes(
      XfrmAlgorithms names, Algorithm algorithm, int bits, KeyMaterial key) {
    return switch (algorithm.kind()) {
      case AUTHENTICATION ->
          List.of(names.authentication(algorithm.id(), bits, key), names.encryption(0, 0, null));
      case ENCRYPTION -> List.of(names.encryption(algorithm.id(), bits, key));
    };
  }

  private static XfrmProbe probe(NetlinkSocket socket) {
    return new XfrmProbe(new XfrmSession(socket, XfrmCodec.ofHost()));
  }
}
