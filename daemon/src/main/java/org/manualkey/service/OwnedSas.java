package org.manualkey.service;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.manualkey.load.Ownership;
import org.manualkey.sa.SaContents;
import org.manualkey.sa.SaId;
import org.manualkey.sa.SecurityAssociation;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Which SAs this service added from its key file, kept as lines of type, SPI and destination. No
 * key is in it. While a load is under way it holds the SAs of before and those to come: a daemon
 * that is killed then finds whatever it left.
 */
public final class OwnedSas implements Ownership {
  private static final Logger LOG = LoggerFactory.getLogger(LogName.SERVICE);

  /** Null: nothing is kept beyond this process. */
  private final @Nullable StateFiles files;

  private volatile @Nullable Set<SaId> owned;
  private volatile boolean underWay;
  private int commits;

  /** What the SAs contain that the last load left; null: it was before the start. */
  private volatile @Nullable SaContents contents;

  /** What was owned before the load under way; of the thread of the database. */
  private Set<SaId> ownedBefore = Set.of();

  private record StateFiles(DurableLines file, LoadMark mark) {}

  /**
   * The record in a directory.
   *
   * @param stateDirectory made when it does not exist
   * @param clock for the time of a load
   */
  public OwnedSas(Path stateDirectory, InstantSource clock) {
    this(
        new StateFiles(
            new DurableLines(stateDirectory.resolve("owned-sas")),
            new LoadMark(stateDirectory, clock)));
  }

  private OwnedSas(@Nullable StateFiles files) {
    this.files = files;
  }

  /** Of a database that ends with this process: there is nothing to find at the next start. */
  public static OwnedSas ofThisProcess() {
    return new OwnedSas(null);
  }

  /** Whether a load is changing the database; any thread may ask. */
  boolean isUnderWay() {
    return underWay;
  }

  /** How many changes came to their commit; of the thread of the database. */
  int commits() {
    return commits;
  }

  /** When a load began that did not come to its end, not even to a complete undo; or null. */
  @Nullable Instant cutOff() {
    return files == null ? null : files.mark.since();
  }

  @Override
  public Set<SaId> owned() {
    Set<SaId> known = owned;
    if (known == null) {
      known = files == null ? Set.of() : read(files.file);
      owned = known;
    }
    return known;
  }

  /**
   * Whether an SA that is there is owned. What the SAs contain is known since the first load of
   * this process: a digest under a secret that is kept nowhere.
   */
  @Override
  public boolean owns(SecurityAssociation there) {
    SaContents known = contents;
    return owned().contains(there.id()) && (known == null || known.has(there));
  }

  /** What the SAs contain that a load has left: those of the file, and those that linger. */
  void contain(SaContents left) {
    contents = left;
  }

  private static Set<SaId> read(DurableLines file) {
    List<String> lines;
    try {
      lines = file.read();
    } catch (IOException e) {
      throw new UncheckedIOException(e.getMessage(), e);
    }
    Set<SaId> read = HashSet.newHashSet(lines.size());
    for (int i = 0; i < lines.size(); i++) {
      try {
        read.add(SaId.parse(lines.get(i)));
      } catch (IllegalArgumentException e) {
        String reason = ServiceMessage.NO_LIST.with(file.path(), i + 1);
        throw new UncheckedIOException(reason, new IOException(e));
      }
    }
    return read;
  }

  @Override
  public void begin(Set<SaId> wanted) {
    Set<SaId> before = owned();
    Set<SaId> both = union(before, wanted);
    if (files == null) {
      owned = both;
    } else {
      begin(both, files);
    }
    ownedBefore = before;
    underWay = true;
  }

  /** Without a copy where one of them has all. */
  private static Set<SaId> union(Set<SaId> before, Set<SaId> wanted) {
    if (before.isEmpty()) {
      return wanted;
    }
    if (before.containsAll(wanted)) {
      return before;
    }
    Set<SaId> both = new HashSet<>(before);
    both.addAll(wanted);
    return both;
  }

  private void begin(Set<SaId> both, StateFiles kept) {
    boolean marked = cutOff() != null;
    kept.mark.set(); // first: nobody else's SAs are to be owned by a load of which nothing is known
    boolean written = false;
    try {
      keep(both);
      written = true;
    } finally {
      if (!written && !marked) {
        kept.mark.remove();
      }
    }
  }

  @Override
  public void commit(Set<SaId> wanted) {
    commits++;
    end(wanted);
  }

  @Override
  public void restored() {
    end(ownedBefore);
  }

  /** SAs that a load left for a while are gone. */
  void release(Set<SaId> gone) {
    Set<SaId> left = new HashSet<>(owned());
    left.removeAll(gone);
    try {
      keep(left);
    } catch (UncheckedIOException e) {
      LOG.warn(ServiceMessage.OWNS_MORE.with(e.getMessage()));
    }
  }

  /** The load under way has ended, but not everything could be restored: the mark stays. */
  void giveUp() {
    underWay = false;
  }

  /** What cannot be read is something else. */
  private boolean isKept(Set<SaId> now) {
    try {
      return now.equals(owned());
    } catch (UncheckedIOException e) {
      return false;
    }
  }

  private void end(Set<SaId> now) {
    try {
      keep(now);
    } catch (UncheckedIOException e) {
      LOG.warn(ServiceMessage.OWNS_MORE.with(e.getMessage()));
    } catch (OutOfMemoryError e) { // what was to be done is done, and known by the mark
      LOG.warn(ServiceMessage.OWNS_MORE.with(ServiceMessage.NO_MEMORY.text()));
    }
    if (files != null) {
      files.mark.remove();
    }
    underWay = false;
  }

  private void keep(Set<SaId> now) {
    if (isKept(now)) {
      return;
    }
    try {
      if (files != null) {
        files.file.replace(now);
      }
      owned = now;
    } catch (IOException e) {
      throw new UncheckedIOException(e.getMessage(), e);
    }
  }
}
