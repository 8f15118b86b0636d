package org.manualkey.smf;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** The shells of this system that may run a script of illumos, each as a command. */
final class Shells {
  /**
   * The aliases that ksh93 begins with on illumos, and that later versions of it have dropped: a
   * function of such a name is defined, but never called.
   */
  private static final String ALIASES =
      """
      alias autoload='typeset -fu' command='command ' compound='typeset -C' fc=hist
      alias float='typeset -lE' functions='typeset -f' hash='alias -t --' history='hist -l'
      alias integer='typeset -li' nameref='typeset -n' nohup='nohup ' r='hist -s'
      alias redirect='command exec' source='command .' stop='kill -s STOP'
      alias suspend='kill -s STOP $$' times='{ { time;} 2>&1;}' type='whence -v'
      . "$0" "$@"
      """;

  private Shells() {}

  /** That of illumos, which is ksh93, or another one where it is missing. */
  static String[] ofIllumos() {
    return ksh93().orElse(List.of("sh")).toArray(String[]::new);
  }

  /** All that are here. */
  static Stream<List<String>> all() {
    return Stream.concat(
        ksh93().stream(), Stream.of("sh", "bash", "mksh").flatMap(Shells::find).map(List::of));
  }

  private static Optional<List<String>> ksh93() {
    return find("ksh93").findFirst().map(path -> List.of(path, "-c", ALIASES));
  }

  private static Stream<String> find(String name) {
    return Stream.of(System.getenv("PATH").split(":"))
        .map(place -> Path.of(place, name))
        .filter(Files::isExecutable)
        .map(Path::toString)
        .limit(1);
  }
}
