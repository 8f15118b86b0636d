package org.manualkey.app;

import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Supplier;
import org.manualkey.algorithm.Algorithms;
import org.manualkey.sadb.BackEnd;
import org.manualkey.sadb.BackEndOffer;
import org.manualkey.sadb.BackEndOffer.Use;
import org.manualkey.sadb.SadbException;
import org.manualkey.sadb.illumos.IllumosSadb;
import org.manualkey.sadb.illumos.IllumosTrial;
import org.manualkey.sadb.linux.afkey.AfKeyCapabilities;
import org.manualkey.sadb.linux.xfrm.XfrmCapabilities;
import org.manualkey.sadb.linux.xfrm.XfrmTrial;

/** The back ends of this host, tried when somebody asks; nothing is changed by that. */
final class BackEndOffers implements Supplier<List<BackEndOffer>> {
  private final Options.Backend asked;
  private final HostKernel kernel;
  private final BackEnd used;
  private final Algorithms algorithms;
  private final boolean sha256With96Bits;
  private final int pid;

  BackEndOffers(
      Options.Backend asked,
      HostKernel kernel,
      BackEnd used,
      Algorithms algorithms,
      boolean sha256With96Bits,
      int pid) {
    this.asked = asked;
    this.kernel = kernel;
    this.used = used;
    this.algorithms = algorithms;
    this.sha256With96Bits = sha256With96Bits;
    this.pid = pid;
  }

  @Override
  public List<BackEndOffer> get() {
    List<BackEndOffer> offers = new ArrayList<>(3);
    if (kernel.isLinux()) {
      offers.add(xfrm());
      offers.add(pfkey());
    } else if (kernel.isIllumos()) {
      offers.add(illumos());
    }
    if (offers.stream().noneMatch(offer -> offer.use() == Use.IN_USE)) {
      offers.add(inUse());
    }
    return offers;
  }

  /** The back end of the daemon, without a trial. */
  BackEndOffer inUse() {
    return new BackEndOffer(used, Use.IN_USE, whyUsed(), List.of());
  }

  private boolean isUsed(String name) {
    return used.name().equals(name);
  }

  private String whyUsed() {
    if (asked != Options.Backend.AUTO) {
      return "chosen by --backend " + asked.name().toLowerCase(Locale.ROOT);
    }
    return kernel.isLinux() && isUsed(LinuxBackEnds.PFKEY)
        ? "chosen by --backend auto, since XFRM could not be used"
        : "chosen by --backend auto, which prefers it";
  }

  /** A socket that is open may do what one that is opened now may not. */
  private BackEndOffer illumos() {
    try {
      List<BackEndOffer.Tried> tried = IllumosTrial.algorithms(kernel.illumos(), algorithms, pid);
      return isUsed(IllumosSadb.NAME)
          ? new BackEndOffer(used, Use.IN_USE, whyUsed(), tried)
          : new BackEndOffer(
              IllumosSadb.BACK_END,
              Use.USABLE,
              "PF_KEY can be opened; --backend pfkey chooses it",
              tried);
    } catch (SadbException e) {
      return isUsed(IllumosSadb.NAME)
          ? inUse()
          : new BackEndOffer(
              IllumosSadb.BACK_END, Use.UNUSABLE, String.valueOf(e.getMessage()), List.of());
    }
  }

  private BackEndOffer xfrm() {
    try {
      XfrmTrial.require();
      BackEnd xfrm =
          new BackEnd(LinuxBackEnds.XFRM, true, XfrmTrial.capabilities(sha256With96Bits));
      return new BackEndOffer(
          xfrm,
          isUsed(xfrm.name()) ? Use.IN_USE : Use.USABLE,
          isUsed(xfrm.name()) ? whyUsed() : "a trial of ESP succeeds; --backend xfrm chooses it",
          XfrmTrial.trials(algorithms, sha256With96Bits));
    } catch (SadbException e) {
      BackEnd xfrm =
          new BackEnd(LinuxBackEnds.XFRM, true, XfrmCapabilities.table(sha256With96Bits));
      return new BackEndOffer(xfrm, Use.UNUSABLE, String.valueOf(e.getMessage()), List.of());
    }
  }

  /** A module that is not there is not loaded for the question. */
  private BackEndOffer pfkey() {
    BackEnd pfkey =
        new BackEnd(LinuxBackEnds.PFKEY, true, AfKeyCapabilities.table(sha256With96Bits));
    if (isUsed(pfkey.name())) {
      return new BackEndOffer(pfkey, Use.IN_USE, whyUsed(), List.of());
    }
    return Files.exists(LinuxBackEnds.PF_KEY_SOCKETS)
        ? new BackEndOffer(
            pfkey,
            Use.USABLE,
            "the module af_key is loaded; --backend pfkey chooses it; Linux is to drop it in 2027",
            List.of())
        : new BackEndOffer(pfkey, Use.UNUSABLE, "the module af_key is not loaded", List.of());
  }
}
