package org.manualkey.sadb.linux;

import java.util.List;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.manualkey.algorithm.Algorithms;
import org.manualkey.host.IpAddress;
import org.manualkey.pfkey.SaType;
import org.manualkey.sa.Lifetimes;
import org.manualkey.sa.SaId;
import org.manualkey.sa.SecurityAssociation;
import org.manualkey.sadb.Capabilities;
import org.manualkey.sadb.EventSink;
import org.manualkey.sadb.Judge;
import org.manualkey.sadb.PeerMove;
import org.manualkey.sadb.PolicyTemplate;
import org.manualkey.sadb.Subscription;

/**
 * The SAs of a Linux kernel through one of its interfaces. It does what it is asked and checks next
 * to nothing; what it has no place for is kept by {@link LinuxSadb}.
 *
 * <p>Larval SAs, which only note that a policy misses an SA, are never handed out. Every method may
 * throw a {@link org.manualkey.sadb.SadbException} when the interface is lost.
 */
public interface LinuxKernel extends AutoCloseable {
  /** What users call this interface, for example {@code pfkey}. */
  String name();

  /** What it can do. */
  Capabilities capabilities();

  /**
   * What this kernel refuses whatever it holds, beyond what {@link #capabilities} say and the rules
   * of illumos.
   *
   * @param table the names of algorithms
   */
  default Judge judge(Algorithms table) {
    return _ -> null;
  }

  /** How many additions are worth giving it together. */
  int window();

  /**
   * Adds SAs, each whatever became of those before.
   *
   * @param sas at most {@link #window}
   * @return the answer to each, in the same order
   */
  List<LinuxReply> add(List<SecurityAssociation> sas);

  /** Begins to prepare changes. */
  PreparedChanges prepare();

  /**
   * Whether an SA whose deletion and addition are prepared goes on with its sequence numbers, if
   * its keys are the same; always the same value.
   */
  default boolean keepsCounters() {
    return false;
  }

  /**
   * Gives an SA other lifetimes.
   *
   * @param sa as {@link #get} returned it
   */
  LinuxReply change(SecurityAssociation sa, Lifetimes lifetimes);

  /**
   * Deletes an SA.
   *
   * @param source its source, where that is known
   */
  LinuxReply delete(SaId id, @Nullable IpAddress source);

  /**
   * The SA of an identity, with its keys, or null.
   *
   * @param source its source, where that is known
   */
  @Nullable SecurityAssociation get(SaId id, @Nullable IpAddress source);

  /**
   * How far an SA has been used, or null: it is not there.
   *
   * @param source its source, where that is known
   */
  default @Nullable SaUse use(SaId id, @Nullable IpAddress source) {
    SecurityAssociation sa = get(id, source);
    if (sa == null) {
      return null;
    }
    sa.keys().wipe();
    return SaUse.counted(sa.current());
  }

  /** Deletes all SAs of a type. */
  LinuxReply flush(SaType type);

  /**
   * Hands over each SA of a type with its keys, which are then the sink's.
   *
   * @return whether the whole dump came
   */
  LinuxReply dump(SaType type, Consumer<SecurityAssociation> sink);

  /**
   * Hands over which SAs the policies use.
   *
   * @return whether all came
   */
  LinuxReply policies(Consumer<? super PolicyTemplate> sink);

  /**
   * Gives SAs the ports of ends that moved: {@link org.manualkey.sadb.Sadb#follow}.
   *
   * @param which SAs that may be changed
   * @return those that were changed
   */
  default List<SaId> follow(List<PeerMove> moves, Predicate<? super SaId> which) {
    return List.of();
  }

  /**
   * Delivers to the sink what happens to SAs, by any program, as PF_KEY messages without keys, on a
   * thread of its own.
   */
  Subscription subscribe(EventSink sink);

  @Override
  void close();
}
