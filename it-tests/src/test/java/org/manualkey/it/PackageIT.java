package org.manualkey.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The package itself: its contents, the rules of Debian, and a system without systemd. */
@NeedsContainers
class PackageIT {
  /** Prints the verbs of manual-keyadm, one on a line; no daemon runs. */
  private static final String VERBS =
      "manual-keyadm --help | sed -n 's/^usage: /       /; s/^       manual-keyadm //p' | awk '{ print $1 }'";

  private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();

  @Test
  void lintianHasNothingToSay() throws Exception {
    lintianHasNothingToSay(DebianPackage.file());
    lintianHasNothingToSay(DebianPackage.forOpenJdk());
  }

  private static void lintianHasNothingToSay(Path file) throws Exception {
    try (DebianHost host = DebianHost.withLintian(file)) {
      host.start();

      assertThat(
              host.run(
                  0,
                  "lintian --allow-root --fail-on error,warning --tag-display-limit 0 "
                      + DebianHost.PACKAGE))
          .isEmpty();
    }
  }

  @Test
  void twoBuildsAreIdentical() throws Exception {
    List<Path> files = List.of(DebianPackage.file(), DebianPackage.forOpenJdk());
    Path again = Files.createTempDirectory("manual-key-again");
    try {
      // The runtime is linked anew as well. What the environment has is of no effect.
      command(
          """
          set -e
          umask 077
          it-tests/src/dist/build-dist --untrained "$1/dist"
          touch -d 2001-02-03 "$1"/dist/lib/version
          it-tests/packaging/deb/build-deb "$1/dist" "$1/deb"
          """,
          again,
          Map.of("TZ", "Asia/Kathmandu", "LC_ALL", "C.UTF-8"));

      for (Path file : files) {
        assertThat(Files.mismatch(file, again.resolve("deb").resolve(file.getFileName())))
            .as("the first octet of %s that differs", file)
            .isEqualTo(-1);
      }
    } finally {
      command("rm -rf \"$1\"", again, Map.of());
    }
  }

  @Test
  void itWorksWithoutSystemdAndNetwork() throws Exception {
    try (DebianHost host = DebianHost.withoutSystemd(DebianPackage.file())) {
      host.start();
      host.run(
          0,
          "printf '#!/bin/sh\\nexit 101\\n' >/usr/sbin/policy-rc.d; chmod 755 /usr/sbin/policy-rc.d");

      assertThat(host.run(0, "apt-get install -y -q " + DebianHost.PACKAGE))
          .contains("Setting up manual-key")
          .doesNotContain("AOT", "Failed", "error");
      assertThat(
              host.run(
                  0,
                  "readlink /proc/[0-9]*/exe | grep manual-key; ls -A /tmp; dpkg --verify manual-key"))
          .as("running, left over, or changed")
          .isEmpty();
      usesItsCaches(host);
      assertThat(
              host.run(
                  0,
                  """
                  cd /usr/share/doc/manual-key
                  for page in $(grep -o '](docs/[^)#]*' README.md | sed 's/](//' | grep -v ^docs/man$); do
                    [[ -r $page ]] && echo found || echo "$page"
                  done | sort -u
                  """))
          .as("pages that README.md names, and are not there")
          .isEqualTo("found\n");

      startByHand(host);
      assertThat(host.run(0, "ipseckey -n -p dump")).contains("spi=0x2112", "spi=0x5150");
      assertThat(host.runAs("nobody", 0, "manual-keyadm status")).contains("online");
      String own =
          "cd /tmp && install -m 600 /usr/share/doc/manual-key/examples/ipseckeys.example own && ";
      assertThat(host.runAs("nobody", 0, own + "ipseckey -n -c own")).doesNotContain("error");

      assertThat(host.run(0, "stat -c '%a %U' /var/lib/manual-key/manual-keyd.log"))
          .isEqualTo("600 root\n");
      assertThat(host.run(0, "cat /var/lib/manual-key/manual-keyd.log"))
          .contains(" INFO  load: load of /etc/inet/secret/ipseckeys: result=loaded ");

      host.leaveSas(DebianHost.STATE);
      assertThat(host.run(0, "apt-get remove -y -q manual-key").lines())
          .containsOnlyOnce("manual-key: the SAs of the service were deleted");
      assertThat(host.run(0, "cat /var/log/manual-keyd"))
          .contains("disabled; the SAs of the key file were deleted");
      assertThat(host.run(1, "test -e /usr/lib/manual-key")).isEmpty();
    }
  }

  /** Starts the daemon without a service manager, and enables the service. */
  private static void startByHand(DebianHost host) throws Exception {
    host.run(
        0,
        """
        install -D -m 600 /usr/share/doc/manual-key/examples/ipseckeys.example /etc/inet/secret/ipseckeys
        manual-keyd --backend memory --set config/log_file=manual-keyd.log >/var/log/manual-keyd 2>&1 </dev/null & pid=$!
        for i in $(seq 300); do
          [[ $(manual-keyadm status 2>/dev/null) ]] && exit 0
          kill -0 $pid || break
        done
        cat /var/log/manual-keyd; exit 9
        """);
    host.run(0, "manual-keyadm enable -s");
  }

