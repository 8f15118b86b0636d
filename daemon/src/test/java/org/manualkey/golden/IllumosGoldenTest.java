package org.manualkey.golden;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.manualkey.sadb.illumos.CaseKernel;

/** The same cases through the back end for illumos: as octets, by system calls, on sockets. */
class IllumosGoldenTest {
  @Test
  void agreesWithTheOriginalThroughOctets(@TempDir Path folder) throws IOException {
    GoldenFiles.assumePresent();
    Differences differences = Differences.read("differences.txt", "differences-illumos.txt");
    new GoldenReport("golden-illumos", CaseKernel::granting, differences).run(folder);
  }

  @Test
  void agreesWithTheOriginal_asFarAsAnEmptyDatabaseGrantsIt(@TempDir Path folder)
      throws IOException {
    GoldenFiles.assumePresent();
    Differences differences =
        Differences.read("differences.txt", "differences-illumos.txt", "differences-database.txt");
    new GoldenReport("golden-database", CaseKernel::judging, differences).run(folder);
  }
}
