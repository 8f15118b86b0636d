package org.manualkey.smf;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.manualkey.app.DaemonProcess;

/**
 * What svc.startd does with an instance of the contract model; svc.startd(8), smf_method(7), and
 * what its sources say of failed methods:
 *
 * <ul>
 *   <li>95, 96, 99 and 100 lead to maintenance at once, every other failure after three attempts;
 *       94 of a start is success without processes.
 *   <li>A method that fails gives up the contract: its processes are left alone. No stop method
 *       runs then, nor when an instance in maintenance is disabled or cleared.
 *   <li>A stop method is for disabling, restarting and after the last process of a contract, which
 *       {@code restarter/next_state} tells apart; afterwards the contract must be empty.
 *   <li>Nothing is done for a request while a method runs.
 * </ul>
 */
final class PlayedRestarter implements AutoCloseable {
  private static final List<Integer> FATAL = List.of(95, 96, 99, 100);
  private static final int ATTEMPTS = 3;

  final PlayedSystem system;
  final Path log;
  private final List<String> shell;

  /** Whether it does more with a request to degrade than to log it. */
  boolean knowsDegraded = true;

  String state = "disabled";
  int contract;
  int starts;
  private int contracts;

  /**
   * One that has started nothing.
   *
   * @param shell what runs the script whose path and argument follow
   */
  PlayedRestarter(PlayedSystem system, String... shell) throws IOException {
    this.system = system;
    this.shell = List.of(shell);
    log = system.root.resolve("log");
    Files.writeString(log, "");
    enter("disabled", "none");
  }

  private void enter(String now, String next) throws IOException {
    state = now;
    Files.writeString(system.root.resolve("state"), now);
    system.repository(
        PlayedSystem.FMRI,
        "restarter",
        contract == 0
            ? Map.of("state", now, "next_state", next)
            : Map.of("state", now, "next_state", next, "contract", String.valueOf(contract)));
  }

  /** {@code svcadm enable}. */
  void enable() throws Exception {
    enter("offline", "none");
    start();
  }

  private void start() throws Exception {
    for (int attempt = 1; ; attempt++) {
      contract = 0;
      enter("offline", "online");
      starts++;
      int number = ++contracts;
      int status = run("start", number);
      if (status == 0) {
        contract = number;
        enter("online", "none");
        return;
      }
      if (status == 94) {
        enter("online", "none");
        return;
      }
      if (FATAL.contains(status) || attempt == ATTEMPTS) {
        enter("maintenance", "none");
        return;
      }
    }
  }

  /** {@code svcadm refresh}, of an instance that is online or degraded; the last exit status. */
  int refresh() throws Exception {
    for (int attempt = 1; ; attempt++) {
      enter(state, state);
      int status = run("refresh", contracts + 1000);
      if (status == 0) {
        enter(state, "none");
        return 0;
      }
      if (FATAL.contains(status) || attempt == ATTEMPTS) {
        contract = 0;
        enter("maintenance", "none");
        return status;
      }
    }
  }

  /** {@code svcadm disable}; the exit status of the stop method, or 0 without one. */
  int disable() throws Exception {
    if (!state.equals("online") && !state.equals("degraded")) {
      enter("disabled", "none");
      return 0;
    }
    return stop("disabled");
  }

  /** Runs the stop method on the way to a state; its exit status. */
  int stop(String next) throws Exception {
    enter(state, next);
    int status = run("stop", contracts + 1000);
    if (status == 0 && isAlive()) {
      throw new AssertionError("the stop method left processes");
    }
    contract = 0;
    enter(status == 0 ? next : "maintenance", "none");
    return status;
  }

  /** {@code svcadm restart}, or what follows when the last process of the contract has ended. */
  void restart() throws Exception {
    if (stop("offline") == 0) {
      start();
    }
  }

  /** {@code svcadm clear}, of an instance in maintenance. */
  void clear() throws Exception {
    enable();
  }

