package org.manualkey.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.manualkey.program.Rights;

final class MemberPlacesTest {
  private static final MemberLimits LIMITS = new MemberLimits(6, 2, 8, 3);

  private long now = Long.MAX_VALUE - 1; // a clock like System.nanoTime() may begin anywhere
  private final MemberPlaces places = new MemberPlaces(LIMITS, () -> now);

  private static Peer peer(long uid) {
    return new Peer(uid, uid, 1, Rights.NONE);
  }

  @Test
  void oneUser_cannotTakeThePlacesOfAllOthers() {
    assertThat(places.take(peer(1), false)).isNull();
    assertThat(places.take(peer(1), false)).isNull();
    assertThat(places.take(peer(1), false)).isEqualTo(ServerMessage.TOO_MANY_CONNECTIONS);
    assertThat(places.take(peer(2), false)).isNull();
    places.leave(peer(1));
    assertThat(places.take(peer(1), false)).isNull();
  }

  @Test
  void allUsersTogether_haveSoManyPlaces() {
    for (int uid = 0; uid < 6; uid++) {
      assertThat(places.take(peer(uid), false)).isNull();
    }
    assertThat(places.take(peer(7), false)).isEqualTo(ServerMessage.TOO_MANY_CONNECTIONS);
  }

  @Test
  void changes_areLimitedPerMinute_ofOneUserAndOfAll() {
    for (int i = 0; i < 3; i++) {
      assertThat(change(1)).isNull();
    }
    assertThat(change(1)).isEqualTo(ServerMessage.TOO_MANY_CHANGES);
    assertThat(places.take(peer(1), false)).as("reading is no change").isNull();
    for (int uid = 2; uid < 7; uid++) {
      assertThat(change(uid)).isNull();
    }
    assertThat(change(7)).isEqualTo(ServerMessage.TOO_MANY_CHANGES);
    now += Duration.ofMinutes(1).toNanos();
    assertThat(change(1)).isNull();
    assertThat(change(7)).isNull();
  }

  /** A command that ends at once. */
  private ServerMessage change(long uid) {
    ServerMessage full = places.take(peer(uid), true);
    if (full == null) {
      places.leave(peer(uid));
    }
    return full;
  }
}
