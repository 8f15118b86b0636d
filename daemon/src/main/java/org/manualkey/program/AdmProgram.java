package org.manualkey.program;

import java.io.IOException;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.manualkey.load.Plan;
import org.manualkey.print.JsonLines;
import org.manualkey.print.TextSink;
import org.manualkey.sa.SaId;
import org.manualkey.sadb.Capabilities;
import org.manualkey.service.Configuration;
import org.manualkey.service.ManualKeyService;
import org.manualkey.service.MissingSa;
import org.manualkey.service.Preview;
import org.manualkey.service.RecentLog;
import org.manualkey.service.ServiceState;
import org.manualkey.service.ServiceStatus;

/** The {@code manual-keyadm} command; {@code manual-keyadm(8)}. */
public final class AdmProgram {
  private static final String PROGRAM = "manual-keyadm";
  private static final String USAGE =
      """
      usage: manual-keyadm enable [-st]      load the key file, now and at every start
             manual-keyadm disable [-st]     remove all SAs, and stay so
             manual-keyadm refresh [-ns]     load the key file again
             manual-keyadm restart [-s]      read the properties again, and load the key file
             manual-keyadm clear [-s]        leave maintenance: load the key file again
             manual-keyadm mark maintenance  enter maintenance
             manual-keyadm status [-lx] [--json]  say how the service is doing
             manual-keyadm log [-f] [--failures]
                                             the last records of the log, -f: and those that come
             manual-keyadm listprop          all properties, their values and when changes count
             manual-keyadm getprop NAME      the value of a property
             manual-keyadm setprop NAME=VALUE | -d NAME
                                             set a property, or no longer
        -s  wait for the result    -t  only until the daemon ends
        -l  all that is known      -x  only what is wrong
        -n, --dry-run  say what would be done, and do nothing
      exit: 0 done, 1 failed, 2 usage, 3 status of a service that is not online
      """;
  private static final int MAX_MISSING = 1000;
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("EEE MMM d HH:mm:ss yyyy", Locale.ROOT);

  private final ManualKeyService service;
  private final PropertyVerbs properties;
  private final LogRun log;

  public AdmProgram(ManualKeyService service, Configuration configuration, RecentLog recent) {
    this.service = service;
    log = new LogRun(recent);
    properties = new PropertyVerbs(configuration);
  }

  /** A verb: what it does to the service. */
  private interface Verb {
    CompletableFuture<ServiceStatus> apply() throws IOException;
  }

  /** Runs one command for a client; its exit status. */
  public int run(List<String> argv, Console console) {
    ErrorOutput complaints = new ErrorOutput(PROGRAM, new TextSink(console.err()));
    TextSink out = new TextSink(console.out());
    List<String> words = new ArrayList<>();
    StringBuilder flags = new StringBuilder();
    boolean json = false;
    for (String word : argv) {
      if (word.equals("--json")) {
        json = true;
      } else if (word.equals("--dry-run")) {
        flags.append('n');
      } else if (word.equals("--failures")) {
        flags.append('x');
      } else if (word.length() > 1 && word.charAt(0) == '-') {
        flags.append(word, 1, word.length());
      } else {
        words.add(word);
      }
    }
    boolean aboutProperty = !words.isEmpty() && PropertyVerbs.VERBS.contains(words.getFirst());
    String verb = aboutProperty ? words.getFirst() : String.join(" ", words);
    List<String> operands = aboutProperty ? words.subList(1, words.size()) : List.of();
    String allowed = allowedFlags(verb);
    boolean misplaced = json && !verb.equals("status");
    if (misplaced
        || !PropertyVerbs.takes(verb, operands)
        || allowed.isEmpty()
        || !flags.chars().allMatch(flag -> allowed.indexOf(flag) >= 0)) {
      boolean help = verb.equals("help") || flags.toString().equals("-help");
      (help ? out : new TextSink(console.err())).text(USAGE).flush();
      return help ? ExitStatus.OK : ExitStatus.USAGE;
    }
    if (verb.equals("status")) {
      return status(flags, json, out, console);
    }
    if (!console.caller().privileged()) {
      console.refused(PROGRAM + " " + verb);
      complaints.print("permission denied: '" + verb + "' needs to be root");
      return ExitStatus.FAILED;
    }
    if (verb.equals("log")) {
      return log.run(flags.indexOf("x") >= 0, flags.indexOf("f") >= 0, console, out);
    }
    if (aboutProperty) {
      return properties.run(verb, flags.indexOf("d") >= 0, operands, out, complaints);
    }
    return flags.indexOf("n") >= 0 ? preview(out, complaints) : change(verb, flags, complaints);
  }

  private int preview(TextSink out, ErrorOutput complaints) {
    return switch (service.preview().join()) {
      case Preview.Changes(Plan plan) -> {
        PlanText.print(plan, out);
        out.flush();
        yield ExitStatus.OK;
      }
      case Preview.Failure(String reason) -> {
        complaints.print("refresh would fail, nothing would change: " + reason);
        yield ExitStatus.FAILED;
      }
    };
  }

