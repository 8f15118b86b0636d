package org.manualkey.sadb.linux;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.manualkey.pfkey.ExtensionType;
import org.manualkey.pfkey.Message;
import org.manualkey.pfkey.MessageType;
import org.manualkey.pfkey.SaState;
import org.manualkey.sadb.Draft;
import org.manualkey.sadb.EventScope;
import org.manualkey.sadb.ForwardingSink;
import org.manualkey.sadb.Reply;
import org.manualkey.sadb.SadbOwner;

/** Idle limits on a kernel, whose time passes by itself. */
public abstract class IdleContract {
  private static final int SPI = 0x1000;

  /** An empty database. */
  protected abstract LinuxSadb openEmpty();

  private static Reply ask(SadbOwner owner, Message request) {
    return owner.call(sadb -> sadb.exchange(request));
  }

  @Test
  void anSaThatIsNotUsedIsDeletedAndReportedOnceAsExpired() throws InterruptedException {
    List<Message> events = new CopyOnWriteArrayList<>();
    CountDownLatch expired = new CountDownLatch(1);
    try (SadbOwner owner = new SadbOwner(openEmpty())) {
      var _ =
          owner.subscribe(
              EventScope.ORDINARY,
              new ForwardingSink(event -> {
                events.add(event);
                if (event.header().type() == MessageType.EXPIRE) {
                  expired.countDown();
                }
              }));
      assertThat(ask(owner, Draft.out(SPI).idle(1, 0).build())).isInstanceOf(Reply.Done.class);
      Message get = Draft.about(MessageType.GET, SPI).build();
      assertThat(ask(owner, get)).isInstanceOf(Reply.Done.class);

      assertThat(expired.await(30, TimeUnit.SECONDS)).isTrue();

      assertThat(ask(owner, get)).isInstanceOf(Reply.Refused.class);
    }
    assertThat(events)
        .extracting(event -> event.header().type())
        .containsExactly(MessageType.ADD, MessageType.EXPIRE);
    Message event = events.getLast();
    assertThat(Objects.requireNonNull(event.sa()).spi()).isEqualTo(SPI);
    assertThat(event.sa().state()).isEqualTo(SaState.DEAD);
    assertThat(event.find(ExtensionType.X_LIFETIME_IDLE)).isNotNull();
  }
}
