package org.manualkey.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.manualkey.load.LoadPolicy;

final class ConfigurationTest {
  @TempDir Path directory;

  private Configuration open(String text) throws IOException {
    return Configuration.read(
        Files.writeString(directory.resolve("properties"), text), directory.resolve("state"));
  }

  private ServiceProperties read(String text) throws IOException {
    return open(text).properties();
  }

  private static LoadPolicy policy(LoadPolicy.Scope scope) {
    return new LoadPolicy(LoadPolicy.Refresh.FLUSH, scope, Duration.ofSeconds(2));
  }

  @Test
  void longNameOfAnUnknownPropertyIsCut() throws IOException {
    Path file = Files.writeString(directory.resolve("long"), "\u00e4".repeat(400_000) + " = 1\n");
    assertThatThrownBy(() -> Configuration.read(file, directory.resolve("state")))
        .hasMessageMatching(".*:1: unknown property '\u00e4{64}\\.\\.\\.' \\(valid: .{1,600}");
  }

  @Test
  void withoutAFileEverythingIsDefault() throws IOException {
    ServiceProperties properties =
        Configuration.read(directory.resolve("missing"), directory).properties();
    assertThat(properties.keyFile()).isEqualTo(Path.of("/etc/inet/secret/ipseckeys"));
    assertThat(properties.algorithmsFile()).isNull();
    assertThat(properties.policy()).isEqualTo(policy(LoadPolicy.Scope.ALL));
    assertThat(properties.repair()).isFalse();
  }

  @Test
  void propertiesAreRead() throws IOException {
    ServiceProperties properties =
        read("# x\nconfig/config_file = /a b/keys \nconfig/algorithms_file=/algs\n");
    assertThat(properties.keyFile()).isEqualTo(Path.of("/a b/keys"));
    assertThat(properties.algorithmsFile()).isEqualTo(Path.of("/algs"));
    assertThat(read("config/algorithms_file=\n").algorithmsFile()).isNull();
  }

  @Test
  void whatIsSetOutlivesTheDaemonAndGoesBeforeTheFile() throws IOException {
    Configuration configuration = open("config/refresh = delta\n");
    configuration.set(Property.SCOPE, "owned");
    configuration.set(Property.KEY_FILE, "/a\\b c");
    configuration.set(Property.REFRESH, "flush");
    Configuration next = open("config/refresh = delta\n");
    for (Configuration each : java.util.List.of(configuration, next)) {
      assertThat(each.properties().keyFile()).isEqualTo(Path.of("/a\\b c"));
      assertThat(each.properties().policy()).isEqualTo(policy(LoadPolicy.Scope.OWNED));
      assertThat(each.origin(Property.SCOPE)).isEqualTo("set by setprop");
      assertThat(each.origin(Property.REPAIR)).isEqualTo("default");
    }
    next.set(Property.REFRESH, null);
    assertThat(next.value(Property.REFRESH)).isEqualTo("delta");
    assertThat(next.properties().policy().refresh()).isEqualTo(LoadPolicy.Refresh.DELTA);
  }

  @Test
  void commandLine_goesBeforeAllAndCannotBeChanged() throws IOException {
    open("").set(Property.KEY_FILE, "/by/setprop");
    Path file = directory.resolve("properties");
    Configuration configuration =
        Configuration.read(
            Files.writeString(file, "config/config_file = /in/file\n"),
            directory.resolve("state"),
            Map.of(Property.KEY_FILE, " /on/the/command line"));
    for (int i = 0; i < 2; i++) {
      assertThat(configuration.properties().keyFile()).isEqualTo(Path.of("/on/the/command line"));
      assertThat(configuration.origin(Property.KEY_FILE)).isEqualTo("set by --set");
      configuration.readAgain();
    }
    for (String value : new String[] {"/other", null}) {
      assertThatThrownBy(() -> configuration.set(Property.KEY_FILE, value))
          .isInstanceOf(IOException.class)
          .hasMessage(
              "config/config_file was set by --set of manual-keyd, and stays so until it is started"
                  + " otherwise");
    }
    configuration.set(Property.SCOPE, "owned");
    assertThat(Configuration.read(file, directory.resolve("state")).properties().keyFile())
        .as("what is kept")
        .isEqualTo(Path.of("/by/setprop"));
  }

  @Test
  void wrongValueOnTheCommandLine_isReportedWithItsPlace() {
    assertThatThrownBy(() ->
            Configuration.read(
                directory.resolve("missing"),
                directory.resolve("state"),
                Map.of(Property.SCOPE, "some")))
        .isInstanceOf(IOException.class)
        .hasMessage("--set: invalid value 'some' for config/scope (valid: all, owned)");
  }

