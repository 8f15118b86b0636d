package org.manualkey.program;

import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.function.Supplier;
import org.manualkey.language.Problem;
import org.manualkey.load.Plural;
import org.manualkey.print.TextSink;
import org.manualkey.sadb.BackEndOffer;
import org.manualkey.service.ManualKeyService;
import org.manualkey.service.PortWarning;
import org.manualkey.service.Preview;
import org.manualkey.service.SaCensus;
import org.manualkey.service.SaWarning;
import org.manualkey.service.ServiceStatus;
import org.manualkey.service.ServiceWarning;
import org.manualkey.service.SmfInstance;

/**
 * {@code manual-keyadm selftest}: looks at everything that a load needs, and changes nothing. The
 * report has no key and no word of the key file, so that it can be sent to others.
 */
final class SelfTest {
  private final ManualKeyService service;
  private final Supplier<List<BackEndOffer>> backEnds;
  private final Metrics metrics;
  private final Presence client;
  private final TextSink out;

  private int checks;
  private int failed;

  private enum Outcome {
    OK,
    WARNING,
    FAILED
  }

  private SelfTest(
      ManualKeyService service,
      Supplier<List<BackEndOffer>> backEnds,
      Metrics metrics,
      Presence client,
      TextSink out) {
    this.service = service;
    this.backEnds = backEnds;
    this.metrics = metrics;
    this.client = client;
    this.out = out;
  }

  /** Runs all checks and prints the report; returns the exit status. */
  static int run(
      ManualKeyService service,
      Supplier<List<BackEndOffer>> backEnds,
      Metrics metrics,
      Console console,
      TextSink out) {
    Presence client = new Presence(console);
    SelfTest test = new SelfTest(service, backEnds, metrics, client, out);
    try {
      return test.run();
    } catch (CancellationException e) {
      if (client.isGone()) {
        return ExitStatus.SIGNALLED;
      }
      throw e; // the daemon is stopping
    }
  }

  private int run() {
    daemon();
    backEnd();
    database();
    keyFile();
    state();
    sas();
    out.text(
            failed == 0
                ? Plural.of(checks, "check") + ", none failed"
                : failed + " of " + Plural.of(checks, "check") + " failed")
        .newline()
        .flush();
    return failed == 0 ? ExitStatus.OK : ExitStatus.FAILED;
  }

  private void report(Outcome outcome, String what, String text) {
    checks++;
    failed += outcome == Outcome.FAILED ? 1 : 0;
    String word =
        switch (outcome) {
          case OK -> "ok";
          case WARNING -> "warning";
          case FAILED -> "FAILED";
        };
    out.text("%-9s%-10s%s".formatted(word, what, text)).newline();
  }

  private void daemon() {
    SmfInstance smf = service.smf();
    report(
        Outcome.OK,
        "daemon",
        "version %s, pid %d, Java %s on %s%s"
            .formatted(
                Version.text(),
                ProcessHandle.current().pid(),
                Runtime.version(),
                System.getProperty("os.name"),
                smf == null ? "" : ", " + smf.fmri()));
  }

  private void backEnd() {
    for (BackEndOffer offer : backEnds.get()) {
      if (offer.use() != BackEndOffer.Use.IN_USE) {
        continue;
      }
      boolean protects = offer.backEnd().protectsTraffic();
      List<String> lacking = offer.lackingAlgorithms();
      report(
          protects ? Outcome.OK : Outcome.WARNING,
          "back end",
          offer.backEnd().name()
              + ", "
              + offer.why()
              + (protects ? "" : "; it protects no packet")
              + (lacking.isEmpty() ? "" : "; the kernel lacks " + String.join(", ", lacking)));
    }
  }

  private void database() {
    SaCensus.Counts counts =
        client.await(metrics.countNow().handle((all, failure) -> failure == null ? all : null));
    if (counts == null) {
      report(Outcome.FAILED, "SADB", "does not answer; see manual-keyadm log");
    } else {
      int total =
          counts.byState().values().stream()
              .flatMap(states -> states.values().stream())
              .mapToInt(Integer::intValue)
              .sum();
      report(Outcome.OK, "SADB", "answers, and has " + Plural.of(total, "SA"));
    }
  }

  /** Reads, checks and plans, as a load would, and stops there. */
  private void keyFile() {
    switch (client.await(service.preview(client))) {
      case Preview.Changes changes ->
          report(
              changes.commands() == 0 ? Outcome.WARNING : Outcome.OK,
              "key file",
              "%s: %s, all valid; a load would change %s"
                  .formatted(
                      changes.file(),
                      Plural.of(changes.commands(), "command"),
                      Plural.of(changes.plan().changes().size(), "SA")));
      case Preview.Rejected rejected -> {
        Problem first =
            rejected.problems().stream().filter(Problem::isError).findFirst().orElseThrow();
        report(
            Outcome.FAILED,
            "key file",
            "%s:%d:%d: %s; ipseckey -c %s reports all errors"
                .formatted(
                    rejected.file(),
                    first.line(),
                    first.column(),
                    first.withoutWords(),
                    rejected.file()));
      }
      case Preview.Failure(String reason) -> report(Outcome.FAILED, "key file", reason);
    }
  }

  private void state() {
    ServiceStatus status = service.status();
    String reason = status.reason().isEmpty() ? "" : ": " + status.reason();
    report(
        switch (status.state()) {
          case ONLINE -> Outcome.OK;
          case DISABLED, OFFLINE -> Outcome.WARNING;
          case DEGRADED, MAINTENANCE -> Outcome.FAILED;
        },
        "state",
        status.state().word() + reason);
  }

  private void sas() {
    int missing = service.missingSas().size();
    if (missing > 0) {
      report(
          Outcome.FAILED, "SAs", Plural.of(missing, "SA") + " of the key file missing; see status");
    }
    service.warnings().forEach(warning -> report(Outcome.WARNING, about(warning), warning.text()));
  }

  private static String about(ServiceWarning warning) {
    return switch (warning) {
      case SaWarning _ -> "SAs";
      case PortWarning _ -> "port";
    };
  }
}
