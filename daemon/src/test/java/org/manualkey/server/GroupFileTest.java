package org.manualkey.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.manualkey.program.Right;

final class GroupFileTest {
  private static final Map<Right, String> NAMES =
      Map.of(Right.READ, "readers", Right.CONFIGURE, "changers", Right.DATABASE, "");

  @TempDir private Path directory;

  private Map<Right, Long> read(String text) throws IOException {
    Path file = Files.writeString(directory.resolve("group"), text);
    return GroupFile.read(file, NAMES);
  }

  @Test
  void numbers_areThoseOfTheFirstLineWithTheName() throws IOException {
    assertThat(read("root:x:0:\nreaders:x:990:ann,bob\nreaders:x:0:\nchangers:x:4294967294:\n"))
        .isEqualTo(Map.of(Right.READ, 990L, Right.CONFIGURE, 4294967294L));
  }

  @Test
  void groupsThatAreMissing_giveNobodyARight() throws IOException {
    assertThat(read("")).isEmpty();
    assertThat(GroupFile.read(directory.resolve("none"), NAMES)).isEmpty();
  }

  @Test
  void groupOfUnknownGroups_givesNobodyARight() throws IOException {
    assertThat(read("readers:x:65534:\nchangers:x:990:\n")).containsOnlyKeys(Right.CONFIGURE);
  }

  @Test
  void linesThatAreNone_areIgnored() throws IOException {
    assertThat(read("readers\nreaders:x\nreaders:x:one:\nreaders:x:-1:\n:x:7:\n# readers:x:1:\n"))
        .isEmpty();
  }
}
