package org.manualkey.program;

import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.manualkey.print.TextSink;
import org.manualkey.sadb.BackEndOffer;
import org.manualkey.service.Configuration;
import org.manualkey.service.LoadHistory;
import org.manualkey.service.ManualKeyService;
import org.manualkey.service.RecentLog;

/** The {@code manual-keyadm} command; {@code manual-keyadm(8)}. */
public final class AdmProgram {
  /** Its name. */
  public static final String NAME = "manual-keyadm";

  static final String VERSION = "--version";

  private final ManualKeyService service;
  private final ServiceVerbs serviceVerbs;
  private final PropertyVerbs propertyVerbs;
  private final LogRun log;
  private final Supplier<List<BackEndOffer>> backEnds;
  private final Metrics metrics;

  /**
   * The command for a service.
   *
   * @param backEnds tries what back ends this host has; any thread may ask
   * @param groups whether a group of a name can have a right
   */
  public AdmProgram(
      ManualKeyService service,
      Configuration configuration,
      RecentLog recent,
      Supplier<List<BackEndOffer>> backEnds,
      Metrics metrics,
      Predicate<String> groups) {
    this.backEnds = backEnds;
    this.metrics = metrics;
    this.service = service;
    serviceVerbs = new ServiceVerbs(service, configuration);
    propertyVerbs = new PropertyVerbs(configuration, service, groups);
    log = new LogRun(recent);
  }

  /** Runs one command for a client; returns its exit status. */
  public int run(List<String> argv, Console console) {
    ErrorOutput errors = new ErrorOutput(NAME, new TextSink(console.err()));
    if (argv.equals(List.of(VERSION))) {
      new TextSink(console.out()).text(version()).flush();
      return ExitStatus.OK;
    }
    return switch (AdmCommand.parse(argv)) {
      case AdmCommand.Parsed.Valid(AdmCommand command) -> run(command, console, errors);
      case AdmCommand.Parsed.Invalid(String reason) -> {
        errors.print(reason);
        yield ExitStatus.USAGE;
      }
    };
  }

  private int run(AdmCommand command, Console console, ErrorOutput errors) {
    TextSink out = new TextSink(console.out());
    Right right = command.right();
    if (right != null && !console.caller().rights().include(right)) {
      console.refused(command.action());
      errors.print(AdmMessage.PERMISSION_DENIED.with(right.group()));
      return ExitStatus.FAILED;
    }
    SmfCommands smf = SmfCommands.of(service.smf());
    String elsewhere = smf == null ? null : smf.inPlaceOf(command, console.caller());
    if (elsewhere != null) {
      if (command.verb() != AdmVerb.SETPROP
          || propertyVerbs.accepts(command, console.caller(), errors)) {
        errors.print(AdmMessage.UNDER_SMF.with(elsewhere));
      }
      return ExitStatus.FAILED;
    }
    return switch (command.verb()) {
      case ENABLE, DISABLE, REFRESH, RESTART, CLEAR, MARK ->
          serviceVerbs.run(command, console, out, errors);
      case STATUS ->
          StatusOutput.print(service, command, Integer.MAX_VALUE, console.caller(), console.out());
      case BACKENDS -> {
        BackEndsOutput.print(backEnds.get(), out);
        yield ExitStatus.OK;
      }
      case LOG ->
          command.has(AdmOption.FAILURES)
              ? failures(command, console, out)
              : log.run(command.has(AdmOption.FOLLOW), console, out);
      case METRICS -> metrics(console, out);
      case SELFTEST -> SelfTest.run(service, backEnds, metrics, console, out);
      case LISTPROP, GETPROP, SETPROP -> propertyVerbs.run(command, console, out, errors);
      case HELP -> {
        out.text(usage()).flush();
        yield ExitStatus.OK;
      }
    };
  }

  private int failures(AdmCommand command, Console console, TextSink out) {
    List<LoadHistory.Failure> failures = service.history().failures();
    if (command.has(AdmOption.JSON)) {
      FailureOutput.printJson(failures, out);
    } else {
      FailureOutput.print(failures, console.caller().zone(), out);
    }
    return ExitStatus.OK;
  }

  private int metrics(Console console, TextSink out) {
    Presence client = new Presence(console);
    try {
      out.text(client.awaitShared(metrics.text())).flush();
      return ExitStatus.OK;
    } catch (CancellationException e) {
      if (client.isGone()) {
        return ExitStatus.SIGNALLED;
      }
      throw e; // the daemon is stopping
    }
  }

  /** Whether a command ends by itself, and soon enough to be served beyond the last session. */
  public static boolean isShort(List<String> argv) {
    return !(AdmCommand.parse(argv) instanceof AdmCommand.Parsed.Valid(AdmCommand command))
        || command.verb() != AdmVerb.LOG;
  }

  static String version() {
    return NAME + " (manual-key) " + Version.text() + "\n";
  }

  static String usage() {
    StringBuilder usage = new StringBuilder();
    for (AdmVerb verb : AdmVerb.values()) {
      usage.append(verb.usage());
    }
    usage.append("options:\n");
    for (AdmOption option : AdmOption.values()) {
      usage.append(option.usage());
    }
    return usage
        .append(
            "exit status: 0 done, 1 failed, 2 usage, 3 status of a service that is not online\n")
        .toString();
  }
}
