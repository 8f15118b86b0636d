package org.manualkey.sadb.linux.xfrm;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.manualkey.libc.NetlinkSocket;
import org.manualkey.netlink.XfrmCodec;
import org.manualkey.sadb.linux.LinuxReply;

/** What the answers of a kernel to trials mean, and whether it shows the keys of SAs. */
final class XfrmTrialTest {
  @TempDir private Path directory;

  @ParameterizedTest
  @CsvSource({
    "[none] integrity confidentiality, false",
    "none [integrity] confidentiality, false",
    "none integrity [confidentiality], true"
  })
  void keysAreHiddenByTheLastWordAlone(String words, boolean hidden) throws IOException {
    Path lockdown = Files.writeString(directory.resolve("lockdown"), words + "\n");
    assertThat(XfrmTrial.hidesKeys(lockdown)).isEqualTo(hidden);
  }

  /** It complains of the SPI 0, where another one does not know the message. */
  @ParameterizedTest
  @CsvSource({"22, Invalid SPI 0x0, ''", "22, '', from Linux 7.2 on", "92, '', errno 92"})
  void aKernelThatCanMoveSasKnowsThatThereIsNone(int errno, String text, String lack) {
    try (ScriptedXfrm kernel = new ScriptedXfrm().then(ScriptedXfrm.refused(0, errno, text));
        NetlinkSocket socket = kernel.start()) {
      LinuxReply reply = new XfrmProbe(new XfrmSession(socket, XfrmCodec.ofHost())).move();

      assertThat(reply.isDone() ? "" : reply.words()).isEqualTo(lack);
    }
  }

  @Test
  void aKernelThatCannotBeLockedDownHidesNothing() {
    assertThat(XfrmTrial.hidesKeys(directory.resolve("lockdown"))).isFalse();
  }
}
