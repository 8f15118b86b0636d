package org.manualkey.sadb.illumos;

import java.util.ArrayList;
import java.util.List;
import org.manualkey.algorithm.Algorithm;
import org.manualkey.algorithm.Algorithms;
import org.manualkey.sadb.BackEndOffer;
import org.manualkey.sadb.Capability;
import org.manualkey.sadb.SadbException;
import org.manualkey.sadb.Support;

/** What the kernel of illumos has, asked without a change of its database. */
public final class IllumosTrial {
  private IllumosTrial() {}

  /**
   * Which algorithms of the table the kernel has.
   *
   * @param pid the process that asks
   * @return those that any illumos may have, each with what is lacking
   * @throws SadbException if there is no PF_KEY; the message has a remedy
   */
  public static List<BackEndOffer.Tried> algorithms(
      IllumosSockets sockets, Algorithms table, int pid) {
    sockets.openWithRoom().close();
    KernelAlgorithms kernel = KernelAlgorithms.ask(sockets, table, pid);
    List<BackEndOffer.Tried> tried = new ArrayList<>();
    for (Algorithm.Kind kind : Algorithm.Kind.values()) {
      for (Algorithm row : table.all(kind)) {
        if (row.isUsable() && mayBeThere(row)) {
          boolean there = kernel.algorithms().usable(kind, row.id()) != null;
          tried.add(
              BackEndOffer.Tried.algorithm(row.name(), there ? "" : "missing in this kernel"));
        }
      }
    }
    return tried;
  }

  private static boolean mayBeThere(Algorithm row) {
    Capability needed =
        switch (row.kind()) {
          case AUTHENTICATION -> Capability.ofAuthentication(row.id());
          case ENCRYPTION -> Capability.ofEncryption(row.id());
        };
    return needed == null || IllumosCapabilities.TABLE.row(needed).support() != Support.REFUSED;
  }
}
