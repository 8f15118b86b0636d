package org.manualkey.sadb.linux.xfrm;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Whether a kernel shows the keys of SAs. */
final class XfrmTrialTest {
  @TempDir private Path directory;

  @ParameterizedTest
  @CsvSource({
    "[none] integrity confidentiality, false",
    "none [integrity] confidentiality, false",
    "none integrity [confidentiality], true"
  })
  void keysAreHiddenByTheLastWordAlone(String words, boolean hidden) throws IOException {
    Path lockdown = Files.writeString(directory.resolve("lockdown"), words + "\n");
    assertThat(XfrmTrial.hidesKeys(lockdown)).isEqualTo(hidden);
  }

  @Test
  void aKernelThatCannotBeLockedDownHidesNothing() {
    assertThat(XfrmTrial.hidesKeys(directory.resolve("lockdown"))).isFalse();
  }
}
