package org.manualkey.program;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;
import org.manualkey.load.CommandPipeline;
import org.manualkey.load.ContentsOfLoad;
import org.manualkey.load.LoadPolicy;
import org.manualkey.load.LoadResult;
import org.manualkey.load.Ownership;
import org.manualkey.load.Plan;
import org.manualkey.sa.SaContents;
import org.manualkey.sadb.Sadb;
import org.manualkey.sadb.SadbOwner;
import org.manualkey.sadb.memory.RandomSas;
import org.manualkey.secret.SecretText;

/** A load by differences sees none between random SAs and the file that they were loaded from. */
class DeltaOfSavedTest {
  private static final LoadPolicy FLUSH =
      new LoadPolicy(LoadPolicy.Refresh.FLUSH, LoadPolicy.Scope.ALL);
  private static final LoadPolicy DELTA =
      new LoadPolicy(LoadPolicy.Refresh.DELTA, LoadPolicy.Scope.ALL);

  private static Path file;

  @BeforeContainer
  static void createFile() throws IOException {
    file = Files.createTempFile("saved", "");
  }

  @AfterContainer
  static void deleteFile() throws IOException {
    Files.deleteIfExists(file);
  }

  @Property(tries = 300)
  void whatWasLoadedIsKept(@ForAll long seed) throws IOException {
    try (SadbOwner owner = new SadbOwner(RandomSas.open())) {
      owner.call(sadb -> {
        new RandomSas(seed).fill(sadb);
        return true;
      });
      MemoryConsole console = new MemoryConsole(true);
      try (FileOutputStream target = new FileOutputStream(file.toFile())) {
        int status =
            Commands.ipseckey(owner)
                .run(List.of("-s", file.toString()), console.pass(target.getFD()));
        assertThat(status).as(console.complained()).isZero();
      }
      String text = Files.readString(file, StandardCharsets.ISO_8859_1);

      Plan first = load(owner, text, FLUSH);
      Plan again = load(owner, text, DELTA);

      int sas = owner.call(sadb -> RandomSas.dump(sadb).size());
      assertThat(again.changes()).as("after %s", first).isEmpty();
      long saved = text.lines().filter(line -> line.startsWith("add ")).count();
      assertThat(again.kept()).isEqualTo(sas).isEqualTo((int) saved);
    }
  }

  private static Plan load(SadbOwner owner, String text, LoadPolicy policy) {
    CommandPipeline loads =
        new CommandPipeline(RandomSas.ALGORITHMS, Commands.NAMELESS, RandomSas::open);
    return owner.call(sadb -> load(loads, sadb, text, policy));
  }

  private static Plan load(CommandPipeline loads, Sadb sadb, String text, LoadPolicy policy) {
    byte[] octets = text.getBytes(StandardCharsets.ISO_8859_1);
    try (SecretText keys = SecretText.taking("saved", octets)) {
      LoadResult result =
          loads
              .loader(
                  CommandPipeline.NameLookup.OFF,
                  sadb.judge(),
                  () -> {},
                  new ContentsOfLoad(new SaContents()))
              .load(keys, sadb, policy, Ownership.NOBODY);
      assertThat(result).isInstanceOf(LoadResult.Applied.class);
      return ((LoadResult.Applied) result).plan();
    }
  }
}
