package org.manualkey.service;

import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.manualkey.load.Plural;
import org.manualkey.sa.SaId;

/**
 * What an administrator should know of SAs of the key file that are there. The service stays
 * online: it has done what it was asked for.
 *
 * @param count of how many SAs; at least 1
 * @param first some of them, at most {@link #FEW}
 * @param highest the highest of their sequence numbers; 0: it is not about these
 */
public record SaWarning(Kind kind, int count, List<SaId> first, long highest)
    implements ServiceWarning {
  /** So many SAs are named. */
  public static final int FEW = 5;

  /** What it is about. */
  public enum Kind {
    /** No policy of the kernel uses them. */
    UNUSED,
    /** Three quarters of their sequence numbers are used, or more. */
    SEQUENCE;

    /** As programs read it. */
    public String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  public SaWarning {
    first = List.copyOf(first);
  }

  @Override
  public String word() {
    return kind.word();
  }

  @Override
  public String text() {
    return switch (kind) {
      case UNUSED -> ServiceMessage.UNUSED.with(sas());
      case SEQUENCE ->
          ServiceMessage.SEQUENCE.with(
              Long.toString(highest), Long.toString(SequenceNumbers.LAST), sas());
    };
  }

  private String sas() {
    String named = first.stream().map(SaId::toString).collect(Collectors.joining(", "));
    int others = count - first.size();
    return Plural.of(count, "SA")
        + " of the key file: "
        + named
        + (others == 0 ? "" : " and " + others + " more");
  }
}
