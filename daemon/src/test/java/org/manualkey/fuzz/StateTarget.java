package org.manualkey.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.manualkey.sa.SaId;
import org.manualkey.service.CutOffLoad;
import org.manualkey.service.Enablement;
import org.manualkey.service.OwnedSas;

/** The files of the state directory, whatever somebody left in them; the first octet says which. */
final class StateTarget {
  private static final FuzzDirectory DIRECTORY = new FuzzDirectory();
  private static final InstantSource CLOCK = InstantSource.fixed(Instant.ofEpochSecond(1));

  private StateTarget() {}

  static void run(byte[] input) throws IOException {
    Choices choices = new Choices(input);
    int which = choices.nextInt(3);
    byte[] octets = choices.rest();
    try {
      switch (which) {
        case 0 -> ownedSas(octets);
        case 1 -> enabled(octets);
        default -> underWay(octets);
      }
    } finally {
      DIRECTORY.clear();
    }
  }

  /** Either the file is what the service writes, or the error says file and line. */
  private static void ownedSas(byte[] octets) throws IOException {
    Path file = DIRECTORY.write("owned-sas", octets);
    OwnedSas owned = new OwnedSas(DIRECTORY.path(), CLOCK);
    Set<SaId> read;
    try {
      read = owned.owned();
    } catch (UncheckedIOException e) {
      assertThat(e.getMessage()).startsWith(file.toString());
      return;
    }
    List<String> lines = Files.readAllLines(file, StandardCharsets.UTF_8);
    assertThat(read).hasSameSizeAs(new TreeSet<>(read.stream().map(SaId::toString).toList()));
    assertThat(read.size()).isLessThanOrEqualTo(lines.size());
    owned.begin(Set.of(SaId.parse("esp spi 0x1 dst 192.0.2.2")));
    owned.restored();
    assertThat(new OwnedSas(DIRECTORY.path(), CLOCK).owned()).isEqualTo(read);
  }

  private static void enabled(byte[] octets) throws IOException {
    Path file = DIRECTORY.write("general-enabled", octets);
    Enablement enablement = new Enablement(DIRECTORY.path());
    try {
      String word = enablement.isEnabled() ? "enabled" : "disabled";
      assertThat(new String(octets, StandardCharsets.UTF_8).strip()).isEqualTo(word);
    } catch (IOException e) {
      assertThat(e.getMessage()).startsWith(file.toString());
    }
  }

  /** A mark is one whatever is in it. */
  private static void underWay(byte[] octets) throws IOException {
    DIRECTORY.write("load-under-way", octets);
    assertThat(CutOffLoad.of(DIRECTORY.path())).isNotNull();
  }
}
