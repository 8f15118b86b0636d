package org.manualkey.sadb;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * The table of a back end: a row for each capability in which it may differ from illumos.
 *
 * @param rows in the order of {@link Capability}; empty: it does what illumos does
 */
public record Capabilities(List<Row> rows) {
  /** Of a database that does what that of illumos does. */
  public static final Capabilities OF_ILLUMOS = new Capabilities(List.of());

  /**
   * One row.
   *
   * @param capability what it is about
   * @param support who does it
   * @param how what that means, in one sentence without a full stop; of a refusal the reason
   */
  public record Row(Capability capability, Support support, String how) {
    /** The sentence with what it is about before it: why a request is refused. */
    public String sentence() {
      return capability.words() + ": " + how;
    }
  }

  public Capabilities {
    rows = List.copyOf(rows);
  }

  /** The row of a capability; one that has none is native. */
  public Row row(Capability capability) {
    for (Row row : rows) {
      if (row.capability == capability) {
        return row;
      }
    }
    return new Row(capability, Support.NATIVE, "");
  }

  /** Collects rows, one for each capability. */
  public static final class Builder {
    private final Map<Capability, Row> rows = new EnumMap<>(Capability.class);

    public Builder row(Capability capability, Support support, String how) {
      rows.put(capability, new Row(capability, support, how));
      return this;
    }

    public Capabilities build() {
      return new Capabilities(new ArrayList<>(rows.values()));
    }
  }
}
