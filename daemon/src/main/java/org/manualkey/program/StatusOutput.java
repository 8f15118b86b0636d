package org.manualkey.program;

import java.io.OutputStream;
import java.time.format.DateTimeFormatter;
import java.time.zone.ZoneRules;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.manualkey.print.JsonLines;
import org.manualkey.print.TextSink;
import org.manualkey.sa.SaId;
import org.manualkey.sadb.Capabilities;
import org.manualkey.service.LoadHistory.Failure;
import org.manualkey.service.ManualKeyService;
import org.manualkey.service.MissingSa;
import org.manualkey.service.PortWarning;
import org.manualkey.service.SaWarning;
import org.manualkey.service.ServiceState;
import org.manualkey.service.ServiceStatus;
import org.manualkey.service.ServiceWarning;

/** Prints the status of the service, as text or as JSON. */
final class StatusOutput {
  private static final int NAME_WIDTH = 12;

  /** SAs that the text lists; JSON may have all of them. */
  static final int FEW = 20;

  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("EEE MMM d HH:mm:ss yyyy", Locale.ROOT);

  private final ServiceStatus status;
  private final List<MissingSa> missing;
  private final @Nullable Explanation explanation;
  private final List<Failure> failures;
  private final List<ServiceWarning> warnings;
  private final @Nullable SmfCommands smf;
  private final TextSink out;

  private StatusOutput(
      ServiceStatus status,
      List<MissingSa> missing,
      @Nullable Explanation explanation,
      List<Failure> failures,
      List<ServiceWarning> warnings,
      @Nullable SmfCommands smf,
      TextSink out) {
    this.status = status;
    this.missing = missing;
    this.explanation = explanation;
    this.failures = failures;
    this.warnings = warnings;
    this.smf = smf;
    this.out = out;
  }

  /**
   * Prints the status of a service as a command asks for it.
   *
   * @param most missing SAs that JSON lists at most; the rest is counted
   * @return the exit status
   */
  static int print(
      ManualKeyService service,
      AdmCommand command,
      int most,
      Console.Caller caller,
      OutputStream stream) {
    ServiceStatus status = service.status();
    boolean online = status.state() == ServiceState.ONLINE;
    boolean explained = command.has(AdmOption.EXCEPTIONS);
    List<ServiceWarning> warnings = service.warnings();
    if (online && explained && warnings.isEmpty() && !command.has(AdmOption.JSON)) {
      return ExitStatus.OK;
    }
    Explanation explanation = explained ? Explanation.of(status, service) : null;
    boolean ofKeyFile = explanation != null && explanation.isOfKeyFile();
    StatusOutput output =
        new StatusOutput(
            status,
            service.missingSas(),
            explanation,
            ofKeyFile ? service.history().current() : List.of(),
            warnings,
            SmfCommands.of(service.smf()),
            new TextSink(stream));
    if (command.has(AdmOption.JSON)) {
      output.json(most);
    } else {
      output.text(caller.zone(), command.has(AdmOption.FULL), explained);
    }
    return online ? ExitStatus.OK : ExitStatus.NOT_ONLINE;
  }

  /**
   * Prints lines of a name and a value.
   *
   * @param zone time zone of the client
   * @param full whether to print all details
   * @param explained whether to print what a warning means
   */
  private void text(ZoneRules zone, boolean full, boolean explained) {
    line("state", status.state().word());
    line("since", TIME.format(status.since().atOffset(zone.getOffset(status.since()))));
    if (!status.reason().isEmpty()) {
      line("reason", status.reason());
    }
    line("enabled", status.enabled() + (status.temporary() ? " (temporary)" : ""));
    line("key file", status.keyFile().toString());
    boolean protects = status.backend().protectsTraffic();
    line("backend", status.backend().name() + (protects ? "" : " (protects no packet)"));
    missing.stream().limit(FEW).forEach(each -> line("missing", each.toString()));
    if (missing.size() > FEW) {
      line("missing", "and " + (missing.size() - FEW) + " more (--json lists all)");
    }
    failures.stream().limit(FEW).forEach(each -> line("error", each.located()));
    if (failures.size() > FEW) {
      line("error", "and " + (failures.size() - FEW) + " more: manual-keyadm log --failures");
    }
    if (explanation != null) {
      line("traffic", explanation.traffic());
      line("help", help(explanation));
    }
    warnings.forEach(each -> warning(each, explained));
    if (full) {
      line("version", Version.text());
      line("pid", String.valueOf(ProcessHandle.current().pid()));
      for (Capabilities.Row row : status.backend().capabilities().rows()) {
        line(
            "capability",
            row.capability().words() + ": " + row.support().word() + " (" + row.how() + ")");
      }
    }
    out.flush();
  }

