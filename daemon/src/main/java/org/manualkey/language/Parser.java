package org.manualkey.language;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.manualkey.algorithm.Algorithms;
import org.manualkey.secret.SecretText;

/**
 * Parses texts into commands; the entry point of this package.
 *
 * <p>A parser keeps no state between texts and is confined to one thread at a time.
 */
public final class Parser {
  private final Algorithms algorithms;
  private final boolean numeric;
  private final Runnable turn;

  /**
   * Creates a parser.
   *
   * @param algorithms names and numbers
   * @param numeric {@code -n}: only literal addresses are accepted
   */
  public Parser(Algorithms algorithms, boolean numeric) {
    this(algorithms, numeric, () -> {});
  }

  /**
   * Creates a parser whose work can be stopped.
   *
   * @param turn runs before each command of a file; what it throws ends the parsing
   */
  public Parser(Algorithms algorithms, boolean numeric, Runnable turn) {
    this.algorithms = algorithms;
    this.numeric = numeric;
    this.turn = turn;
  }

  /**
   * The words of the language by position, for an editor that completes them.
   *
   * @return under {@code ""} the first words; under a first word the second ones; under a word the
   *     later ones that may follow it, or under {@code "FIRST *"} those that may follow any other
   */
  public Map<String, List<String>> completions() {
    return Vocabulary.of(algorithms);
  }

  /** Totals for a text. */
  public record Count(int parsed, int valid, int warnings) {
    /** Commands with errors. */
    public int invalid() {
      return parsed - valid;
    }
  }

  /**
   * Parses a file to its end, or to the command {@code exit}. Of a file that turns out to be of
   * another program, one error is all that is delivered from there on.
   *
   * @param sink receives every command and every warning, in order; it wipes the keys of a command
   *     that it does not keep
   */
  public Count parseFile(SecretText text, Consumer<? super Parsed> sink) {
    Tokenizer tokenizer = new Tokenizer(text);
    CommandParser commands = new CommandParser(algorithms, numeric, ParseMode.FILE);
    int parsed = 0;
    int valid = 0;
    int warnings = 0;
    boolean failed = false;
    while (tokenizer.next()) {
      turn.run();
      Parsed result = commands.parse(tokenizer);
      if (!failed && result.hasErrors()) {
        failed = true;
        Problem other = otherFormat(text);
        if (other != null) {
          sink.accept(new Parsed(other.line(), other.line(), null, List.of(other)));
          return new Count(parsed + 1, valid, warnings);
        }
      }
      if (result.command() instanceof Command.Exit) {
        break;
      }
      sink.accept(result);
      if (result.command() != null) {
        parsed++;
        valid++;
      } else if (result.hasErrors()) {
        parsed++;
      }
      warnings += warnings(result);
    }
    return new Count(parsed, valid, warnings);
  }

  /**
   * Parses some commands of a file that was parsed before.
   *
   * @param lines where they begin, in their order
   * @param sink receives them
   */
  public void parseLines(SecretText text, int[] lines, Consumer<? super Parsed> sink) {
    Tokenizer tokenizer = new Tokenizer(text);
    CommandParser commands = new CommandParser(algorithms, numeric, ParseMode.FILE);
    for (int line : lines) {
      tokenizer.skipTo(line);
      if (tokenizer.next()) {
        turn.run();
        sink.accept(commands.parse(tokenizer));
      }
    }
  }

  /**
   * The error of a text that is not for us but for setkey, ip-xfrm or ipsecctl; null: it may well
   * be for us. Whoever sends commands before the whole text is parsed asks this first.
   */
  public static @Nullable Problem otherFormat(SecretText text) {
    return OtherFormat.of(text);
  }

  /** Parses one line of an interactive session; null for a blank line or a comment. */
  public @Nullable Parsed parseLine(SecretText line) {
    Tokenizer tokenizer = new Tokenizer(line);
    if (!tokenizer.next()) {
      return null;
    }
    return new CommandParser(algorithms, numeric, ParseMode.INTERACTIVE).parse(tokenizer);
  }

  /** Parses a command given as arguments. */
  public Parsed parseArguments(List<String> arguments) {
    List<Problem> problems = new ArrayList<>();
    try (Tokens tokens = Tokens.ofArguments(arguments)) {
      Command command =
          new CommandParser(algorithms, numeric, ParseMode.ARGUMENTS).parse(tokens, problems);
      return new Parsed(1, 1, command, problems);
    }
  }

  private static int warnings(Parsed result) {
    int warnings = 0;
    for (Problem problem : result.problems()) {
      if (!problem.isError()) {
        warnings++;
      }
    }
    return warnings;
  }
}
