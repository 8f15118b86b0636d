package org.manualkey.service;

import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;

/** The mark of a load that was cut off, for tests of other packages. */
public final class CutOffLoad {
  private CutOffLoad() {}

  /** When the load began; null: none was cut off. */
  public static @Nullable Instant of(Path stateDirectory) {
    return new LoadMark(stateDirectory, InstantSource.system()).since();
  }
}