  /** Does what was asked for through libscf since the last call. */
  List<String> act() throws IOException {
    List<String> asked = PlayedSystem.lines(system.requests).toList();
    Files.deleteIfExists(system.requests);
    for (String request : asked) {
      if (request.equals("degrade " + PlayedSystem.FMRI)
          && state.equals("online")
          && knowsDegraded) {
        enter("degraded", "none");
      } else if (request.equals("restore " + PlayedSystem.FMRI) && state.equals("degraded")) {
        enter("online", "none");
      }
    }
    return asked;
  }

  /** Waits for a request through libscf, and acts on it. */
  List<String> actOnNext() throws IOException {
    if (!DaemonProcess.becomes(() -> Files.exists(system.requests))) {
      throw new AssertionError("nothing was asked for");
    }
    return act();
  }

  /** Begins a method, and does not wait for it. */
  Process begin(String method, int number) throws IOException {
    List<String> command = new ArrayList<>(shell);
    command.add(system.home.resolve("lib/svc/method/manual-keyd").toString());
    command.add(method);
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().clear();
    builder.environment().putAll(system.environment(method, number));
    builder.redirectInput(new java.io.File("/dev/null"));
    builder.redirectErrorStream(true);
    builder.redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
    builder.directory(new java.io.File("/"));
    return builder.start();
  }

  /** Begins the start method as the first step of {@code svcadm enable}. */
  Process beginStart() throws IOException {
    enter("offline", "online");
    return begin("start", ++contracts);
  }

  /** What the restarter does when that has ended. */
  void started(Process method) throws Exception {
    contract = end(method) == 0 ? contracts : 0;
    enter(contract == 0 ? "maintenance" : "online", "none");
  }

  private int run(String method, int number) throws Exception {
    return end(begin(method, number));
  }

  /** The exit status of a method that must have one. */
  int end(Process method) throws Exception {
    if (!method.waitFor(120, TimeUnit.SECONDS)) {
      method.destroyForcibly();
      throw new AssertionError("the method does not end: " + Files.readString(log));
    }
    return method.exitValue();
  }

  /** Whether a process of the contract lives. */
  boolean isAlive() throws IOException {
    return contract != 0 && !alive(contract).isEmpty();
  }

  private List<Long> alive(int number) throws IOException {
    List<Long> pids = new ArrayList<>();
    for (long pid : system.processes(number)) {
      String status =
          PlayedSystem.lines(Path.of("/proc", String.valueOf(pid), "status"))
              .filter(line -> line.startsWith("State:"))
              .findFirst()
              .orElse("State:\tZ");
      if (!status.startsWith("State:\tZ") && !status.startsWith("State:\tX")) {
        pids.add(pid);
      }
    }
    return pids;
  }

  /** Kills the processes of the contract, and returns when they are gone. */
  void kill() throws Exception {
    int killed = contract == 0 ? contracts : contract;
    for (long pid : alive(killed)) {
      ProcessHandle.of(pid).ifPresent(ProcessHandle::destroyForcibly);
    }
    if (!DaemonProcess.becomes(() -> isGone(killed))) {
      throw new AssertionError("cannot be killed");
    }
  }

  private boolean isGone(int number) {
    try {
      return alive(number).isEmpty();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  /** What the log has, and forgets it. */
  String takeLog() throws IOException {
    String text = Files.readString(log);
    Files.writeString(log, "");
    return text;
  }

  boolean logs(String text) {
    return DaemonProcess.becomes(() -> {
      try {
        return Files.readString(log).contains(text);
      } catch (IOException e) {
        return false;
      }
    });
  }

  /** Ends what a test has left. */
  @Override
  public void close() throws IOException {
    for (int number = 1; number <= contracts; number++) {
      for (long pid : alive(number)) {
        ProcessHandle.of(pid).ifPresent(ProcessHandle::destroyForcibly);
      }
    }
  }
}
