package org.manualkey.sadb.linux.xfrm;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.manualkey.host.IpAddress;
import org.manualkey.netlink.XfrmMessage;
import org.manualkey.pfkey.Address;
import org.manualkey.pfkey.Message;
import org.manualkey.pfkey.SaFlag;
import org.manualkey.pfkey.XfrmSettings;
import org.manualkey.sa.SaId;
import org.manualkey.sadb.Draft;
import org.manualkey.sadb.EventScope;
import org.manualkey.sadb.EventSink;
import org.manualkey.sadb.Exchanges;
import org.manualkey.sadb.PeerMove;
import org.manualkey.sadb.linux.Databases;
import org.manualkey.sadb.linux.LinuxSadb;

/** SAs that follow a peer to another port: the right ones, and nothing of them but the port. */
final class FollowedMovesTest {
  private static final int IN = 0x1001;
  private static final int OUT = 0x1002;
  private static final String ELSEWHERE = "198.51.100.7";
  private static final IpAddress PEER = ip(Draft.R4);
  private static final SaId RECEIVES = Databases.id(IN, Draft.L4);
  private static final SaId SENDS = Databases.id(OUT, Draft.R4);
  private static final PeerMove MOVE =
      new PeerMove(RECEIVES, new PeerMove.End(PEER, 4500), new PeerMove.End(PEER, 61000));

  private final SimulatedXfrm kernel = new SimulatedXfrm();
  private final LinuxSadb sadb = kernel.open();

  @AfterEach
  void close() {
    sadb.close();
    kernel.close();
  }

  private static IpAddress ip(String text) {
    return Objects.requireNonNull(IpAddress.of(Draft.socketAddress(text)));
  }

  private static Draft encapsulated(Draft sa, SaFlag direction, int from, int to) {
    return sa.flags(direction.bit() | SaFlag.NATT_LOC.bit() | SaFlag.NATT_REM.bit())
        .address(Address.Kind.NATT_LOC, ELSEWHERE, 0, 0, from)
        .address(Address.Kind.NATT_REM, ELSEWHERE, 0, 0, to);
  }

  private static Draft sending(int spi, int to) {
    return encapsulated(Draft.out(spi), SaFlag.OUTBOUND, 4500, to);
  }

  private void add(Draft draft) {
    assertThat(Exchanges.exchange(sadb, draft.build()).header().errno()).isZero();
  }

  private void addBoth() {
    add(encapsulated(Draft.in(IN), SaFlag.INBOUND, 4500, 4500));
    add(sending(OUT, 4500));
  }

  private List<SaId> follow(PeerMove move) {
    return sadb.follow(List.of(move), _ -> true);
  }

  @Test
  void saThatReceivesAndTheOneThatSendsBackHaveTheNewPort() {
    addBoth();
    assertThat(follow(MOVE)).containsExactly(RECEIVES, SENDS);
    assertThat(kernel.ports(RECEIVES)).containsExactly(61000, 4500);
    assertThat(kernel.ports(SENDS)).containsExactly(4500, 61000);
    assertThat(follow(MOVE)).as("the same move again").isEmpty();
  }

  @Test
  void sasOfOthersStay() {
    addBoth();
    add(sending(0x2000, 4501));
    add(sending(0x2001, 4500).with(new XfrmSettings(7, 0, 0, 0, false, 0, false, 0)));
    add(sending(0x2002, 4500).to(Draft.R4B));
    add(Draft.out(0x2003));
    add(encapsulated(Draft.in(0x2004), SaFlag.INBOUND, 4500, 4500));
    follow(MOVE);
    assertThat(kernel.ports(Databases.id(0x2000, Draft.R4))).containsExactly(4500, 4501);
    assertThat(kernel.ports(Databases.id(0x2001, Draft.R4))).containsExactly(4500, 4500);
    assertThat(kernel.ports(Databases.id(0x2002, Draft.R4B))).containsExactly(4500, 4500);
    assertThat(kernel.ports(Databases.id(0x2003, Draft.R4))).isEmpty();
    assertThat(kernel.ports(Databases.id(0x2004, Draft.L4))).containsExactly(4500, 4500);
  }

  @Test
  void saThatMayNotBeChangedStays() {
    addBoth();
    assertThat(sadb.follow(List.of(MOVE), RECEIVES::equals)).containsExactly(RECEIVES);
    assertThat(kernel.ports(SENDS)).containsExactly(4500, 4500);
    PeerMove next =
        new PeerMove(RECEIVES, new PeerMove.End(PEER, 61000), new PeerMove.End(PEER, 61001));
    assertThat(sadb.follow(List.of(next), SENDS::equals)).isEmpty();
    assertThat(kernel.ports(RECEIVES)).containsExactly(61000, 4500);
  }

  @Test
  void moveToAnotherAddressOrOfAnSaThatIsGoneChangesNothing() {
    addBoth();
    assertThat(
            follow(
                new PeerMove(
                    RECEIVES,
                    new PeerMove.End(PEER, 4500),
                    new PeerMove.End(ip(Draft.R4B), 61000))))
        .isEmpty();
    assertThat(
            follow(
                new PeerMove(
                    Databases.id(0x7777, Draft.L4),
                    new PeerMove.End(PEER, 4500),
                    new PeerMove.End(PEER, 61000))))
        .isEmpty();
    assertThat(kernel.ports(RECEIVES)).containsExactly(4500, 4500);
    assertThat(kernel.ports(SENDS)).containsExactly(4500, 4500);
  }

  @Test
  void moveOfAPeerIsHeard() throws Exception {
    BlockingQueue<PeerMove> heard = new LinkedBlockingQueue<>();
    try (var _ =
        sadb.subscribe(
            EventScope.ORDINARY,
            new EventSink() {
              @Override
              public void onEvent(Message message) {}

              @Override
              public void moved(PeerMove move) {
                heard.add(move);
              }

              @Override
              public void end() {}
            })) {
      kernel.announce(
          new XfrmMessage.Moved(
              Addresses.name(RECEIVES), 0, Addresses.of(PEER), Addresses.of(PEER), 4500, 61000));
      assertThat(heard.poll(30, TimeUnit.SECONDS)).isEqualTo(MOVE);
    }
  }
}
