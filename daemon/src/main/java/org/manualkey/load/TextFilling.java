package org.manualkey.load;

import java.util.ArrayList;
import java.util.List;
import org.manualkey.request.Asked;
import org.manualkey.sadb.Refusal;

/**
 * Fills a database with the SAs that a text asks for. After a refusal the others are still sent, to
 * see which of them are refused too.
 */
final class TextFilling implements AutoCloseable {
  /** Its owner closes it. */
  private final Target target;

  private final Filling filling;

  /** As many as are reported. */
  private final List<RefusedSa> refused = new ArrayList<>(0);

  /** An SA that was refused, by its place among all. */
  private record RefusedSa(int index, Refusal refusal) {}

  /**
   * A filling, which goes with this.
   *
   * @param filling has nothing yet, or all SAs that the text asks for
   */
  TextFilling(Target target, Filling filling) {
    this.target = target;
    this.filling = filling;
  }

  /** Prepares all; what the database refuses already. */
  List<RefusedCommand> prepare() {
    RefusalList refusals = new RefusalList();
    target.forEach(wanted -> {
      Refusal refusal =
          refusals.isFull()
              ? null
              : filling.add(wanted.add(), wanted.sa().id(), wanted.sa().partner());
      if (refusal != null) {
        refusals.add(command(wanted, refusal));
      }
      return false;
    });
    return refusals.all();
  }

  private static RefusedCommand command(Target.Wanted wanted, Refusal refusal) {
    return new RefusedCommand(wanted.line(), Asked.of(wanted.add()), refusal);
  }

  /** Adds the SAs; whether all were granted. */
  boolean fill() {
    filling.fillTogether((index, refusal) -> {
      refused.add(new RefusedSa(index, refusal));
      return refused.size() < RefusalList.MAX;
    });
    return refused.isEmpty();
  }

  /** Finds in the text what was refused, which takes memory. */
  List<RefusedCommand> refused() {
    RefusalList commands = new RefusalList();
    int[] next = new int[2]; // the next SA of the text, and the next one that was refused
    target.forEach(wanted -> {
      if (next[1] < refused.size() && refused.get(next[1]).index == next[0]) {
        commands.add(command(wanted, refused.get(next[1]).refusal));
        next[1]++;
      }
      next[0]++;
      return false;
    });
    return commands.all();
  }

  @Override
  public void close() {
    filling.close();
  }
}
