package org.manualkey.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.manualkey.sa.SaId;

/** In which order a load is recorded before its first change. */
final class OwnedSasTest {
  private static final SaId BEFORE = SaId.parse("esp spi 0x1 dst 192.0.2.1");
  private static final SaId WANTED = SaId.parse("esp spi 0x2 dst 192.0.2.2");

  @TempDir Path directory;
  private OwnedSas owned;

  @BeforeEach
  void ownOne() {
    owned = new OwnedSas(directory, () -> Instant.EPOCH);
    owned.begin(Set.of(BEFORE));
    owned.commit(Set.of(BEFORE));
  }

  /** So that the file cannot be written: what is deleted before that is not empty. */
  private void obstruct(String file) throws IOException {
    Files.createFile(Files.createDirectory(directory.resolve(file + ".new")).resolve("obstacle"));
  }

  @Test
  void nothingIsOwnedOfALoadThatCouldNotBeMarked() throws IOException {
    obstruct("load-under-way");
    assertThatThrownBy(() -> owned.begin(Set.of(WANTED))).isInstanceOf(UncheckedIOException.class);
    assertThat(directory.resolve("owned-sas")).hasContent(BEFORE + "\n");
  }

  @Test
  void loadThatCouldNotBeRecordedLeavesNoMark_butLeavesThatOfAnotherOne() throws IOException {
    obstruct("owned-sas");
    assertThatThrownBy(() -> owned.begin(Set.of(WANTED))).isInstanceOf(UncheckedIOException.class);
    assertThat(owned.cutOff()).isNull();
    Files.writeString(directory.resolve("load-under-way"), "2026-11-29T12:00:00Z\n");
    assertThatThrownBy(() -> owned.begin(Set.of(WANTED))).isInstanceOf(UncheckedIOException.class);
    assertThat(owned.cutOff()).isEqualTo("2026-11-29T12:00:00Z");
  }

  @Test
  void nothingIsWrittenForADatabaseThatEndsWithTheProcess() {
    OwnedSas ofProcess = OwnedSas.ofThisProcess();
    ofProcess.begin(Set.of(WANTED));
    assertThat(ofProcess.owned()).containsExactly(WANTED);
    assertThat(ofProcess.isUnderWay()).isTrue();
    ofProcess.commit(Set.of(BEFORE));
    assertThat(ofProcess.owned()).containsExactly(BEFORE);
    assertThat(ofProcess.cutOff()).isNull();
    assertThat(OwnedSas.ofThisProcess().owned()).isEmpty();
  }
}
