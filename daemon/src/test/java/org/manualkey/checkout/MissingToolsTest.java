package org.manualkey.checkout;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

@EnabledOnOs(OS.LINUX)
final class MissingToolsTest {
  @TempDir private Path directory;

  @Test
  void allThatIsMissing_isNamedAtOnceAndInstalledByOneLine() throws Exception {
    assertThat(new Checkout(directory).withoutJdk().failing("build").lines().limit(2))
        .containsExactly(
            "manual-key: not found: JDK 25, mvn, git; to install what is missing:",
            "  Debian 13, Ubuntu 25.10 and newer   apt-get install openjdk-25-jdk-headless maven git");
  }

  @Test
  void theJdkAlone_isInstalledAlone() throws Exception {
    Checkout checkout = new Checkout(directory).with("mvn", "").with("git", "").withoutJdk();
    assertThat(checkout.failing("build"))
        .startsWith("manual-key: not found: JDK 25; to install")
        .contains("apt-get install openjdk-25-jdk-headless\n", "brew install --cask temurin@25\n")
        .contains("  not a JDK 25: /");
  }

  @Test
  void whatThePackageNeedsBesides_isNamedWithTheOthers() throws Exception {
    assertThat(new Checkout(directory).with("mvn", "").failing("deb"))
        .startsWith(
            """
            manual-key: not found: git, dpkg-deb, dpkg-shlibdeps; to install what is missing:
              Debian, Ubuntu   apt-get install git dpkg dpkg-dev
            """)
        .doesNotContain("openjdk");
  }
}
