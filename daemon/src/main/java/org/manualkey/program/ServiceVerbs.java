package org.manualkey.program;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.manualkey.language.Parser;
import org.manualkey.language.Problem;
import org.manualkey.load.Plan;
import org.manualkey.print.TextSink;
import org.manualkey.service.ManualKeyService;
import org.manualkey.service.Preview;
import org.manualkey.service.ServiceState;
import org.manualkey.service.ServiceStatus;

/** The verbs of {@code manual-keyadm} that change the state of the service. */
final class ServiceVerbs {
  private final ManualKeyService service;

  ServiceVerbs(ManualKeyService service) {
    this.service = service;
  }

  /** Runs a command; returns its exit status. */
  int run(AdmCommand command, TextSink out, ErrorOutput errors) {
    if (command.has(AdmOption.DRY_RUN)) {
      return preview(out, errors);
    }
    String obstacle = obstacle(command.verb());
    if (obstacle != null) {
      errors.print(obstacle);
      return ExitStatus.FAILED;
    }
    try {
      CompletableFuture<ServiceStatus> result = start(command);
      return command.has(AdmOption.WAIT)
          ? exitStatus(command.verb(), result.join(), errors)
          : ExitStatus.OK;
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
      case STATUS, LOG, LISTPROP, GETPROP, SETPROP, HELP ->
          throw new IllegalArgumentException(command.verb() + " does not change the service");
    };
  }

  /** Why a verb would change nothing now, or null. */
  private @Nullable String obstacle(AdmVerb verb) {
    return switch (verb) {
      case REFRESH, RESTART ->
          switch (service.obstacle()) {
            case DISABLED -> AdmMessage.DISABLED.text();
            case MARKED -> AdmMessage.MARKED.text();
            case null -> null;
          };
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

  private int exitStatus(AdmVerb verb, ServiceStatus after, ErrorOutput errors) {
    ServiceState wanted = verb == AdmVerb.DISABLE ? ServiceState.DISABLED : ServiceState.ONLINE;
    if (after.state() == wanted) {
      return ExitStatus.OK;
    }
    // A 'mark' or 'disable' that was still waiting when the verb began has taken effect by now.
    String obstacle = obstacle(verb);
    errors.print(
        obstacle != null && (verb == AdmVerb.REFRESH || verb == AdmVerb.RESTART)
            ? obstacle
            : AdmMessage.WRONG_STATE.with(after.state().word(), after.reason()));
    return ExitStatus.FAILED;
  }

  private int preview(TextSink out, ErrorOutput errors) {
    return switch (service.preview().join()) {
      case Preview.Changes(Plan plan) -> {
        PlanText.print(plan, out);
        out.flush();
        yield ExitStatus.OK;
      }
      case Preview.Rejected(String file, List<Problem> problems, Parser.Count count) -> {
        errors.problems(file, problems);
        errors.print(AdmMessage.WOULD_FAIL.with(FileRun.valid(file, count)));
        yield ExitStatus.FAILED;
      }
      case Preview.Failure(String reason) -> {
        errors.print(AdmMessage.WOULD_FAIL.with(reason));
        yield ExitStatus.FAILED;
      }
    };
  }
}