  /** It exits with 3 if it dislikes a name, and prints what it dislikes. */
  @Test
  void promtoolAcceptsTheMetrics() throws Exception {
    try (DebianHost host = DebianHost.withLintian(DebianPackage.file())) {
      host.start();
      host.run(0, "dpkg-deb -x " + DebianHost.PACKAGE + " /");
      startByHand(host);

      assertThat(host.run(0, "manual-keyadm metrics >/root/metrics; grep -c _total /root/metrics"))
          .isNotEqualTo("0\n");
      assertThat(host.run(0, "promtool check metrics </root/metrics")).isEmpty();
      host.run(3, "sed '/^# HELP .*_total/d' /root/metrics | promtool check metrics");
    }
  }

  /** AOTMode=on ends the JVM with its own complaint, instead of a slow start, when one does not. */
  private static void usesItsCaches(DebianHost host) throws Exception {
    for (String program : List.of("ipseckey", "manual-keyadm", "manual-keyd")) {
      assertThat(host.run(0, "MANUAL_KEY_JAVA_OPTIONS=-XX:AOTMode=on " + program + " --version"))
          .startsWith(program + " (manual-key) ");
      assertThat(
              host.runAs(
                  "nobody", 0, "MANUAL_KEY_JAVA_OPTIONS=-XX:AOTMode=on " + program + " --version"))
          .startsWith(program + " (manual-key) ");
    }
  }

  @Test
  void completionKnowsEveryVerb() throws Exception {
    try (DebianHost host = DebianHost.withoutSystemd(DebianPackage.file())) {
      host.start();
      host.run(0, "dpkg-deb -x " + DebianHost.PACKAGE + " /");

      List<String> verbs = host.run(0, VERBS).lines().distinct().toList();
      assertThat(verbs).contains("enable", "setprop");
      assertThat(completions(host, "manual-keyadm", "").lines())
          .filteredOn(word -> !word.startsWith("-"))
          .containsExactlyInAnyOrderElementsOf(verbs);
      assertThat(completions(host, "manual-keyadm", "getprop config/re").lines())
          .containsExactly("config/refresh", "config/repair");
      assertThat(completions(host, "ipseckey", "-n du").lines()).containsExactly("dump");
      assertThat(completions(host, "ipseckey", "dump e").lines()).containsExactly("esp");
    }
  }

  @Test
  void completionOfZshKnowsEveryVerb() throws Exception {
    try (DebianHost host = DebianHost.withLintian(DebianPackage.file())) {
      host.start();
      host.run(0, "dpkg-deb -x " + DebianHost.PACKAGE + " /");
      String verbs = host.run(0, VERBS);

      for (String verb : verbs.lines().distinct().toList()) {
        String begun = verb.substring(0, verb.length() - 1);
        assertThat(completedByZsh(host, "manual-keyadm " + begun))
            .contains("manual-keyadm " + verb);
      }
      assertThat(completedByZsh(host, "manual-keyadm getprop config/ref"))
          .contains("manual-keyadm getprop config/refresh");
      assertThat(completedByZsh(host, "ipseckey -n du")).contains("ipseckey -n dump");
      assertThat(completedByZsh(host, "ipseckey dump e")).contains("ipseckey dump esp");
    }
  }

  /** The line that an interactive zsh shows after these words and a tabulator. */
  private static String completedByZsh(DebianHost host, String words) throws Exception {
    return host.run(
        0,
        """
        cat >/tmp/zsh <<'END'
        zmodload zsh/zpty
        zpty shell 'TERM=vt100 zsh -f -i'
        zpty -w shell "PS1=; bindkey -e; autoload -Uz compinit; compinit -u -D; echo be''gun"
        zpty -r -m shell line '*begun*'
        zpty -w -n shell "$1"$'\\t'$'\\C-a'"echo '<"$'\\C-e'"'; echo en''ded"$'\\n'
        zpty -r -m shell line '*ended*'
        print -r -- $line
        END
        timeout 60 zsh -f /tmp/zsh '%s' | tr -d '\\r' | sed -n 's/^<//p'
        """
            .formatted(words));
  }

  /** What bash proposes after these words, the last of which is not complete. */
  private static String completions(DebianHost host, String program, String words)
      throws Exception {
    return host.run(
        0,
        """
        . /usr/share/bash-completion/completions/%1$s
        compopt() { :; }
        COMP_WORDS=(%1$s %2$s %3$s); COMP_CWORD=$((${#COMP_WORDS[@]} - 1))
        _%4$s
        printf '%%s\\n' "${COMPREPLY[@]}"
        """
            .formatted(program, words, words.isEmpty() ? "''" : "", program.replace('-', '_')));
  }

  private static void command(String script, Path argument, Map<String, String> environment)
      throws Exception {
    ProcessBuilder builder =
        new ProcessBuilder("bash", "-c", script, "bash", argument.toString())
            .directory(ROOT.toFile())
            .redirectErrorStream(true);
    builder.environment().putAll(environment);
    builder
        .environment()
        .put("JAVA_HOME", System.getProperty("jdk.dir", System.getProperty("java.home")));
    Process process = builder.start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(output).isZero();
  }
}
