package org.manualkey.it;

import org.manualkey.it.GuestKernel.Result;

/** Our daemon on a {@link Host}, as installed but with its files in the host's directory. */
final class GuestDaemon implements AutoCloseable {

  private final Host host;
  private final String directory;

  private GuestDaemon(Host host) {
    this.host = host;
    this.directory = host.directory() + "/daemon";
  }

  /**
   * Starts one, and waits until it answers. It is disabled, unless an earlier one left it enabled.
   */
  static GuestDaemon start(Host host, String backend) {
    GuestDaemon daemon = new GuestDaemon(host);
    host.shell(
            """
            mkdir -p %1$s && cd %1$s || exit
            echo config/config_file = %1$s/ipseckeys >properties
            exec 6<> <(:) # nothing ever comes
            manual-keyd --backend %2$s --socket %1$s/socket --state-dir %1$s/state \
              --config %1$s/properties >>log 2>&1 </dev/null 6>&- &
            echo $! >pid
            # Until there is a socket, the processor is the daemon's alone.
            until [[ -S %1$s/socket ]]; do
              kill -0 $! || { cat log >&2; exit 1; }
              read -r -t 0.05 -u 6
            done
            # Without a daemon, manual-keyadm prints to standard error only.
            until [[ $(MANUAL_KEY_SOCKET=%1$s/socket manual-keyadm status 2>/dev/null) ]]; do
              kill -0 $! || { cat log >&2; exit 1; }
            done
            """
                .formatted(daemon.directory, backend))
        .expectSuccess();
    return daemon;
  }

  /** The same one again, in the same directory, after it ended. */
  GuestDaemon startAgain(String backend) {
    return start(host, backend);
  }

  /** Runs the thin client. */
  Result ipseckey(String... arguments) {
    return host.shell(environment() + "ipseckey " + GuestKernel.quoted(arguments));
  }

  /** Runs the administrator's client. */
  Result adm(String... arguments) {
    return host.shell(environment() + "manual-keyadm " + GuestKernel.quoted(arguments));
  }

  /** Runs the commands of a text as {@code ipseckey -n -f} does. */
  Result load(String commands) {
    String file = directory + "/commands";
    return host.shell(
        Host.write(file, commands) + " && " + environment() + "ipseckey -n -f " + file);
  }

  /** Writes the key file of the service. */
  void store(String commands) {
    host.shell(Host.write(directory + "/ipseckeys", commands)).expectSuccess();
  }

  /** What it logged so far. */
  String log() {
    return host.shell("cat " + directory + "/log").expectSuccess().out();
  }

  /** What a shell command must begin with to find this daemon. */
  String environment() {
    return "MANUAL_KEY_SOCKET=" + directory + "/socket ";
  }

  /** Where its files are. */
  String directory() {
    return directory;
  }

  @Override
  public void close() {
    end("TERM");
  }

  /** Ends it by a signal, and waits for that. */
  void end(String signal) {
    String pid = "$(<" + directory + "/pid)";
    host.shell("kill -" + signal + " " + pid + " && tail -f /dev/null --pid=" + pid)
        .expectSuccess();
  }
}
