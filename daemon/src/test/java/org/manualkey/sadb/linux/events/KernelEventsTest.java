package org.manualkey.sadb.linux.events;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.manualkey.libc.SocketPair;
import org.manualkey.pfkey.Header;
import org.manualkey.pfkey.Message;
import org.manualkey.pfkey.MessageType;
import org.manualkey.pfkey.SaType;
import org.manualkey.sadb.EventSink;
import org.manualkey.sadb.LogName;
import org.manualkey.sadb.PeerMove;
import org.slf4j.LoggerFactory;

/** What comes of messages of a kernel that a codec cannot read, or that are too long. */
final class KernelEventsTest {
  private static final int LONGEST = 64;
  private static final byte UNREADABLE = -1;

  private final SocketPair pair = SocketPair.open(LONGEST, 2 * LONGEST);
  private final BlockingQueue<String> heard = new LinkedBlockingQueue<>();
  private final Logger logger = (Logger) LoggerFactory.getLogger(LogName.SADB);
  private final ListAppender<ILoggingEvent> log = new ListAppender<>();
  private KernelEvents events;

  @BeforeEach
  void listenToTheLog() {
    log.start();
    logger.addAppender(log);
  }

  @AfterEach
  void close() {
    events.close();
    pair.far().close();
    logger.detachAppender(log);
  }

  /** Each octet of a datagram is the number of an event. */
  private static final class Octets implements EventReader {
    private final boolean reportsSasAtLength;

    Octets(boolean reportsSasAtLength) {
      this.reportsSasAtLength = reportsSasAtLength;
    }

    @Override
    public void read(
        ByteBuffer datagram,
        boolean contents,
        Consumer<? super Message> sink,
        Consumer<? super PeerMove> moves) {
      while (datagram.hasRemaining()) {
        byte number = datagram.get();
        if (number == UNREADABLE) {
          throw new IllegalStateException("what may be a key");
        }
        sink.accept(Message.of(Header.request(MessageType.DELETE, SaType.ESP, number, 0)));
      }
    }

    @Override
    public boolean reportsSasAtLength() {
      return reportsSasAtLength;
    }
  }

  private void open(boolean reportsSasAtLength) {
    events = new KernelEvents("test", pair.near(), new Octets(reportsSasAtLength));
    events.subscribe(
        new EventSink() {
          @Override
          public void onEvent(Message message) {
            heard.add("event " + message.header().seq());
          }

          @Override
          public void lost(long messages) {
            heard.add("lost");
          }

          @Override
          public void end() {
            heard.add("end");
          }
        });
  }

  private void send(int... numbers) throws Exception {
    ByteBuffer out = pair.far().outgoing();
    for (int number : numbers) {
      out.put((byte) number);
    }
    pair.far().send(numbers.length);
  }

  private void assertHeard(String... expected) throws InterruptedException {
    for (String each : expected) {
      assertThat(heard.poll(60, TimeUnit.SECONDS)).isEqualTo(each);
    }
  }

  @Test
  void eventThatCannotBeRead_isALostOne_andThoseBesideItAreDelivered() throws Exception {
    open(true);
    send(1);
    send(2, UNREADABLE, 3);
    send(4);
    assertHeard("event 1", "event 2", "lost", "event 4");
  }

  @Test
  void eventsThatCannotBeRead_areLoggedOnceAMinute_withoutWhatTheyHold() throws Exception {
    open(true);
    send(UNREADABLE);
    send(UNREADABLE);
    send(UNREADABLE);
    assertHeard("lost", "lost", "lost");
    assertThat(List.copyOf(log.list))
        .singleElement()
        .extracting(ILoggingEvent::getFormattedMessage)
        .asString()
        .startsWith("cannot read an event of the kernel: java.lang.IllegalStateException at ")
        .endsWith("; looking at all SAs")
        .doesNotContain("what may be a key");
  }

  @Test
  void eventThatIsTooLong_isALostOne() throws Exception {
    open(true);
    send(new int[LONGEST + 1]);
    send(1);
    assertHeard("lost", "event 1");
  }

  @Test
  void longEventsOfOtherThings_areLeftOut() throws Exception {
    open(false);
    send(new int[LONGEST + 1]);
    send(1);
    assertHeard("event 1");
  }
}
