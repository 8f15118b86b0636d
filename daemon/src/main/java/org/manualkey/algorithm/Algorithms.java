package org.manualkey.algorithm;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The table of algorithms, by number and by name. */
public final class Algorithms {
  private static final int IDS = 256;

  private final Kinds authentication;
  private final Kinds encryption;

  /**
   * Creates a table.
   *
   * @throws IllegalArgumentException if a number or a name is repeated
   */
  public Algorithms(List<Algorithm> rows) {
    authentication = new Kinds(rows, Algorithm.Kind.AUTHENTICATION);
    encryption = new Kinds(rows, Algorithm.Kind.ENCRYPTION);
  }

  /** The row of a number, or null. */
  public @Nullable Algorithm byId(Algorithm.Kind kind, int id) {
    return id >= 0 && id < IDS ? of(kind).byId[id] : null;
  }

  /** The row of a name, or null; in another case, if no name is spelled exactly so. */
  public @Nullable Algorithm byName(Algorithm.Kind kind, String name) {
    Algorithm exact = of(kind).byName.get(name);
    return exact == null ? of(kind).byLowerCase.get(name.toLowerCase(Locale.ROOT)) : exact;
  }

  /** The row of a number when an SA can use it, or null. */
  public @Nullable Algorithm usable(Algorithm.Kind kind, int id) {
    Algorithm algorithm = byId(kind, id);
    return algorithm != null && algorithm.isUsable() ? algorithm : null;
  }

  /** All rows of a kind, by rising number. */
  public List<Algorithm> all(Algorithm.Kind kind) {
    return of(kind).rows;
  }

  private Kinds of(Algorithm.Kind kind) {
    return switch (kind) {
      case AUTHENTICATION -> authentication;
      case ENCRYPTION -> encryption;
    };
  }

  private static final class Kinds {
    private final @Nullable Algorithm[] byId = new @Nullable Algorithm[IDS];
    private final Map<String, Algorithm> byName = new HashMap<>();
    private final Map<String, Algorithm> byLowerCase = new HashMap<>();
    private final List<Algorithm> rows;

    Kinds(List<Algorithm> all, Algorithm.Kind kind) {
      for (Algorithm row : all) {
        if (row.kind() == kind) {
          add(row);
        }
      }
      List<Algorithm> ascending = new ArrayList<>();
      for (Algorithm row : byId) {
        if (row != null) {
          ascending.add(row);
        }
      }
      rows = List.copyOf(ascending);
    }

    private void add(Algorithm row) {
      if (byId[row.id()] != null) {
        throw TableMessage.DUPLICATE_NUMBER.exception(row.id());
      }
      byId[row.id()] = row;
      for (String name : row.names()) {
        if (byName.putIfAbsent(name, row) != null) {
          throw TableMessage.DUPLICATE_NAME.exception(name);
        }
        byLowerCase.putIfAbsent(name.toLowerCase(Locale.ROOT), row);
      }
    }
  }
}
