package org.manualkey.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.manualkey.sadb.Capabilities;
import org.manualkey.sadb.Capability;
import org.manualkey.sadb.illumos.IllumosCapabilities;
import org.manualkey.sadb.linux.afkey.AfKeyCapabilities;
import org.manualkey.sadb.linux.xfrm.XfrmCapabilities;

/** The page of the daemon has the tables by which the back ends refuse. */
final class CapabilitiesPageTest {
  @Test
  void theTablesOfThePageAreThoseOfTheBackEnds() throws IOException {
    assertOnPage("xfrm", XfrmCapabilities.table(false));
    assertOnPage("pfkey", AfKeyCapabilities.table(false));
    assertAfter(
        "\n.Cm pfkey\non illumos that others have and it lacks:\n.Bl -tag -width Ds\n",
        IllumosCapabilities.TABLE);
  }

  private static void assertOnPage(String name, Capabilities table) throws IOException {
    assertAfter(
        "These are the capabilities of the back end\n.Cm %s :\n.Bl -tag -width Ds\n"
            .formatted(name),
        table);
  }

  private static void assertAfter(String before, Capabilities table) throws IOException {
    String page = Files.readString(Path.of("..", "docs", "man", "manual-keyd.8"));
    int start = page.indexOf(before) + before.length();
    assertThat(page.substring(start, page.indexOf("\n.El", start)))
        .as("copy this into the page, after %s, when the table has changed", before)
        .isEqualTo(
            table.rows().stream()
                .map(row ->
                    ".It %s\n.Em %s :\n%s"
                        .formatted(row.capability().words(), row.support().word(), row.how()))
                .collect(Collectors.joining("\n")));
  }

  @Test
  void everyCapabilityHasARow() {
    for (Capabilities table :
        List.of(AfKeyCapabilities.table(false), XfrmCapabilities.table(false))) {
      assertThat(table.rows())
          .extracting(row -> row.capability())
          .containsExactly(Capability.values());
    }
  }
}
