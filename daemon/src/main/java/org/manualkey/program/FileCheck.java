package org.manualkey.program;

import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.manualkey.client.ClientMessage;
import org.manualkey.keyfile.KeyFileMessage;
import org.manualkey.keyfile.KeyFileReader;
import org.manualkey.language.Parser;
import org.manualkey.language.Problem;
import org.manualkey.load.CheckResult;
import org.manualkey.load.Checked;
import org.manualkey.load.CommandPipeline;
import org.manualkey.load.LoadConditions;
import org.manualkey.load.LoadPolicy;
import org.manualkey.load.LoadResult;
import org.manualkey.load.Loader;
import org.manualkey.load.Planned;
import org.manualkey.sadb.Judge;
import org.manualkey.sadb.NotEnoughMemoryException;
import org.manualkey.sadb.SadbException;
import org.manualkey.sadb.SadbOwner;
import org.manualkey.secret.SecretText;

/** Checks the commands of a file as a load would: {@code -c}. */
final class FileCheck {
  private final Console console;
  private final CommandPipeline pipeline;
  private final CommandPipeline.NameLookup names;
  private final Target target;
  private final ErrorOutput errors;

  /**
   * What a file is meant for.
   *
   * @param judge the judgement of the database; null: it has none
   * @param conditions how the service would load
   * @param database the one whose SAs are compared; null: none is
   */
  record Target(
      @Nullable Judge judge, Supplier<LoadConditions> conditions, @Nullable SadbOwner database) {}

  FileCheck(
      Console console,
      CommandPipeline pipeline,
      CommandPipeline.NameLookup names,
      Target target,
      ErrorOutput errors) {
    this.console = console;
    this.pipeline = pipeline;
    this.names = names;
    this.target = target;
    this.errors = errors;
  }

  /**
   * What was read of a pipe, with the warning that nobody knows who else can read it; not if it was
   * empty, as {@code /dev/null} is.
   */
  static KeyFileReader.Result ofPipe(KeyFileReader.Result file, String name, ErrorOutput errors) {
    if (file instanceof KeyFileReader.Result.Read read && read.text().length() > 0) {
      errors.print("warning: " + KeyFileMessage.NOT_CHECKED.with(name));
    }
    return file;
  }

  /**
   * {@code -c}: reports what is wrong, changes nothing.
   *
   * @param file the file as it was read, whose text is closed
   * @param name its name
   * @param json what is wrong with the text goes there; null: it goes to standard error
   */
  int check(KeyFileReader.Result file, String name, @Nullable JsonProblems json) {
    return switch (file) {
      case KeyFileReader.Result.Unreadable unreadable -> {
        if (json != null) {
          json.unreadable(name, unreadable.reason());
        }
        errors.print(unreadable.reason());
        yield ExitStatus.configuration(console.caller());
      }
      case KeyFileReader.Result.Read read -> {
        boolean insecure = !read.warnings().isEmpty() && console.caller().underSmf();
        String severity = insecure ? "" : "warning: ";
        read.warnings().forEach(warning -> errors.print(severity + warning));
        if (!read.warnings().isEmpty() && !insecure) {
          errors.print(IpseckeyMessage.NOT_A_KEY_FILE.with(name));
        }
        int status = check(read.text(), json);
        yield insecure ? ExitStatus.configuration(console.caller()) : status;
      }
    };
  }

  /** Reports what is wrong with a text, and closes it. */
  private int check(SecretText text, @Nullable JsonProblems json) {
    Presence client = new Presence(console);
    try (text) {
      Loader loader = pipeline.loader(names, target.judge(), client);
      Parser.Count count;
      List<Problem> problems;
      switch (check(loader, text, client)) {
        case Checked checked -> {
          count = checked.count();
          problems = checked.warnings();
        }
        case LoadResult.Rejected rejected -> {
          count = rejected.count();
          problems = rejected.problems();
        }
      }
      if (json == null) {
        errors.problems(text.name(), problems);
      } else {
        json.checked(text.name(), problems, count);
      }
      if (count.parsed() == 0) {
        errors.print(IpseckeyMessage.NO_COMMANDS.with(text.name()));
      }
      if (count.invalid() == 0) {
        return ExitStatus.OK;
      }
      if (json == null) {
        errors.print(FileRun.valid(text.name(), count));
      }
      return ExitStatus.configuration(console.caller());
    } catch (CancellationException e) {
      if (!client.isGone()) {
        throw e; // the daemon is stopping
      }
      errors.print(ClientMessage.INTERRUPTED.text());
      return ExitStatus.FAILED;
    } catch (NotEnoughMemoryException e) {
      errors.print(String.valueOf(e.getMessage()));
      return ExitStatus.FAILED;
    } catch (SadbException e) {
      errors.print(IpseckeyMessage.CANNOT_COMPARE.with(text.name(), e.getMessage()));
      return ExitStatus.FAILED;
    }
  }

  /** As a load would be checked: SAs of other programs that stay are compared, too. */
  private CheckResult check(Loader loader, SecretText text, Presence client) {
    CheckResult result = loader.check(text);
    SadbOwner database = target.database();
    LoadConditions now = target.conditions().get();
    if (!(result instanceof Checked checked)
        || database == null
        || now.policy().scope() == LoadPolicy.Scope.ALL) {
      return result;
    }
    return client.await(
        database.submit(sadb ->
            switch (loader.plan(checked, sadb, now.policy(), now.owned())) {
              case LoadResult.Rejected rejected -> rejected;
              case Planned planned -> {
                planned.close();
                yield checked;
              }
            }));
  }
}
