package org.manualkey.program;

import java.io.IOException;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.manualkey.print.TextSink;
import org.manualkey.service.Configuration;
import org.manualkey.service.LoadHistory;
import org.manualkey.service.ManualKeyService;
import org.manualkey.service.ServiceState;
import org.manualkey.service.ServiceStatus;

/** The verbs of {@code manual-keyadm} that change the state of the service. */
final class ServiceVerbs {
  private final ManualKeyService service;
  private final Configuration configuration;
  private final PreviewRuns previews;

  ServiceVerbs(ManualKeyService service, Configuration configuration) {
    this.service = service;
    this.configuration = configuration;
    previews = new PreviewRuns(service);
  }

  /** Runs a command; returns its exit status. */
  int run(AdmCommand command, Console console, TextSink out, ErrorOutput errors) {
    Presence client = new Presence(console);
    try {
      return command.has(AdmOption.DRY_RUN)
          ? previews.run(console, command.has(AdmOption.JSON), client, this::obstacle, out, errors)
          : change(command, console, client, errors);
    } catch (CancellationException e) {
      if (client.isGone()) {
        return ExitStatus.SIGNALLED;
      }
      throw e; // the daemon is stopping
    }
  }

  private int change(AdmCommand command, Console console, Presence client, ErrorOutput errors) {
    String obstacle = obstacle(command.verb());
    if (obstacle != null) {
      errors.print(obstacle);
      return ExitStatus.FAILED;
    }
    try {
      String idle = command.verb() == AdmVerb.ENABLE ? whyNotLoaded() : null;
      if (!changesNothing(command)) {
        console.changed(AdmProgram.NAME + " " + command.verb().text());
      }
      CompletableFuture<ServiceStatus> result = start(command);
      console.began(result);
      int status = ExitStatus.OK;
      if (command.has(AdmOption.WAIT)) {
        ServiceStatus after = client.awaitShared(result);
        status = exitStatus(command.verb(), after, console.caller(), errors);
        if (idle == null && loadedNothing(after)) {
          errors.print(AdmMessage.LOADED_NOTHING.with(after.keyFile()));
        }
      }
      if (idle != null) {
        errors.print(idle);
      }
      return status;
    } catch (IOException e) {
      errors.print(AdmMessage.NOT_SAVED.with(e.getMessage()));
      return ExitStatus.FAILED;
    }
  }

  private CompletableFuture<ServiceStatus> start(AdmCommand command) throws IOException {
    boolean temporary = command.has(AdmOption.TEMPORARY);
    return switch (command.verb()) {
      case ENABLE -> service.enable(temporary);
      case DISABLE -> service.disable(temporary);
      case REFRESH -> service.refresh();
      case RESTART -> service.restart();
      case CLEAR -> service.clear();
      case MARK -> service.markMaintenance();
      case STATUS, BACKENDS, LOG, METRICS, SELFTEST, LISTPROP, GETPROP, SETPROP, HELP ->
          throw new IllegalArgumentException(command.verb() + " does not change the service");
    };
  }

  /** Whether the service is online by a load that found no command in the key file. */
  private boolean loadedNothing(ServiceStatus after) {
    LoadHistory.Load last = service.history().last();
    return after.state() == ServiceState.ONLINE
        && last != null
        && last.result() == LoadHistory.Result.LOADED
        && last.commands() == 0;
  }

  /** Whether the service is enabled as a verb wants it, up to what is kept for the next start. */
  private boolean changesNothing(AdmCommand command) {
    ServiceStatus now = service.status();
    return command.verb() == AdmVerb.ENABLE
        && now.enabled()
        && service.isWanted()
        && now.temporary() == command.has(AdmOption.TEMPORARY);
  }

  /** Why enabling loads nothing now, or null: it does, or a load is under way. */
  private @Nullable String whyNotLoaded() {
    ServiceStatus now = service.status();
    String marked = marked();
    if (marked != null) {
      return marked;
    }
    return switch (now.state()) {
      // A 'disable' that still waits comes first, and then the file is loaded.
      case ONLINE, DEGRADED, MAINTENANCE ->
          now.enabled() && service.isWanted() ? AdmMessage.NOT_LOADED.text() : null;
      case DISABLED, OFFLINE -> null;
    };
  }

  /** Why a verb would change nothing now, or null. */
  private @Nullable String obstacle(AdmVerb verb) {
    return switch (verb) {
      case REFRESH, RESTART -> obstacle();
      case CLEAR -> {
        ServiceState state = service.status().state();
        yield switch (state) {
          case MAINTENANCE, DEGRADED -> null;
          case DISABLED, OFFLINE, ONLINE -> AdmMessage.NOTHING_TO_CLEAR.with(state.word());
        };
      }
      default -> null;
    };
  }

  /** Why a refresh would change nothing now, or null. */
  private @Nullable String obstacle() {
    return switch (service.obstacle()) {
      case DISABLED -> AdmMessage.DISABLED.text();
      case MARKED -> AdmMessage.MARKED.text();
      case null -> null;
    };
  }

  /** That an administrator put the service into maintenance, or null. */
  private @Nullable String marked() {
    return service.obstacle() == ManualKeyService.Obstacle.MARKED ? AdmMessage.MARKED.text() : null;
  }

  private int exitStatus(
      AdmVerb verb, ServiceStatus after, Console.Caller caller, ErrorOutput errors) {
    ServiceState wanted = verb == AdmVerb.DISABLE ? ServiceState.DISABLED : ServiceState.ONLINE;
    if (after.state() == wanted) {
      return ExitStatus.OK;
    }
    // A 'mark' or 'disable' that was still waiting when the verb began has taken effect by now.
    String obstacle =
        switch (verb) {
          case REFRESH, RESTART -> after.enabled() ? marked() : AdmMessage.DISABLED.text();
          default -> null;
        };
    errors.print(
        obstacle == null
            ? AdmMessage.WRONG_STATE.with(after.state().word(), after.reason())
            : obstacle);
    return caller.underSmf() && verb == AdmVerb.REFRESH
        ? underSmf(after.state())
        : ExitStatus.FAILED;
  }

  /**
   * What the refresh method of SMF is to answer. A service that is not online, but runs, is
   * degraded there, of which SMF learns in another way; a failed method puts it into maintenance.
   */
  private int underSmf(ServiceState after) {
    return switch (after) {
      case ONLINE, DEGRADED, OFFLINE -> ExitStatus.OK;
      case MAINTENANCE ->
          configuration.properties().degradesOnError() ? ExitStatus.OK : ExitStatus.SMF_FATAL;
      case DISABLED -> ExitStatus.FAILED;
    };
  }
}
