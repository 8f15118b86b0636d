package org.manualkey.fault;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.manualkey.app.DaemonProcess;
import org.newsclub.net.unix.AFUNIXDatagramSocket;
import org.newsclub.net.unix.AFUNIXSocket;
import org.newsclub.net.unix.AFUNIXSocketAddress;

/**
 * SIGTERM ends the daemon within five seconds in every state that can be brought about: a load that
 * has begun to change the database comes to its end, and nothing else is waited for.
 */
final class TerminationTest {
  /** Without the time for which the machine was busy with something else. */
  private static final Duration LIMIT = Duration.ofSeconds(5);

  private static final Duration PATIENCE = Duration.ofMinutes(2);

  @TempDir Path directory;

  /** What the daemon does meanwhile. */
  enum State {
    IDLE_SESSIONS {
      @Override
      void bringAbout(DaemonProcess daemon, RawClients clients) throws Exception {
        for (int i = 0; i < 100; i++) {
          assertThat(RawClients.first(clients.say(daemon.privateSocket(), "ipseckey"))).isNotNull();
        }
      }
    },
    MONITOR_AND_LOG {
      @Override
      void bringAbout(DaemonProcess daemon, RawClients clients) throws Exception {
        for (String word : new String[] {"monitor", "pmonitor"}) {
          AFUNIXSocket socket = clients.say(daemon.privateSocket(), "ipseckey", "-n", word);
          assertThat(RawClients.first(socket)).isNotNull();
        }
        AFUNIXSocket log = clients.say(daemon.privateSocket(), "manual-keyadm", "log", "-f");
        assertThat(RawClients.first(log)).isNotNull();
      }
    },
    CLIENT_THAT_DOES_NOT_READ {
      @Override
      void bringAbout(DaemonProcess daemon, RawClients clients) throws Exception {
        daemon.writeKeys(DaemonProcess.commands(2_000));
        assertThat(RawClients.run(daemon, "manual-keyadm", "enable", "-s").status()).isZero();
        for (int i = 0; i < 5; i++) {
          AFUNIXSocket socket = clients.say(daemon.privateSocket(), "ipseckey", "-n", "dump");
          assertThat(RawClients.first(socket)).isNotNull();
        }
      }
    },
    LOAD_THAT_WAITS_BEFORE_ITS_FIRST_CHANGE {
      @Override
      void bringAbout(DaemonProcess daemon, RawClients clients) throws Exception {
        daemon.writeKeys(DaemonProcess.commands(1));
        assertThat(RawClients.run(daemon, "manual-keyadm", "enable", "-s").status()).isZero();
        Path config = daemon.directory.resolve("properties");
        Files.delete(config);
        assertThat(new ProcessBuilder("mkfifo", config.toString()).start().waitFor()).isZero();
        clients.say(daemon.privateSocket(), "manual-keyadm", "restart", "-s");
      }
    },
    LARGE_LOAD {
      @Override
      void bringAbout(DaemonProcess daemon, RawClients clients) throws Exception {
        daemon.writeKeys(DaemonProcess.commands(50_000));
        AFUNIXSocket socket = clients.say(daemon.privateSocket(), "manual-keyadm", "enable", "-s");
        assertThat(RawClients.first(socket)).isNotNull();
      }
    },
    HALF_A_HELLO {
      @Override
      void bringAbout(DaemonProcess daemon, RawClients clients) throws Exception {
        for (Path socket : new Path[] {daemon.privateSocket(), daemon.socket}) {
          clients.connect(socket).getOutputStream().write(new byte[] {0, 0, 0, 9, 1});
        }
        assertThat(RawClients.run(daemon, "manual-keyadm", "status").status()).isEqualTo(3);
      }
    },
    FULL_SESSIONS_AND_CLIENTS_THAT_WAIT {
      @Override
      void bringAbout(DaemonProcess daemon, RawClients clients) throws Exception {
        for (int i = 0; i < 256; i++) {
          assertThat(RawClients.first(clients.say(daemon.privateSocket(), "ipseckey"))).isNotNull();
        }
        for (int i = 0; i < 20; i++) { // each waits for a session
          AFUNIXSocket waiting = clients.say(daemon.privateSocket(), "ipseckey", "-n", "dump");
          assertThat(RawClients.first(waiting)).isNotNull();
        }
      }
    },
    LARGE_CHECK_AND_LARGE_FILE {
      @Override
      void bringAbout(DaemonProcess daemon, RawClients clients) throws Exception {
        for (String option : new String[] {"-c", "-f"}) {
          RawClients.enter(
              clients.say(daemon.privateSocket(), "ipseckey", "-n", option, "-"),
              DaemonProcess.commands(20_000));
        }
      }
    },
    PREVIEW_OF_A_LARGE_FILE {
      @Override
      void bringAbout(DaemonProcess daemon, RawClients clients) throws Exception {
        daemon.writeKeys(DaemonProcess.commands(50_000));
        AFUNIXSocket socket = clients.say(daemon.privateSocket(), "manual-keyadm", "refresh", "-n");
        assertThat(RawClients.first(socket)).isNotNull();
      }
    },
    DISABLING {
      @Override
      void bringAbout(DaemonProcess daemon, RawClients clients) throws Exception {
        daemon.writeKeys(DaemonProcess.commands(20_000));
        assertThat(RawClients.run(daemon, "manual-keyadm", "enable", "-s").status()).isZero();
        clients.say(daemon.privateSocket(), "manual-keyadm", "disable", "-s");
      }
    },
    MAINTENANCE {
      @Override
      void bringAbout(DaemonProcess daemon, RawClients clients) throws Exception {
        daemon.writeKeys("nonsense\n");
        assertThat(RawClients.run(daemon, "manual-keyadm", "enable", "-s").status()).isOne();
      }
    },
    SECOND_SIGNAL {
      @Override
      void bringAbout(DaemonProcess daemon, RawClients clients) throws Exception {
        for (String signal : new String[] {"HUP", "TERM", "HUP", "INT"}) {
          daemon.signal(signal);
        }
      }
    },
    SILENT_NAME_SERVER {
      @Override
      void bringAbout(DaemonProcess daemon, RawClients clients) throws Exception {
        daemon.writeKeys(
            "add esp spi 1000 dst silent.example encralg aes encrkey %032x\n".formatted(1));
        assertThat(RawClients.run(daemon, "manual-keyadm", "enable").status()).isZero();
      }
    },
    LOG_THAT_NOBODY_READS {
      @Override
      void bringAbout(DaemonProcess daemon, RawClients clients) throws Exception {
        daemon.writeKeys("add esp spi nonsense dst 192.0.2.1\n".repeat(60));
        RawClients.run(daemon, "manual-keyadm", "enable", "-s");
        for (int i = 0; i < 10; i++) { // 51 lines each
          assertThat(RawClients.run(daemon, "manual-keyadm", "refresh", "-s").status()).isOne();
        }
      }
    },
    SUPERVISOR_THAT_DOES_NOT_READ {
      @Override
      void bringAbout(DaemonProcess daemon, RawClients clients) throws Exception {
        daemon.writeKeys(DaemonProcess.commands(1));
        for (int i = 0; i < 50; i++) { // more messages than a socket holds
          assertThat(RawClients.run(daemon, "manual-keyadm", "enable", "-t", "-s").status())
              .isZero();
          assertThat(RawClients.run(daemon, "manual-keyadm", "disable", "-t", "-s").status())
              .isZero();
        }
      }
    };

