package org.manualkey.it;

import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.Set;
import org.manualkey.it.GuestKernel.Result;

/** Our daemon on a {@link Host}, as installed but with its files in the host's directory. */
final class GuestDaemon implements AutoCloseable {

  private final Host host;
  private final String directory;
  private final String properties;
  private final Set<String> changed = new LinkedHashSet<>();

  private GuestDaemon(Host host, String properties) {
    this.host = host;
    this.properties = properties;
    this.directory = host.directory() + "/daemon";
  }

  /**
   * Starts one, and waits until it listens. It is disabled, unless an earlier one left it enabled.
   */
  static GuestDaemon start(Host host, String backend) {
    return start(host, backend, "");
  }

  /**
   * The same with properties of the administrator.
   *
   * @param properties one line each
   */
  static GuestDaemon start(Host host, String backend, String properties) {
    GuestDaemon daemon = new GuestDaemon(host, properties);
    daemon.startAgain(backend);
    return daemon;
  }

  /** Starts it again, in the same directory, after it ended. */
  void startAgain(String backend) {
    try (Progress _ = Progress.of("starting manual-keyd in the guest")) {
      host.shell(
              """
              mkdir -p %1$s && cd %1$s || exit
              printf '%%s\\n' 'config/config_file = %1$s/ipseckeys' %3$s >properties
              exec 6<> <(:) # nothing ever comes
              manual-keyd --backend %2$s --socket %1$s/socket --state-dir %1$s/state \
                --config %1$s/properties >>log 2>&1 </dev/null 6>&- &
              echo $! >pid
              # No client asks whether it listens: that would take longer than what is left to do.
              listens=' 00010000 0001 01 +[0-9]+ %1$s/socket'$'\\n'
              until [[ -S socket && $(</proc/net/unix)$'\\n' =~ $listens ]]; do
                kill -0 $! || { cat log >&2; exit 1; }
                read -r -t 0.05 -u 6 || true # its status would be the script's
              done
              """
                  .formatted(directory, backend, GuestKernel.quoted(properties)))
          .expectSuccess();
    }
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

  /** Sets a property of the service, until {@link #reset}. */
  void set(String property, String value) {
    changed.add(property);
    adm("setprop", property + "=" + value).expectSuccess();
  }

  /**
   * Makes it what it was at its first start, without the time that another start takes: disabled,
   * without properties, key file, log and SAs, whoever added those.
   */
  void reset() {
    StringBuilder script = new StringBuilder("set -e; export " + environment() + "\n");
    for (String property : changed) {
      script.append("manual-keyadm setprop -d %s%n".formatted(property));
    }
    script.append(
        """
        manual-keyadm disable -s
        ip xfrm state flush
        cd %s; rm -f ipseckeys; : >log
        """
            .formatted(directory));
    host.shell(script.toString()).expectSuccess();
    changed.clear();
  }

  /** Writes the key file of the service. */
  void store(String commands) {
    host.shell(Host.write(directory + "/ipseckeys", commands)).expectSuccess();
  }

  /** What it logged so far. */
  String log() {
    return host.shell("cat " + directory + "/log").expectSuccess().out();
  }

  /** Waits until it has logged something, for two minutes at most. */
  void awaitLog(String wanted) {
    host.shell(
            """
            exec 7< <(exec tail -n +1 -f %s/log)
            follower=$!
            found=1
            while read -r -t 120 line <&7; do
              [[ $line != *%s* ]] || { found=0; break; }
            done
            kill $follower
            exit $found
            """
                .formatted(directory, GuestKernel.quoted(wanted)),
            Duration.ofMinutes(3))
        .expectSuccess();
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
