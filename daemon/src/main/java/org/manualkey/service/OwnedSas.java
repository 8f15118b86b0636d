package org.manualkey.service;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.manualkey.load.Ownership;
import org.manualkey.sa.SaId;

/**
 * Which SAs this service added from its key file, kept as lines of type, SPI and destination. No
 * key is in it. While a load is under way it holds the SAs of before and those to come: a daemon
 * that is killed then finds whatever it left.
 */
public final class OwnedSas implements Ownership {
  private final DurableLines file;

  private @Nullable Set<SaId> owned;

  /**
   * The record in a directory.
   *
   * @param stateDirectory made when it does not exist
   */
  public OwnedSas(Path stateDirectory) {
    file = new DurableLines(stateDirectory.resolve("owned-sas"));
  }

  @Override
  public Set<SaId> owned() {
    Set<SaId> known = owned;
    if (known == null) {
      known = read();
      owned = known;
    }
    return known;
  }

  private Set<SaId> read() {
    try {
      Set<SaId> read = new HashSet<>();
      for (String line : file.read()) {
        read.add(SaId.parse(line));
      }
      return read;
    } catch (IOException e) {
      throw new UncheckedIOException(
          ServiceMessage.CANNOT_READ.with(file.path(), e.getMessage()), e);
    } catch (IllegalArgumentException e) {
      String reason = ServiceMessage.NO_LIST.with(file.path());
      throw new UncheckedIOException(reason, new IOException(e));
    }
  }

  @Override
  public void claim(Set<SaId> before, Set<SaId> now) {
    Set<SaId> both = before;
    if (!before.containsAll(now)) {
      both = new HashSet<>(before);
      both.addAll(now);
    }
    if (both.equals(owned())) {
      return;
    }
    try {
      file.replace(both);
      owned = both;
    } catch (IOException e) {
      throw new UncheckedIOException(
          ServiceMessage.CANNOT_WRITE.with(file.path(), e.getMessage()), e);
    }
  }
}
