package org.manualkey.sadb.linux.xfrm;

import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.manualkey.pfkey.Message;
import org.manualkey.sadb.Judge;
import org.manualkey.sadb.LogName;
import org.manualkey.sadb.Refusal;
import org.manualkey.sadb.SadbException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Refuses ADDs with algorithms that this kernel lacks, or with lengths that it does not take.
 *
 * <p>The kernel is asked once for all SAs of a kind. What it takes it takes as long as it runs;
 * what it lacks may be there at the next text, when somebody has loaded a module. A kernel that
 * does not answer refuses nothing here, and is not asked again for the same text.
 */
final class AlgorithmJudge implements Judge {
  /** More kinds than a key file that makes sense has; others are asked about again. */
  private static final int MOST = 4096;

  private static final Logger LOG = LoggerFactory.getLogger(LogName.SADB);

  private final Lack lack;

  /** What the kernel takes. */
  private final Set<AskedAlgorithms> taken = ConcurrentHashMap.newKeySet();

  /** Asks a kernel. */
  interface Lack {
    /**
     * Why a kernel would not add such SAs, or null.
     *
     * @throws SadbException if it does not say
     */
    @Nullable Refusal of(AskedAlgorithms asked);
  }

  AlgorithmJudge(Lack lack) {
    this.lack = lack;
  }

  @Override
  public @Nullable Refusal judge(Message request) {
    return now().judge(request);
  }

  @Override
  public Judge now() {
    return new ForOneText();
  }

  private final class ForOneText implements Judge {
    private final Map<AskedAlgorithms, Optional<Refusal>> others = new ConcurrentHashMap<>();
    private volatile boolean silent;

    @Override
    public @Nullable Refusal judge(Message request) {
      AskedAlgorithms asked = AskedAlgorithms.of(request);
      if (asked == null || taken.contains(asked) || silent) {
        return null;
      }
      if (others.size() >= MOST) {
        others.clear();
      }
      return others.computeIfAbsent(asked, this::ask).orElse(null);
    }

    private Optional<Refusal> ask(AskedAlgorithms asked) {
      try {
        Refusal refusal = lack.of(asked);
        if (refusal == null) {
          if (taken.size() >= MOST) {
            taken.clear();
          }
          taken.add(asked);
        }
        return Optional.ofNullable(refusal);
      } catch (SadbException e) {
        silent = true;
        LOG.warn(XfrmKernelMessage.ALGORITHMS_UNKNOWN.with(e.getMessage()));
        return Optional.empty();
      }
    }
  }
}
