package org.manualkey.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.manualkey.request.Resolver;
import org.manualkey.service.Property;

/** What becomes of properties that an administrator sets. */
final class PropertyVerbsTest extends Administered {
  @Test
  void properties_areSetListedAndUnset() throws Exception {
    assertThat(daemon.adm("getprop", "config/scope").out()).isEqualTo("all\n");
    assertThat(daemon.adm("setprop", "config/scope=owned"))
        .isEqualTo(
            new TestClient.Ended(
                "config/scope = owned  # takes effect at the next load\n", "", 0, null));
    assertThat(daemon.adm("setprop", "config/sha256_96=true").out())
        .contains("takes effect when the daemon starts");
    assertThat(daemon.adm("getprop", "config/scope").out()).isEqualTo("owned\n");
    assertThat(daemon.adm("listprop").out())
        .contains("config/scope = owned  # set by setprop; takes effect at the next load\n")
        .contains("config/config_file = " + daemon.keyFile + "  # set at " + directory)
        .contains("config/refresh = flush  # default; takes effect at the next load\n");
    assertThat(daemon.adm("setprop", "-d", "config/scope").exit()).isZero();
    assertThat(daemon.adm("getprop", "config/scope").out()).isEqualTo("all\n");
    TestClient.Ended wrong = daemon.adm("setprop", "config/scope=mine");
    assertThat(wrong.exit()).isEqualTo(1);
    assertThat(wrong.err()).contains("invalid value 'mine' for config/scope (valid: all, owned)");
    assertThat(daemon.adm("getprop", "config/nothing").err()).contains("(valid: config/");
    assertThat(daemon.adm("setprop", "config/scope").exit()).isEqualTo(2);
    assertThat(daemon.adm("getprop").exit()).isEqualTo(2);
  }

  @Test
  void setprop_withoutEquals_suggestsThem_andPathsMustBeAbsolute() throws Exception {
    TestClient.Ended two = daemon.adm("setprop", "config/refresh", "delta");
    assertThat(two.exit()).isEqualTo(2);
    assertThat(two.err()).contains("requires NAME=VALUE; did you mean 'config/refresh=delta'?");
    TestClient.Ended key = daemon.adm("setprop", "config/refresh", "9bdb8d9e7f26d6fd");
    assertThat(key.err()).contains("; did you mean 'config/refresh=VALUE'?");
    for (String[] none :
        new String[][] {{"setprop", "config/refresh", ""}, {"setprop", "config/refresh="}}) {
      TestClient.Ended ended = daemon.adm(none);
      assertThat(ended.exit()).isNotZero();
      assertThat(ended.err())
          .endsWith("; to unset the property, run 'manual-keyadm setprop -d config/refresh'\n");
    }
    assertThat(daemon.adm("setprop", "config/config_file=keys").err())
        .contains("config/config_file: invalid path: it must begin with '/'");
    for (String control : List.of("\n", "\u0085", "\u202e", "\u2028")) {
      assertThat(daemon.adm("setprop", "config/config_file=/etc" + control + "x").err())
          .contains("config/config_file: invalid path: it has a control character");
    }
    assertThat(daemon.adm("getprop", "config/config_file").out()).isEqualTo(daemon.keyFile + "\n");
  }

  @Test
  void setprop_ofWhatTheCommandLineSet_advisesNoUnsetting(@TempDir Path elsewhere)
      throws Exception {
    try (LiveDaemon fixed =
        new LiveDaemon(
                elsewhere,
                (_, _) -> new Resolver.Answer.Unknown(),
                Map.of(Property.REFRESH, "delta"))
            .start()) {
      for (String value : List.of("", "flush")) {
        assertThat(fixed.adm("setprop", "config/refresh=" + value).err())
            .endsWith("set by --set of manual-keyd, and stays so until it is started otherwise\n");
      }
    }
  }

  @Test
  void fileThatIsNoTableOfAlgorithms_isRefused_withoutAWordOfIt() throws Exception {
    TestClient.Ended ended = daemon.adm("setprop", "config/algorithms_file=" + daemon.keyFile);
    assertThat(ended.exit()).isEqualTo(1);
    assertThat(ended.err())
        .isEqualTo(
            "manual-keyadm: config/algorithms_file: not a table of algorithms, with which"
                + " manual-keyd would not start: "
                + daemon.keyFile
                + "\n");
    assertThat(daemon.adm("getprop", "config/algorithms_file").out()).isEqualTo("\n");
  }

  @Test
  void groupThatIsNotThere_isRefused_sinceNoDaemonWouldStart() throws Exception {
    TestClient.Ended ended = daemon.adm("setprop", "config/sadb_group=no-such-group");
    assertThat(ended.exit()).isEqualTo(1);
    assertThat(ended.err())
        .isEqualTo(
            "manual-keyadm: config/sadb_group: no group no-such-group in /etc/group, and"
                + " manual-keyd would not start without it\n");
    assertThat(daemon.adm("getprop", "config/sadb_group").out()).isEqualTo("\n");
    assertThat(daemon.adm("setprop", "config/sadb_group=root").exit()).isZero();
    assertThat(daemon.adm("setprop", "config/sadb_group=").exit()).isZero();
  }
}
