package org.manualkey.libc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.manualkey.app.DaemonProcess;

/** What can be known of getpeerucred(3C) where it is missing, or played. */
final class PeerCredentialsTest {
  @Test
  void linuxHasOtherMeans() {
    assertThat(PeerCredentials.areKnown()).isFalse();
  }

  @Test
  void systemWithoutTheFunctionIsAFailureThatNamesIt() {
    assertThatExceptionOfType(ErrnoException.class)
        .isThrownBy(() -> assertThat(PeerCredentials.of(0)).isNull())
        .withMessage("this system has no function getpeerucred in the C library");
  }

  @Test
  void numbersOfThePeerAreThoseOfTheLibrary_whichGetsItsMemoryBack(@TempDir Path directory)
      throws Exception {
    Ended asked = ask(directory, Map.of());
    assertThat(asked.lines())
        .containsExactly(
            "true",
            "freed",
            "PeerCredentials[uid=4294967294, gid=12, pid="
                + asked.pid()
                + ", groups=[7, 4294967293]]",
            "freed",
            "[7, 4294967293]",
            "getpeerucred: errno 9");
  }

  @Test
  void peerThatTheSystemDoesNotKnowIsNobody(@TempDir Path directory) throws Exception {
    Ended asked = ask(directory, Map.of("PLAYED_UNKNOWN", "1"));
    assertThat(asked.lines())
        .contains("PeerCredentials[uid=-1, gid=-1, pid=" + asked.pid() + ", groups=[]]", "[]");
  }

  private record Ended(long pid, List<String> lines) {}

  private static Ended ask(Path directory, Map<String, String> environment) throws Exception {
    PlayedLibrary.compile(
        PeerCredentialsTest.class, "libsocket.c", directory.resolve("libsocket.so.1"));
    List<String> command =
        new ArrayList<>(
            DaemonProcess.java(DaemonProcess.classPath(), PeerOnIllumos.class.getName()));
    command.add(1, "-Dos.name=SunOS");
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().put("LD_LIBRARY_PATH", directory.toString());
    builder.environment().putAll(environment);
    Process process = builder.start();
    process.getOutputStream().close();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(output).isZero();
    return new Ended(process.pid(), output.lines().toList());
  }
}
