package org.manualkey.sadb.linux.xfrm;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.manualkey.libc.PreparedMessages;
import org.manualkey.sa.SaId;

/**
 * The additions that are prepared for SAs whose deletion is prepared: those of a load, and those
 * that take it back. An addition is known here only if the deletion was prepared before it, or was
 * expected, since the SA was known to be there.
 *
 * <p>Belongs to the thread of the session. All of it is forgotten when nobody prepares anything any
 * more.
 */
final class PreparedAdditions {
  private final Map<SaId, Line> lines = new HashMap<>();
  private int users;

  /** The additions of one SA. */
  static final class Line {
    private @Nullable Addition first;

    /** The one that was prepared last, by which the others are found; null: there is none. */
    @Nullable Addition first() {
      return first;
    }

    void add(PreparedMessages messages, int message, boolean sends) {
      first = new Addition(messages, message, sends, first);
    }
  }

  /**
   * An addition.
   *
   * @param sends whether packets may be sent by its SA
   * @param next the one of the same SA that was prepared before it; null: there is none
   */
  record Addition(PreparedMessages messages, int message, boolean sends, @Nullable Addition next) {}

  /** Somebody begins to prepare changes. */
  void enter() {
    users++;
  }

  /** Has a line for an SA whose deletion is prepared or expected. */
  Line line(SaId id) {
    return lines.computeIfAbsent(id, _ -> new Line());
  }

  /** The line of an SA; null: no deletion of it is prepared or expected. */
  @Nullable Line find(SaId id) {
    return lines.isEmpty() ? null : lines.get(id);
  }

  /** Changes are given up: their additions are not sent any more. */
  void leave(PreparedMessages messages) {
    users--;
    if (users == 0) {
      lines.clear();
    } else {
      lines.values().forEach(line -> line.first = without(messages, line.first));
    }
  }

  private static @Nullable Addition without(PreparedMessages messages, @Nullable Addition first) {
    if (first == null) {
      return null;
    }
    Addition left = without(messages, first.next); // an SA has a few of them
    return first.messages == messages
        ? left
        : new Addition(first.messages, first.message, first.sends, left);
  }
}
