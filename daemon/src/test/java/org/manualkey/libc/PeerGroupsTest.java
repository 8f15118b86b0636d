package org.manualkey.libc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.newsclub.net.unix.AFUNIXSocketChannel;
import org.newsclub.net.unix.AFUNIXSocketPair;
import org.newsclub.net.unix.FileDescriptorCast;

final class PeerGroupsTest {
  @Test
  void groupsOfThePeer_areThoseThatItsProcessHas() throws IOException {
    try (AFUNIXSocketPair<AFUNIXSocketChannel> pair = AFUNIXSocketPair.open()) {
      int descriptor =
          FileDescriptorCast.using(pair.getSocket1().getFileDescriptor()).as(Integer.class);
      assertThat(PeerGroups.of(descriptor)).containsExactlyInAnyOrder(own());
    }
  }

  private static long[] own() throws IOException {
    List<String> status = Files.readAllLines(Path.of("/proc/self/status"));
    String groups =
        status.stream().filter(line -> line.startsWith("Groups:")).findFirst().orElseThrow();
    return Stream.of(groups.substring("Groups:".length()).strip().split("\\s+"))
        .filter(word -> !word.isEmpty())
        .mapToLong(Long::parseLong)
        .toArray();
  }

  @Test
  void whatIsNoSocket_hasNoPeer() {
    assertThatThrownBy(() -> Arrays.hashCode(PeerGroups.of(-1)))
        .isInstanceOf(ErrnoException.class)
        .hasMessageStartingWith("getsockopt: errno ");
  }
}
