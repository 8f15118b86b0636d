package org.manualkey.load;

import java.util.BitSet;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.manualkey.language.Command;
import org.manualkey.language.Parsed;
import org.manualkey.language.Parser;
import org.manualkey.language.Problem;
import org.manualkey.language.ProblemCode;
import org.manualkey.language.Verb;
import org.manualkey.language.Word;
import org.manualkey.pfkey.Extension;
import org.manualkey.pfkey.Message;
import org.manualkey.pfkey.Pair;
import org.manualkey.request.RefusedRequest;
import org.manualkey.request.RequestBatch;
import org.manualkey.request.RequestBuilder;
import org.manualkey.sa.SaId;
import org.manualkey.sa.SecurityAssociation;
import org.manualkey.sadb.Judge;
import org.manualkey.sadb.Refusal;
import org.manualkey.sadb.Sadb;
import org.manualkey.secret.SecretText;

/**
 * Finds all that is wrong with a text and can be known without changing a database: errors of the
 * language, unknown names, and what the database would refuse.
 *
 * <p>ADDs without pairs are judged one by one, and compared by their identities; a text with other
 * commands is tried out on an empty database beside that.
 */
public final class Checker {
  /** Errors that are kept, and warnings beside them; the rest are counted. */
  public static final int MAX_PROBLEMS = 1000;

  /** Of a short ADD; what is wrong here costs a little memory or time. */
  private static final int OCTETS_OF_COMMAND = 120;

  private final Parser parser;
  private final RequestBuilder requests;
  private final @Nullable Judge judge;
  private final Supplier<? extends Sadb> trials;
  private final WantedSas wanted;

  /**
   * A checker for one text: it remembers what names meant.
   *
   * @param judge the judgement of the database that the text is meant for; null: that database has
   *     no judge, and only the language is checked
   * @param trials makes empty databases in which commands can be tried out
   * @param wanted hears what the text asks for
   */
  Checker(
      Parser parser,
      RequestBuilder requests,
      @Nullable Judge judge,
      Supplier<? extends Sadb> trials,
      WantedSas wanted) {
    this.parser = parser;
    this.requests = requests;
    this.judge = judge;
    this.trials = trials;
    this.wanted = wanted;
  }

  /**
   * Checks all of a text; changes nothing.
   *
   * @throws org.manualkey.sadb.NotEnoughMemoryException if there is not enough for its SAs, or to
   *     try it out
   */
  public CheckResult check(SecretText text) {
    return check(text, EarlyFilling.NONE, null);
  }

  /**
   * The same.
   *
   * @param early gets the SAs of the text, or is given up; it is of the database whose judgement
   *     this checker has
   * @param contents gets what they contain, or is given up; null: nobody asks for that
   */
  CheckResult check(SecretText text, EarlyFilling early, @Nullable TextContents contents) {
    Stopwatch watch = new Stopwatch();
    Pass pass = new Pass(text, early, contents);
    Parser.Count parsed = parser.parseFile(text, pass);
    if (!early.end()) { // and nobody has said what is wrong
      wanted.startOver();
      return check(text, EarlyFilling.NONE, contents);
    }
    int rejected = pass.rejected;
    if (judge != null && !pass.plain) {
      MemoryNeed.requireTrial(text, pass.sas.size());
      Trial trial = new Trial(parser, requests, text, trials, pass.wrong);
      rejected += trial.check(pass.problems, wanted);
      pass.sas = trial.sas();
    }
    Parser.Count count =
        new Parser.Count(parsed.parsed(), parsed.valid() - rejected, parsed.warnings());
    List<Problem> problems = pass.problems.all();
    return count.invalid() == 0
        ? new Checked(text, count, problems, pass.sas, pass.plain, watch.lap())
        : new LoadResult.Rejected(count, problems, count.invalid() == pass.silent);
  }

  /** Whether a text is checked for this database, by its own judgement and no other. */
  boolean isOf(Sadb sadb) {
    return Objects.equals(judge, sadb.judge());
  }

  /** Whether what is checked without errors was let through by the judgement of a database. */
  boolean covers(Sadb sadb) {
    Judge other = sadb.judge();
    return judge != null && other != null && judge.covers(other);
  }

  /** A place for what the SAs of a text contain. */
  TextContents contents() {
    return new TextContents(wanted);
  }

  /** The problem of an SA that was added before. */
  static Problem duplicate(Command.OneSa command, int line) {
    var place = command.places().at(Word.SPI);
    return new Problem(
        ProblemCode.ALREADY_EXISTS,
        place.line(),
        place.column(),
        place.length(),
        null,
        "line " + line + " adds it",
        "line " + line + " adds it");
  }

