package org.manualkey.sadb;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.manualkey.pfkey.Header;
import org.manualkey.pfkey.Message;
import org.manualkey.pfkey.MessageType;
import org.manualkey.pfkey.SaType;
import org.manualkey.sadb.EventFan.Heard;

class EventFanTest {
  private final List<EventSink> sources = new ArrayList<>();
  private int subscriptions;

  private final EventFan fan =
      new EventFan(sink -> {
        sources.add(sink);
        subscriptions++;
        return () -> subscriptions--;
      });

  private static Message message(int seq) {
    return Message.of(Header.request(MessageType.FLUSH, SaType.ESP, seq, 1));
  }

  @Test
  void everyListenerHearsEveryMessage() throws Exception {
    try (EventFan.Listener one = fan.listen(4);
        EventFan.Listener two = fan.listen(4)) {
      sources.getFirst().tell(message(1));

      assertThat(one.next()).isEqualTo(new Heard.Told(message(1)));
      assertThat(two.next()).isEqualTo(new Heard.Told(message(1)));
    }
  }

  @Test
  void slowListenerIsToldHowManyMessagesItLost() throws Exception {
    try (EventFan.Listener listener = fan.listen(2)) {
      for (int seq = 1; seq <= 1_000_000; seq++) {
        sources.getFirst().tell(message(seq));
      }

      assertThat(listener.next()).isEqualTo(new Heard.Told(message(1)));
      assertThat(listener.next()).isEqualTo(new Heard.Told(message(2)));
      assertThat(listener.next()).isEqualTo(new Heard.Lost(999_998));
    }
  }

  @Test
  void sourceIsSubscribedToOnlyWhileSomebodyListens() {
    EventFan.Listener one = fan.listen(1);
    EventFan.Listener two = fan.listen(1);
    assertThat(subscriptions).isEqualTo(1);

    one.close();
    assertThat(subscriptions).isEqualTo(1);
    two.close();
    assertThat(subscriptions).isZero();
  }

  @Test
  void endedListenerHearsWhatWaitsAndThenTheEnd() throws Exception {
    try (EventFan.Listener listener = fan.listen(2)) {
      sources.getFirst().tell(message(1));
      sources.getFirst().end();

      assertThat(listener.next()).isEqualTo(new Heard.Told(message(1)));
      assertThat(listener.next()).isNull();
    }
  }
}
