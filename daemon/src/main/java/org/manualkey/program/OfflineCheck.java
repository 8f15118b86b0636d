package org.manualkey.program;

import java.io.FileInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.manualkey.keyfile.KeyFileMessage;
import org.manualkey.keyfile.KeyFileReader;
import org.manualkey.load.CommandPipeline;
import org.manualkey.load.LoadConditions;
import org.manualkey.print.TextSink;
import org.manualkey.sadb.Judge;

/** {@code manual-keyd --check}: what {@code ipseckey -c} does, without a daemon. */
public final class OfflineCheck {
  private final CommandPipeline pipeline;
  private final KeyFileReader reader;
  private final @Nullable Judge judge;

  /**
   * A check.
   *
   * @param judge the judgement of the database that files are meant for
   */
  public OfflineCheck(CommandPipeline pipeline, KeyFileReader reader, @Nullable Judge judge) {
    this.pipeline = pipeline;
    this.reader = reader;
    this.judge = judge;
  }

  /**
   * Checks a file; returns the exit status of {@code ipseckey -c}.
   *
   * @param numeric {@code -n}
   * @param json {@code --json}
   */
  public int run(Path file, boolean numeric, boolean json, Console console) {
    ErrorOutput errors = new ErrorOutput("ipseckey", new TextSink(console.err()));
    JsonProblems problems = json ? new JsonProblems(new TextSink(console.out())) : null;
    String reason;
    if (Files.isRegularFile(file)) {
      FileCheck run =
          new FileCheck(
              console,
              reader,
              pipeline,
              CommandPipeline.NameLookup.unless(numeric),
              new FileCheck.Target(judge, () -> LoadConditions.DEFAULT, null),
              errors);
      try (FileInputStream stream = new FileInputStream(file.toFile())) {
        return run.check(stream.getFD(), file.toString(), problems);
      } catch (IOException e) {
        reason = KeyFileMessage.CANNOT_OPEN.with(file, String.valueOf(e.getMessage()));
      }
    } else {
      reason =
          (Files.exists(file) ? KeyFileMessage.NOT_REGULAR : KeyFileMessage.MISSING).with(file);
    }
    if (problems != null) {
      problems.unreadable(file.toString(), reason);
    }
    errors.print(reason);
    return ExitStatus.configuration(console.caller());
  }
}
