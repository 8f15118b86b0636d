package org.manualkey.load;

import java.util.BitSet;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.manualkey.sa.Directions;
import org.manualkey.sa.SaId;
import org.manualkey.sa.SecurityAssociation;
import org.manualkey.sadb.Sadb;

/**
 * The SAs of a database that are as a text wants them. They are found while they come in a dump, so
 * that nothing is kept of them, and the text need not be parsed for them.
 *
 * <p>An SA that is one of a pair is not among them: what happens to its other half concerns it.
 */
final class UnchangedSas {
  private final SaLines text;
  private final TextContents contents;
  private final Directions directions;
  private final Predicate<SecurityAssociation> mayStay;

  /** By the order of the text: those whose identity has come. */
  private final BitSet seen = new BitSet();

  private final BitSet unchanged = new BitSet();

  /**
   * None yet.
   *
   * @param mayStay which SAs the plan may keep as the service's own
   */
  UnchangedSas(
      SaLines text,
      TextContents contents,
      Directions directions,
      Predicate<SecurityAssociation> mayStay) {
    this.text = text;
    this.contents = contents;
    this.directions = directions.now();
    this.mayStay = mayStay;
  }

  /** For a text of which it is not known by digests: all SAs are compared. */
  static UnchangedSas untold() {
    TextContents unknown = new TextContents(WantedSas.UNHEARD);
    unknown.giveUp();
    return new UnchangedSas(new SaLines(0), unknown, Directions.UNKNOWN, _ -> false);
  }

  /** Whether it is known by digests. */
  boolean areTold() {
    return !contents.isGivenUp();
  }

  /**
   * Looks at an SA that is there, with its keys.
   *
   * @return whether nobody need look at it any more: it is as it should be, or a kernel that
   *     distinguishes SAs by more than their identities has another one of its identity
   */
  boolean take(SecurityAssociation there) {
    int index = there.isLive() ? text.indexOf(there.id()) : SaLines.NONE;
    if (index == SaLines.NONE) {
      return false;
    }
    if (seen.get(index)) {
      return true;
    }
    seen.set(index);
    boolean same =
        there.pairSpi() == 0 && contents.has(there, index, directions) && mayStay.test(there);
    unchanged.set(index, same);
    return same;
  }

  /** How many they are. */
  int count() {
    return unchanged.cardinality();
  }

  boolean contains(SaId id) {
    int index = text.indexOf(id);
    return index != SaLines.NONE && unchanged.get(index);
  }

  /** These and others of the text, in its order. */
  Set<SaId> with(Set<SaId> others) {
    int count = count();
    if (count == 0) {
      return others;
    }
    if (count + others.size() == text.size()) {
      return text;
    }
    Set<SaId> all = LinkedHashSet.newLinkedHashSet(count + others.size());
    for (SaId id : text) {
      if (contains(id) || others.contains(id)) {
        all.add(id);
      }
    }
    return all;
  }

  /** Shows them again, without keys. */
  void forEach(Sadb sadb, Consumer<SecurityAssociation> sink) {
    sadb.forEach(sa -> {
      sa.keys().wipe();
      if (contains(sa.id())) {
        sink.accept(sa);
      }
    });
  }

  /** The lines of all other SAs of the text, each once, in their order. */
  int[] otherLines() {
    return IntStream.range(0, text.size())
        .filter(index -> !unchanged.get(index))
        .map(text::line)
        .distinct()
        .toArray();
  }
}