  @Test
  void wrongValueChangesNothing() throws IOException {
    Configuration configuration = open("config/scope = owned\n");
    assertThatThrownBy(() -> configuration.set(Property.REFRESH, "often"))
        .isInstanceOf(IOException.class)
        .hasMessage("invalid value 'often' for config/refresh (valid: flush, delta)");
    assertThatThrownBy(() -> configuration.set(Property.VERIFY_INTERVAL, "never"))
        .hasMessage(
            "invalid value 'never' for config/verify_interval (valid: seconds, 1 to 86400, or 0 for"
                + " looks after loads and events only)");
    assertThatThrownBy(() -> configuration.set(Property.KEY_FILE, " "))
        .isInstanceOf(IOException.class);
    assertThat(configuration.properties().policy().refresh()).isEqualTo(LoadPolicy.Refresh.FLUSH);
    assertThat(directory.resolve("state")).doesNotExist();
  }

  @Test
  void filesAreReadAgainWhenAsked() throws IOException {
    Configuration configuration = open("config/repair = true\n");
    Files.writeString(directory.resolve("properties"), "config/repair = no\n");
    assertThatThrownBy(configuration::readAgain).isInstanceOf(IOException.class);
    assertThat(configuration.properties().repair()).isTrue();
    Files.writeString(directory.resolve("properties"), "");
    configuration.readAgain();
    assertThat(configuration.properties().repair()).isFalse();
  }

  @Test
  void portsAreSeparatedByCommas() throws IOException {
    assertThat(read("").natTPorts()).isEmpty();
    assertThat(read("config/nat_t_ports = 4500\n").natTPorts()).containsExactly(4500);
    assertThat(read("config/nat_t_ports = 4501,4500 , 65535\n").natTPorts())
        .containsExactly(4501, 4500, 65535);
  }