    abstract void bringAbout(DaemonProcess daemon, RawClients clients) throws Exception;
  }

  @ParameterizedTest
  @EnumSource
  void endsTheDaemonWithZero(State state) throws Exception {
    try (SilentNameServer names =
            state == State.SILENT_NAME_SERVER ? new SilentNameServer() : null;
        AFUNIXDatagramSocket _ = supervisor();
        DaemonProcess daemon = DaemonProcess.serving(directory, before(state));
        RawClients clients = new RawClients()) {
      state.bringAbout(daemon, clients);
      if (names != null) {
        assertThat(names.isAsked()).isTrue();
      }
      assertThat(end(daemon)).as("nanoseconds to the end").isLessThan(LIMIT.toNanos());
      assertThat(daemon.process.exitValue()).isZero();
      assertThat(daemon.socket).doesNotExist();
    }
  }

  /** Ends a daemon by SIGTERM; how long that took, but for waiting for a processor. */
  private static long end(DaemonProcess daemon) throws Exception {
    ProcessorWaits waits = new ProcessorWaits(daemon.process.pid());
    daemon.signal("TERM");
    long begin = System.nanoTime();
    while (!daemon.process.waitFor(20, TimeUnit.MILLISECONDS)) {
      waits.look();
      assertThat(System.nanoTime() - begin).as("nanoseconds").isLessThan(PATIENCE.toNanos());
    }
    long took = System.nanoTime() - begin;
    return took - waits.nanos();
  }

  /** One that is notified by a daemon which is told so, and never reads. */
  private AFUNIXDatagramSocket supervisor() throws IOException {
    AFUNIXDatagramSocket socket = AFUNIXDatagramSocket.newInstance();
    socket.bind(AFUNIXSocketAddress.of(directory.resolve("notify")));
    return socket;
  }

  private String[] before(State state) throws Exception {
    return switch (state) {
      case SILENT_NAME_SERVER -> SilentNameServer.before(directory);
      case LOG_THAT_NOBODY_READS -> {
        Path pipe = directory.resolve("pipe");
        yield new String[] {
          "bash", "-c", "mkfifo " + pipe + "; exec 3<>" + pipe + "; exec \"$@\" >&3 2>&3", "bash"
        };
      }
      case SUPERVISOR_THAT_DOES_NOT_READ ->
          new String[] {"env", "NOTIFY_SOCKET=" + directory.resolve("notify")};
      default -> new String[0];
    };
  }

  /** What runs a daemon after a command that changes what it sees of the file system. */
  static String[] inMountNamespace(String command) {
    return new String[] {"unshare", "-m", "sh", "-c", command + " && exec \"$@\"", "sh"};
  }
}