  private String help(Explanation of) {
    String help = of.help(status);
    return smf == null ? help : smf.translated(help);
  }

  private void warning(ServiceWarning warning, boolean explained) {
    line("warning", warning.text());
    if (explained) {
      line("traffic", Explanation.of(warning).traffic());
      line("help", help(Explanation.of(warning)));
    }
  }

  private void line(String name, String value) {
    out.text(name).text(" ".repeat(NAME_WIDTH - name.length())).text(value).newline();
  }

  /** Prints one record with all details. */
  private void json(int most) {
    JsonLines json =
        new JsonLines(out)
            .begin("status")
            .text("state", status.state().word())
            .time("since", status.since().getEpochSecond())
            .textIfAny("reason", status.reason())
            .flag("enabled", status.enabled())
            .flag("temporary", status.temporary())
            .text("key_file", status.keyFile().toString())
            .text("backend", status.backend().name())
            .flag("protects_traffic", status.backend().protectsTraffic())
            .text("version", Version.text())
            .number("pid", ProcessHandle.current().pid());
    if (!missing.isEmpty()) {
      json.list("missing");
      missing.stream().limit(most).forEach(each -> missing(each, json));
      json.endList();
      if (missing.size() > most) {
        json.number("missing_more", missing.size() - most);
      }
    }
    if (explanation != null) {
      json.text("traffic", explanation.traffic()).text("help", help(explanation));
    }
    if (!warnings.isEmpty()) {
      json.list("warnings");
      warnings.forEach(each -> warning(each, json));
      json.endList();
    }
    List<Capabilities.Row> capabilities = status.backend().capabilities().rows();
    if (!capabilities.isEmpty()) {
      json.list("capabilities");
      for (Capabilities.Row row : capabilities) {
        json.object()
            .text("name", row.capability().words())
            .text("support", row.support().word())
            .text("how", row.how())
            .endObject();
      }
      json.endList();
    }
    json.end();
    out.flush();
  }

  private void warning(ServiceWarning warning, JsonLines json) {
    json.object()
        .text("warning", warning.word())
        .text("text", warning.text())
        .text("traffic", Explanation.of(warning).traffic())
        .text("help", help(Explanation.of(warning)));
    switch (warning) {
      case SaWarning sas -> {
        json.number("count", sas.count())
            .numberIfAny("highest_sequence", sas.highest())
            .list("sas");
        for (SaId id : sas.first()) {
          sa(id, json.object()).endObject();
        }
        json.endList();
      }
      case PortWarning(int port, int ipVersion, _) ->
          json.number("port", port).number("ip_version", ipVersion);
    }
    json.endObject();
  }

  private static void missing(MissingSa sa, JsonLines json) {
    sa(sa.id(), json.object())
        .text("cause", sa.cause().name().toLowerCase(Locale.ROOT))
        .endObject();
  }

  private static JsonLines sa(SaId id, JsonLines json) {
    return json.text("sa_type", id.typeWord())
        .number("spi", Integer.toUnsignedLong(id.spi()))
        .text("spi_hex", "0x" + Integer.toHexString(id.spi()))
        .text("dst", id.destination());
  }
}
