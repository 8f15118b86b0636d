package org.manualkey.language;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.manualkey.algorithm.Algorithms;
import org.manualkey.algorithm.AlgorithmsFile;
import org.manualkey.pfkey.Extension;
import org.manualkey.secret.SecretText;

/** Parses texts for tests. */
final class Texts {
  static final Algorithms ALGORITHMS = AlgorithmsFile.builtIn();

  /** An add without error, to be followed by more words. */
  static final String ADD =
      "add esp spi 0x1001 src 192.0.2.1 dst 192.0.2.2 authalg md5"
          + " authkey 8404af193aa7b8796bca7db24997a5c7";

  private Texts() {}

  static SecretText text(String text) {
    return text(text.getBytes(StandardCharsets.UTF_8));
  }

  static SecretText text(byte[] octets) {
    return SecretText.taking("keys", octets.clone());
  }

  static List<Parsed> file(String text) {
    return file(text.getBytes(StandardCharsets.UTF_8));
  }

  static List<Parsed> file(byte[] octets) {
    List<Parsed> parsed = new ArrayList<>();
    new Parser(ALGORITHMS, false).parseFile(text(octets), parsed::add);
    return parsed;
  }

  static List<Parsed> numericFile(String text) {
    List<Parsed> parsed = new ArrayList<>();
    new Parser(ALGORITHMS, true).parseFile(text(text), parsed::add);
    return parsed;
  }

  static Parser.Count count(String text) {
    return new Parser(ALGORITHMS, false).parseFile(text(text), parsed -> {});
  }

  static Parsed interactive(String line) {
    return new Parser(ALGORITHMS, false).parseLine(text(line));
  }

  static Parsed arguments(String... words) {
    return new Parser(ALGORITHMS, false).parseArguments(List.of(words));
  }

  /** The only entry of a text. */
  static Parsed only(String text) {
    List<Parsed> parsed = file(text);
    assertThat(parsed).hasSize(1);
    return parsed.getFirst();
  }

  /** The only command of a text, without any error; warnings may be there. */
  static Command.OneSa command(String text) {
    Parsed parsed = only(text);
    assertThat(parsed.problems()).noneMatch(Problem::isError);
    return (Command.OneSa) parsed.command();
  }

  static List<ProblemCode> codes(Parsed parsed) {
    return parsed.problems().stream().map(Problem::code).toList();
  }

  static List<ProblemCode> codes(String text) {
    return codes(only(text));
  }

  /** The only problem of the only entry. */
  static Problem problem(String text) {
    List<Problem> problems = only(text).problems();
    assertThat(problems).hasSize(1);
    return problems.getFirst();
  }

  static <E extends Extension> E extension(Command.OneSa command, Class<E> type) {
    List<E> found = command.extensions().stream().filter(type::isInstance).map(type::cast).toList();
    assertThat(found).hasSize(1);
    return found.getFirst();
  }

  /** {@code code@line:column}. */
  static List<String> places(List<Parsed> parsed) {
    return parsed.stream()
        .flatMap(each -> each.problems().stream())
        .map(problem -> problem.code().id() + "@" + problem.line() + ":" + problem.column())
        .toList();
  }
}
