package org.manualkey.checkout;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@EnabledOnOs(OS.LINUX)
final class FirstBuildTest {
  private static final String NEEDED =
      "manual-key: Maven lacks what the build needs; the first one needs Maven Central, or a mirror"
          + " of it in ~/.m2/settings.xml\n";

  @TempDir private Path directory;

  private String printedAfter(String ofMaven) throws Exception {
    return new Checkout(directory)
        .with("git", "")
        .with("mvn", "echo '" + ofMaven + "'; exit 1")
        .failing("build");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "[ERROR] Non-resolvable import POM: The following artifacts could not be resolved",
        "[ERROR] Could not transfer artifact org.example:a:pom:1 from/to central: Unknown host",
        "[ERROR] Cannot access central (https://repo.example) in offline mode"
      })
  void withoutNetwork_endsWithWhatItNeeds(String ofMaven) throws Exception {
    assertThat(printedAfter(ofMaven)).endsWith(ofMaven + "\n" + NEEDED);
  }

  @Test
  void withAnotherError_endsWithThat() throws Exception {
    String error = "[ERROR] COMPILATION ERROR";
    assertThat(printedAfter(error)).endsWith(error + "\n");
  }
}
