package org.manualkey.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.manualkey.sadb.Capability;
import org.manualkey.sadb.linux.afkey.AfKeyCapabilities;

/** The page of the daemon has the table by which the back end refuses. */
final class CapabilitiesPageTest {
  private static final String START = "prints as well:\n.Bl -tag -width Ds\n";

  @Test
  void theTableOfThePageIsThatOfTheBackEnd() throws IOException {
    String page = Files.readString(Path.of("..", "docs", "man", "manual-keyd.8"));
    int start = page.indexOf(START) + START.length();
    assertThat(page.substring(start, page.indexOf("\n.El", start)))
        .as("copy this into the page when the table has changed")
        .isEqualTo(
            AfKeyCapabilities.table(false).rows().stream()
                .map(row ->
                    ".It %s\n.Em %s :\n%s"
                        .formatted(row.capability().words(), row.support().word(), row.how()))
                .collect(Collectors.joining("\n")));
  }

  @Test
  void everyCapabilityHasARow() {
    assertThat(AfKeyCapabilities.table(false).rows())
        .extracting(row -> row.capability())
        .containsExactly(Capability.values());
  }
}
