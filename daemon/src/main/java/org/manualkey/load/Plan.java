package org.manualkey.load;

import java.util.List;
import org.manualkey.pfkey.Address;
import org.manualkey.pfkey.Message;
import org.manualkey.sa.SaId;

/**
 * What a load would do to a database. It holds no keys: it may be shown and logged.
 *
 * @param policy how it would be done
 * @param present SAs of the database, those out of scope too
 * @param changes SA by SA, in the order in which they would be made
 * @param kept SAs in scope that are as they should be
 */
public record Plan(LoadPolicy policy, int present, List<Change> changes, int kept) {
  public Plan {
    changes = List.copyOf(changes);
  }

  /** What happens to an SA. */
  public enum Action {
    ADD("add"),
    DELETE("delete"),
    /** Deleted and added: in between packets have no SA. */
    REPLACE("replace"),
    /** Its lifetimes change while it lives. */
    UPDATE("update");

    private final String word;

    Action(String word) {
      this.word = word;
    }

    public String word() {
      return word;
    }
  }

  /**
   * One SA.
   *
   * @param action what happens to it
   * @param id which it is
   * @param source its source address, as text
   */
  public record Change(Action action, SaId id, String source) {
    static Change of(Action action, SaId id, Message message) {
      Address source = message.source();
      var address = source == null ? null : source.socketAddress().inetAddress();
      return new Change(action, id, address == null ? "unknown" : address.getHostAddress());
    }

    /** {@code add esp spi 0x1000 src 192.0.2.1 dst 192.0.2.2}. */
    public String text() {
      return action.word
          + " "
          + id.typeWord()
          + " spi 0x"
          + Integer.toHexString(id.spi())
          + " src "
          + source
          + " dst "
          + id.destination();
    }
  }

  /** How many SAs have something happen to them. */
  public int count(Action action) {
    return (int) changes.stream().filter(change -> change.action == action).count();
  }

  /** {@code 2 added, 1 deleted, 0 replaced, 0 updated, 997 kept}. */
  public String summary() {
    return count(Action.ADD)
        + " added, "
        + count(Action.DELETE)
        + " deleted, "
        + count(Action.REPLACE)
        + " replaced, "
        + count(Action.UPDATE)
        + " updated, "
        + kept
        + " kept";
  }
}