  /** Flags of a verb and a blank; empty for an unknown verb. */
  private static String allowedFlags(String verb) {
    return switch (verb) {
      case "enable", "disable" -> " st";
      case "refresh" -> " sn";
      case "restart", "clear" -> " s";
      case "setprop" -> " d";
      case "getprop", "listprop" -> " ";
      case "mark maintenance" -> " ";
      case "status" -> " lx";
      case "log" -> " fx";
      default -> "";
    };
  }

  private int change(String verb, CharSequence flags, ErrorOutput complaints) {
    boolean temporary = flags.toString().indexOf('t') >= 0;
    boolean wait = flags.toString().indexOf('s') >= 0;
    ServiceState now = service.status().state();
    String impossible = impossible(verb, now);
    if (!impossible.isEmpty()) {
      complaints.print(impossible);
      return ExitStatus.FAILED;
    }
    Verb action =
        switch (verb) {
          case "enable" -> () -> service.enable(temporary);
          case "disable" -> () -> service.disable(temporary);
          case "refresh" -> service::refresh;
          case "restart" -> service::restart;
          case "clear" -> service::clear;
          default -> service::markMaintenance;
        };
    try {
      CompletableFuture<ServiceStatus> future = action.apply();
      return wait ? result(verb, future.join(), complaints) : ExitStatus.OK;
    } catch (IOException e) {
      complaints.print("cannot keep that for the next start: " + e.getMessage());
      return ExitStatus.FAILED;
    }
  }

  /** Why a verb has no sense now, or an empty string. */
  private static String impossible(String verb, ServiceState now) {
    boolean loads = verb.equals("refresh") || verb.equals("restart");
    if (loads && now == ServiceState.DISABLED) {
      return "the service is disabled; 'manual-keyadm enable' enables it";
    }
    if (loads && now == ServiceState.MAINTENANCE) {
      return "the service is in maintenance; mend what 'manual-keyadm status' says, then"
          + " 'manual-keyadm clear'";
    }
    if (verb.equals("clear")
        && !Set.of(ServiceState.MAINTENANCE, ServiceState.DEGRADED).contains(now)) {
      return "the service is " + now.word() + ": there is nothing to clear";
    }
    return "";
  }

  private static int result(String verb, ServiceStatus after, ErrorOutput complaints) {
    ServiceState wanted = verb.equals("disable") ? ServiceState.DISABLED : ServiceState.ONLINE;
    if (after.state() == wanted) {
      return ExitStatus.OK;
    }
    complaints.print("the service is in " + after.state().word() + ": " + after.reason());
    return ExitStatus.FAILED;
  }

  private int status(CharSequence flags, boolean json, TextSink out, Console console) {
    ServiceStatus status = service.status();
    boolean online = status.state() == ServiceState.ONLINE;
    boolean full = flags.toString().indexOf('l') >= 0;
    if (online && flags.toString().indexOf('x') >= 0) {
      return ExitStatus.OK;
    }
    if (json) {
      json(status, service.missingSas(), out);
      return online ? ExitStatus.OK : ExitStatus.NOT_ONLINE;
    }
    line("state", status.state().word(), out);
    line("since", TIME.format(status.since().atZone(console.caller().zone())), out);
    if (!status.reason().isEmpty()) {
      line("reason", status.reason(), out);
    }
    String wanted = status.enabled() ? "true" : "false";
    line("enabled", wanted + (status.temporary() ? " (temporary)" : ""), out);
    line("key file", status.keyFile().toString(), out);
    String backend = status.backend().name();
    line(
        "backend",
        status.backend().protectsTraffic() ? backend : backend + " (protects no packet)",
        out);
    for (MissingSa absence : service.missingSas().stream().limit(MAX_MISSING).toList()) {
      line("missing", absence.toString(), out);
    }
    if (full) {
      line("version", Version.text(), out);
      line("pid", String.valueOf(ProcessHandle.current().pid()), out);
      for (Capabilities.Row row : status.backend().capabilities().rows()) {
        line(
            "feature",
            row.capability().words() + ": " + row.support().word() + " (" + row.how() + ")",
            out);
      }
    }
    out.flush();
    return online ? ExitStatus.OK : ExitStatus.NOT_ONLINE;
  }

  /** All that is known. */
  private static void json(ServiceStatus status, List<MissingSa> missing, TextSink out) {
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
      for (MissingSa absence : missing) {
        SaId id = absence.id();
        json.object()
            .text("sa_type", id.typeWord())
            .number("spi", Integer.toUnsignedLong(id.spi()))
            .text("spi_hex", "0x" + Integer.toHexString(id.spi()))
            .text("dst", id.destination())
            .text("cause", absence.cause().name().toLowerCase(Locale.ROOT))
            .endObject();
      }
      json.endList();
    }
    json.end();
    out.flush();
  }

  private static void line(String name, String value, TextSink out) {
    out.text(name).text(" ".repeat(10 - name.length())).text(value).newline();
  }
}