  /** One pass over the commands; keeps none of them. */
  private final class Pass implements Consumer<Parsed> {
    private final @Nullable Judge judgeNow = judge == null ? null : judge.now();
    private final EarlyFilling early;
    private final @Nullable TextContents contents;
    private final ProblemList problems = new ProblemList();

    private SaLines sas;

    /** Which commands have errors, by their order in the text. */
    private final BitSet wrong = new BitSet();

    private int next;
    private int rejected;
    private int silent;
    private boolean plain = true;

    /** Whether the keys of the command that is checked are no more this pass's. */
    private boolean isTaken;

    Pass(SecretText text, EarlyFilling early, @Nullable TextContents contents) {
      this.early = early;
      this.contents = contents;
      sas =
          new SaLines(
              text.length() / OCTETS_OF_COMMAND, octets -> MemoryNeed.requireCheck(text, octets));
    }

    @Override
    public void accept(Parsed parsed) {
      problems.addAll(parsed.problems());
      switch (parsed.command()) {
        case null -> {
          if (parsed.hasErrors()) { // or it is a comment with a warning
            wrong();
          }
        }
        case Command.OneSa command -> {
          isTaken = false;
          try {
            buildsOnOthers(command.verb() != Verb.ADD || isPaired(command));
            if (!check(command, parsed.line())) {
              wrong();
              rejected++;
            }
          } finally {
            if (!isTaken) {
              command.wipeKeys();
            }
          }
        }
        default -> buildsOnOthers(true);
      }
      next++;
    }

    private void buildsOnOthers(boolean does) {
      if (does && plain) {
        plain = false;
        giveUp();
        wanted.startOver();
      }
    }

    /** What takes the SAs as they come cannot go on: they are not what the text leaves. */
    private void giveUp() {
      early.giveUp();
      if (contents != null) {
        contents.giveUp();
      }
    }

    private static boolean isPaired(Command.OneSa command) {
      for (Extension extension : command.extensions()) {
        if (extension instanceof Pair) {
          return true;
        }
      }
      return false;
    }

    private void wrong() {
      wrong.set(next);
      giveUp();
    }

    /**
     * Hands over an SA that the text leaves.
     *
     * @param taken whether the early filling takes it
     */
    private void handOver(Command.OneSa command, int line, Message add, boolean taken) {
      SecurityAssociation sa =
          wanted.equals(WantedSas.UNHEARD) ? null : SecurityAssociation.requested(add);
      long digest = sa == null ? 0 : wanted.add(sa);
      if (contents != null) {
        contents.add(sa, digest);
      }
      if (taken) {
        isTaken = early.add(command, line, add);
      }
    }

    /** Whether nothing is wrong with a command. */
    private boolean check(Command.OneSa command, int line) {
      RequestBatch batch = requests.of(command);
      problems.addAll(batch.problems());
      if (batch.hasErrors()) {
        silent += batch.retry() ? 1 : 0;
        return false;
      }
      if (batch.messages().size() != 1) { // which have the same keys
        early.giveUp();
      }
      for (Message request : batch.messages()) {
        Problem problem = problem(command, line, request);
        if (problem != null) {
          problems.add(problem);
          return false;
        }
      }
      return true;
    }

    private @Nullable Problem problem(Command.OneSa command, int line, Message request) {
      boolean taken = early.takesNext();
      boolean judged = taken && early.judges();
      Problem problem = judged ? null : judgement(command, request);
      if (problem != null) {
        return problem;
      }
      if (command.verb() != Verb.ADD) {
        return null;
      }
      SaId id = SaId.of(request);
      int earlier = id == null ? 0 : sas.putIfAbsent(id, line);
      if (earlier == 0 && plain) {
        handOver(command, line, request, taken);
      } else {
        giveUp();
        // It does not see an SA that is added twice, whose refusal comes before that.
        problem = judged ? judgement(command, request) : null;
      }
      if (problem != null) {
        return problem;
      }
      // In a text that deletes and flushes an SA may be added again; the trial knows.
      return earlier != 0 && plain && judge != null ? duplicate(command, earlier) : null;
    }

    private @Nullable Problem judgement(Command.OneSa command, Message request) {
      Refusal refusal = judgeNow == null ? null : judgeNow.judge(request);
      return refusal == null ? null : RefusedRequest.problem(refusal, command);
    }
  }
}