  @Test
  void followerGetsThePropertiesNow_andWheneverTheyAreSetOrReadAgain() throws IOException {
    Configuration configuration = open("config/nat_t_ports = 4500\n");
    List<List<Integer>> followed = new ArrayList<>();
    configuration.follow(properties -> followed.add(properties.natTPorts()));
    configuration.set(Property.NAT_T_PORTS, "4501");
    assertThatThrownBy(() -> configuration.set(Property.NAT_T_PORTS, "0"))
        .isInstanceOf(IOException.class);
    configuration.set(Property.NAT_T_PORTS, null);
    Files.writeString(directory.resolve("properties"), "config/nat_t_ports = 4502\n");
    configuration.readAgain();
    assertThat(followed)
        .containsExactly(List.of(4500), List.of(4501), List.of(4500), List.of(4502));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "config/config_fil=/x\n",
        "x\n",
        "config/config_file=\\u12\n",
        "config/refresh=\n",
        "config/repair=yes\n",
        "config/log_format=xml\n",
        "config/metrics_file=relative.prom\n",
        "config/metrics_file=/etc/inet/secret/ipseckeys\n",
        "config/log_file=owned-sas\n",
        "config/log_file=.log\n",
        "config/log_file=logs/a b.log\n",
        "config/nat_t_ports=500\n",
        "config/nat_t_mapping=true\n",
        "config/nat_t_ports=65536\n",
        "config/nat_t_ports=4500,\n",
        "config/nat_t_ports=4500 4501\n",
        "config/nat_t_ports=4500,4500\n",
        "config/nat_t_ports=1024,1025,1026,1027,1028,1029,1030,1031,1032\n",
        "config/sadb_group=two words\n"
      })
  void whatIsNoPropertyIsAnErrorThatNamesTheFile(String text) {
    assertThatThrownBy(() -> read(text))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("properties");
  }

  @ParameterizedTest
  @ValueSource(strings = {"config/config_file=\n", "config/config_file=a\\u0000b\n"})
  void whatIsNoPathIsAnErrorThatNamesTheFile(String text) {
    assertThatThrownBy(() -> read(text))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("properties");
  }

  @Test
  void errorsHaveTheFileAndTheLine() throws IOException {
    Path file = directory.resolve("properties");
    assertThatThrownBy(() -> read("# x\n\nconfig/scope = all\nconfig/scop = all\n"))
        .hasMessageStartingWith(
            file + ":4: unknown property 'config/scop'; did you mean 'config/scope'? (valid: ");
    assertThatThrownBy(() -> read("config/scope = al\\\nl\nconfig/repair=yes\n"))
        .hasMessage(file + ":3: invalid value 'yes' for config/repair (valid: false, true)");
    assertThatThrownBy(() -> read("config/refresh=flush\nconfig/refresh=delta\n"))
        .hasMessage(file + ":2: property config/refresh was set before, at " + file + ":1");
    assertThatThrownBy(() -> read("\nconfig/config_file=\\u12\n"))
        .hasMessageStartingWith(file + ":2: four hexadecimal digits");
    Files.write(file, new byte[] {'#', '\n', 'a', (byte) 0xff, '\n'});
    assertThatThrownBy(() -> Configuration.read(file, directory.resolve("state")))
        .hasMessage(file + ":2: not valid UTF-8");
    assertThatThrownBy(() -> Configuration.read(directory, directory.resolve("state")))
        .hasMessage(directory + ": cannot read: Is a directory");
  }

  @ParameterizedTest
  @ValueSource(ints = {0x0b, 0x85, 0x2028, 0x1c})
  void whatIsNeitherBlankNorTheEndOfALineForPropertiesIsAName(int odd) {
    String character = Character.toString(odd);
    assertThatThrownBy(() -> read("#" + character + "\n" + character + "\nconfig/repair=true\n"))
        .hasMessageStartingWith(directory.resolve("properties") + ":2: unknown property '")
        .hasMessageNotContaining("\u000b");
    assertThatThrownBy(() -> read(character + "#\\\nconfig/repair=true\n"))
        .hasMessageStartingWith(directory.resolve("properties") + ":1: unknown property '");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "%s=x",
        "%s",
        "x%s = flush",
        "config/refresh=%s",
        "config/log_format=%s",
        "config/log_file=x/%s"
      })
  void whatMayBeAKeyIsNotShown(String line) {
    String key = "9bdb8d9e7f26d6fd4c2a24d5a2ab6bbd";
    assertThatThrownBy(() -> read(line.formatted(key)))
        .hasMessageStartingWith(directory.resolve("properties") + ":1: ")
        .hasMessageContaining(" characters, not shown)")
        .hasMessageNotContaining("'(")
        .message()
        .as("the message")
        .matches(message -> !message.contains("9bdb8d9e"), "has no key");
  }

  @Test
  void fileThatIsTooLargeIsNotRead() throws IOException {
    Path file = directory.resolve("properties");
    for (Path large : List.of(file, directory.resolve("state/properties"))) {
      Files.createDirectories(large.getParent());
      try (RandomAccessFile sparse = new RandomAccessFile(large.toFile(), "rw")) {
        sparse.setLength(3L << 30);
      }
      assertThatThrownBy(() -> Configuration.read(file, directory.resolve("state")))
          .hasMessage(large + ": cannot read: larger than 1048576 bytes");
      Files.write(large, new byte[0]);
    }
  }

  @Test
  void errorOfWhatWasSetHasItsFile() throws IOException {
    open("config/refresh = delta\n").set(Property.REFRESH, "flush");
    Path state = directory.resolve("state/properties");
    Files.writeString(state, "config/refresh=\n");
    assertThatThrownBy(() -> open("config/refresh = delta\n"))
        .hasMessage(state + ":1: invalid value '' for config/refresh (valid: flush, delta)");
    Files.write(state, new byte[] {(byte) 0xff});
    assertThatThrownBy(() -> open("")).hasMessage(state + ":1: not valid UTF-8");
  }

  @Test
  void whatCannotBeWrittenNamesTheFile_andLeavesNothing() throws IOException {
    Configuration configuration = open("");
    Path state = Files.createDirectories(directory.resolve("state/properties"));
    Files.createFile(state.resolve("inside")); // a directory that is not empty cannot be replaced
    assertThatThrownBy(() -> configuration.set(Property.REFRESH, "delta"))
        .isInstanceOf(IOException.class)
        .hasMessageStartingWith(state + ": cannot write: ");
    assertThat(configuration.value(Property.REFRESH)).isEqualTo("flush");
    assertThat(directory.resolve("state/properties.new")).doesNotExist();
  }

  @Test
  void whatAKilledWriterLeftHasNoEffect() throws IOException {
    Path state = Files.createDirectories(directory.resolve("state"));
    Path victim = Files.writeString(directory.resolve("victim"), "as it was\n");
    Files.createSymbolicLink(state.resolve("properties.new"), victim);
    open("").set(Property.REFRESH, "delta");
    assertThat(victim).hasContent("as it was\n");
    assertThat(state.resolve("properties")).hasContent("config/refresh=delta\n");
    assertThat(
            java.nio.file.attribute.PosixFilePermissions.toString(
                Files.getPosixFilePermissions(state.resolve("properties"))))
        .isEqualTo("rw-------");
    assertThat(state.resolve("properties.new")).doesNotExist();
  }
}
