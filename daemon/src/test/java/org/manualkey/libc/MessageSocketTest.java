package org.manualkey.libc;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Many messages with one call. */
final class MessageSocketTest extends MessageSocketContract {
  @Override
  SocketPair open(int near, int far) {
    return SocketPair.open(near, far);
  }

  @Override
  String sending() {
    return "sendmmsg";
  }

  @Test
  void messagesThatCameWithTheLastOneCanBeDroppedUnread() throws ErrnoException {
    try (SocketPair pair = open(64, 64)) {
      pair.near().queue(put(pair.near(), "one"));
      pair.near().queue(put(pair.near(), "two"));
      pair.near().flush();
      assertThat(next(pair.far())).isEqualTo("one");

      pair.far().wipeRest();

      assertThat(next(pair.far())).isEqualTo("nothing");
    }
  }
}
