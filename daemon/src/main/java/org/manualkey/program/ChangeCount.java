package org.manualkey.program;

import java.util.StringJoiner;
import org.manualkey.load.Plural;
import org.manualkey.pfkey.MessageType;

/**
 * How many SAs the commands of one client changed, for the one line that the log has of them: a
 * file may have a hundred thousand.
 */
final class ChangeCount {
  private int added;
  private int updated;
  private int deleted;

  /** A database has carried out a request. */
  void note(MessageType done) {
    switch (done) {
      case ADD -> added++;
      case UPDATE, X_UPDATEPAIR -> updated++;
      case DELETE, X_DELPAIR -> deleted++;
      default -> {}
    }
  }

  /** {@code 2 SAs added, 1 SA deleted}; empty if there was no change. */
  String words() {
    StringJoiner words = new StringJoiner(", ");
    add(added, "added", words);
    add(updated, "updated", words);
    add(deleted, "deleted", words);
    return words.toString();
  }

  private static void add(int count, String what, StringJoiner words) {
    if (count > 0) {
      words.add(Plural.of(count, "SA") + " " + what);
    }
  }
}
