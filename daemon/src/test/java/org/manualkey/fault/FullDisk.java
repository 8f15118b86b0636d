package org.manualkey.fault;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.manualkey.app.DaemonProcess;

/**
 * A daemon with two SAs whose state directory is on a file system of its own, which can be full.
 */
final class FullDisk implements AutoCloseable {
  /** Without a free block, and without a free inode. */
  static final String NO_BLOCKS = "size=64k";

  static final String NO_INODES = "size=1m,nr_inodes=9";

  static final String REASON = "No space left on device";

  final DaemonProcess daemon;
  final Path state;

  /** The same directory, seen from outside of the daemon's mounts. */
  private final Path seen;

  private FullDisk(DaemonProcess daemon, Path state) {
    this.daemon = daemon;
    this.state = state;
    seen = Path.of("/proc/" + daemon.process.pid() + "/root" + state);
  }

  static FullDisk with(String backEnd, String limit, Path directory) throws Exception {
    Path state = Files.createDirectory(directory.resolve("state"));
    String mount = "mount -t tmpfs -o mode=0700," + limit + " tmpfs " + state;
    DaemonProcess daemon =
        DaemonProcess.servingBy(backEnd, directory, TerminationTest.inMountNamespace(mount));
    boolean ready = false;
    try {
      daemon.writeKeys(DaemonProcess.commands(2));
      assertThat(RawClients.run(daemon, "manual-keyadm", "enable", "-s").status()).isZero();
      ready = true;
      return new FullDisk(daemon, state);
    } finally {
      if (!ready) {
        daemon.close();
      }
    }
  }

  /** Files of one block each, until there is no room for another, of either kind. */
  void fill() throws Exception {
    run("i=0; while head -c 4096 /dev/zero >" + seen + "/f$i; do i=$((i+1)); done 2>/dev/null");
  }

  void empty() throws Exception {
    run("rm " + seen + "/f*");
  }

  private static void run(String command) throws Exception {
    assertThat(new ProcessBuilder("sh", "-c", command).start().waitFor()).isZero();
  }

  /** What is to be kept for the next start is refused, with the name of the file. */
  void refusesToKeepAnything() throws Exception {
    int sas = RawClients.sas(daemon);
    DaemonProcess.Ended setprop = adm("setprop", "config/refresh=delta");
    assertThat(setprop.status()).isOne();
    assertThat(setprop.err())
        .startsWith("manual-keyadm: " + state + "/properties: ")
        .contains(REASON);
    assertThat(adm("getprop", "config/refresh").out()).isEqualTo("flush\n");
    DaemonProcess.Ended disable = adm("disable", "-s");
    assertThat(disable.status()).isOne();
    assertThat(disable.err()).contains(state + "/general-enabled: ").contains(REASON);
    assertThat(RawClients.sas(daemon)).isEqualTo(sas);
  }

  DaemonProcess.Ended adm(String... argv) throws Exception {
    return RawClients.run(daemon, "manual-keyadm", argv);
  }

  @Override
  public void close() {
    daemon.close();
  }
}
