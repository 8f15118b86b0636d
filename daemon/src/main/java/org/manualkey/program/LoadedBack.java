package org.manualkey.program;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.manualkey.algorithm.Algorithms;
import org.manualkey.language.Command;
import org.manualkey.language.Parsed;
import org.manualkey.language.Parser;
import org.manualkey.language.Problem;
import org.manualkey.pfkey.Errno;
import org.manualkey.pfkey.Message;
import org.manualkey.print.ReadBack;
import org.manualkey.request.RequestBuilder;
import org.manualkey.request.Resolver;
import org.manualkey.sa.SecurityAssociation;
import org.manualkey.sadb.Judge;
import org.manualkey.sadb.Refusal;
import org.manualkey.secret.SecretText;

/**
 * What a load without {@code -n} would make of a saved command: the same parser, the same requests,
 * the same judgement. Saved commands hold no names, so that nothing is looked up.
 */
public final class LoadedBack implements ReadBack {
  private final Parser parser;
  private final RequestBuilder requests =
      new RequestBuilder((_, _) -> new Resolver.Answer.Unknown(), false);
  private final @Nullable Judge judge;

  /**
   * Loads into one database.
   *
   * @param judge the judgement of the database; null: it has none
   */
  public LoadedBack(Algorithms algorithms, @Nullable Judge judge) {
    parser = new Parser(algorithms, false);
    this.judge = judge == null ? null : judge.now();
  }

  @Override
  public Loaded read(SecretText command) {
    List<Parsed> all = new ArrayList<>(1);
    parser.parseFile(command, all::add);
    if (all.size() == 1 && all.getFirst().command() instanceof Command.OneSa add) {
      Loaded loaded = requested(add);
      if (loaded instanceof Loaded.Refused) {
        add.wipeKeys();
      }
      return loaded;
    }
    for (Parsed parsed : all) {
      if (parsed.command() instanceof Command.OneSa part) {
        part.wipeKeys();
      }
    }
    return all.size() == 1 && all.getFirst().hasErrors()
        ? refused(all.getFirst().problems())
        : new Loaded.Refused("it is not one command");
  }

  private Loaded requested(Command.OneSa add) {
    var batch = requests.of(add);
    if (batch.messages().size() != 1) {
      return refused(batch.problems());
    }
    Message message = batch.messages().getFirst();
    Refusal refusal = judge == null ? null : judge.judge(message);
    if (refusal != null) {
      String reason = refusal.reason().isEmpty() ? "" : ": " + refusal.reason();
      return new Loaded.Refused(
          Errno.text(refusal.errno()) + ErrorOutput.diagnostic(refusal) + reason);
    }
    SecurityAssociation sa = SecurityAssociation.requested(message);
    return sa == null ? new Loaded.Refused("it names no SA") : new Loaded.Added(sa);
  }

  private static Loaded refused(List<Problem> problems) {
    for (Problem problem : problems) {
      if (problem.isError()) {
        return new Loaded.Refused(problem.message());
      }
    }
    return new Loaded.Refused("it asks for nothing");
  }
}
