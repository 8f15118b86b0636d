package org.manualkey.golden;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs what was recorded of the original command against ours: the replies are the script's. */
class GoldenTest {
  @Test
  void agreesWithTheOriginal(@TempDir Path folder) throws IOException {
    GoldenFiles.assumePresent();
    new GoldenReport("golden", ScriptedSadb::new, Differences.read("differences.txt")).run(folder);
  }
}
