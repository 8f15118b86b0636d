package org.manualkey.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class CommandLineTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      nullValues = "-",
      textBlock =
          """
          ''                | []                                 | ''
          flush             | []                                 | flush
          -n flush -x       | []                                 | flush
          -nvp dump         | []                                 | dump
          -nvf a            | [NamedFile[option=f, path=a]]      | ''
          -nfa -vf b dump   | [NamedFile[option=f, path=a], NamedFile[option=f, path=b]] | dump
          -c a -n           | [NamedFile[option=c, path=a]]      | ''
          -f -n             | [NamedFile[option=f, path=-n]]     | ''
          -s -              | [NamedFile[option=s, path=-]]      | ''
          -n -- -v          | []                                 | -v
          --json -n dump    | []                                 | dump
          -p --json --keys get | []                              | get
          --json -c a       | [NamedFile[option=c, path=a]]      | ''
          dump --json       | []                                 | dump
          """)
  void parse_valid_findsFilesAndCommand(String words, String files, String command)
      throws ClientException {
    CommandLine line = CommandLine.parse(words.isEmpty() ? new String[0] : words.split(" "));
    assertThat(line.files()).hasToString(files);
    assertThat(line.command()).isEqualTo(command);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          -x            | unknown option -x
          -nx flush     | unknown option -x
          -:            | unknown option -:
          -f            | option -f requires a file
          -nc           | option -c requires a file
          -s            | option -s requires a file
          -s a -f b     | option -s cannot be combined with -f or -c
          -f b -s -     | option -s cannot be combined with -f or -c
          -s a -s b     | option -s may be given only once
          -c a flush    | option -c takes no command
          -s a dump     | option -s takes no command
          --keys dump   | option --keys requires --json
          --json -s a   | option --json applies to dump, get, monitor and -c only
          --json -f a   | option --json applies to dump, get, monitor and -c only
          --json        | option --json applies to dump, get, monitor and -c only
          --json --keys -c a | option --keys cannot be combined with -c
          --jso dump    | unknown option --jso; did you mean '--json'?
          --frob        | unknown option --frob
          """)
  void parse_invalid_reportsWhatIsWrong(String words, String message) {
    assertThatThrownBy(() -> CommandLine.parse(words.split(" ")))
        .isInstanceOf(ClientException.class)
        .hasMessage(message + (message.endsWith("?") ? " " : "; ") + CommandLine.USAGE);
  }

  @Test
  void parse_questionMark_isTheUsageAlone() {
    assertThatThrownBy(() -> CommandLine.parse(new String[] {"-n?"})).hasMessage(CommandLine.USAGE);
  }

  @ParameterizedTest
  @CsvSource({"-h", "--help", "-nh", "--version"})
  void run_helpAndVersion_needNoDaemonAndSucceed(String word, @TempDir Path directory) {
    ClientFixture client = new ClientFixture(directory);
    assertThat(client.ipseckey(word)).isZero();
    assertThat(client.err()).isEmpty();
    assertThat(client.out())
        .isEqualTo(
            word.equals("--version") ? "ipseckey (manual-key) development\n" : CommandLine.HELP);
  }

  @Test
  void run_helpAndVersionOfAdm_needNoDaemonAndSucceed(@TempDir Path directory) {
    ClientFixture client = new ClientFixture(directory);
    for (String word : new String[] {"-h", "--help", "help", "--version"}) {
      assertThat(client.adm(word)).isZero();
    }
    assertThat(client.err()).isEmpty();
    assertThat(client.out()).contains("usage: manual-keyadm", "manual-keyadm (manual-key) ");
  }

  @Test
  void run_usageError_needsNoDaemonAndIs95UnderSmf(@TempDir Path directory) {
    ClientFixture client = new ClientFixture(directory);
    assertThat(client.ipseckey("-x")).isEqualTo(1);
    assertThat(client.err()).isEqualTo("ipseckey: unknown option -x; " + CommandLine.USAGE + "\n");
    client.environment.put("SMF_FMRI", "svc:/x");
    assertThat(client.ipseckey("-x")).isEqualTo(95);
  }

  @Test
  void run_notAKeyFile_reportsTheReasonAndIs95UnderSmf(@TempDir Path directory) {
    ClientFixture client = new ClientFixture(directory);
    assertThat(client.ipseckey("-f", directory + "/none")).isEqualTo(1);
    assertThat(client.ipseckey("-f", directory.toString())).isEqualTo(1);
    assertThat(client.ipseckey("-c", "/dev/zero")).isEqualTo(1);
    assertThat(client.ipseckey("-f", "")).isEqualTo(1);
    assertThat(client.err().replace(directory.toString(), "DIR"))
        .isEqualTo(
            """
            ipseckey: cannot open DIR/none: no such file or directory
            ipseckey: cannot open DIR: is a directory
            ipseckey: cannot open /dev/zero: not a regular file
            ipseckey: cannot open '': no such file or directory
            """);
    client.environment.put("SMF_FMRI", "svc:/x");
    assertThat(client.ipseckey("-f", directory + "/none")).isEqualTo(95);
  }
}
