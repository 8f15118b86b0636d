package org.manualkey.sadb.illumos;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.nio.ByteBuffer;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.manualkey.algorithm.AlgorithmsFile;
import org.manualkey.pfkey.Errno;
import org.manualkey.pfkey.Message;
import org.manualkey.pfkey.MessageType;
import org.manualkey.sadb.Draft;
import org.manualkey.sadb.EventScope;
import org.manualkey.sadb.ForwardingSink;
import org.manualkey.sadb.Reply;
import org.manualkey.sadb.SadbException;

/** From when on a promiscuous subscription receives all messages. */
final class IllumosMonitorTest {
  private final EmulatedKernel kernel = new EmulatedKernel(new Host());
  private final IllumosSadb sadb =
      IllumosSadb.open(kernel, AlgorithmsFile.builtIn(), new Host(), Draft.PID);

  @AfterEach
  void close() {
    sadb.close();
    kernel.close();
  }

  private static ByteBuffer refusal(Message request) {
    Message refused = Message.of(request.header().withError(Errno.ENOMEM.code(), 0));
    ByteBuffer octets = ByteBuffer.allocate(IllumosSockets.codec().length(refused));
    IllumosSockets.codec().encode(refused, octets);
    return octets.flip();
  }

  /** "Actively monitoring" is printed then: no change after that line may be missed. */
  @Test
  void monitorBeginsWhenTheKernelHasMadeItPromiscuous() {
    AtomicBoolean made = new AtomicBoolean();
    kernel.follow((_, request) -> {
      if (request.header().type() == MessageType.X_PROMISC) {
        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(200));
        made.set(true);
      }
      return false;
    });
    var _ = sadb.subscribe(EventScope.PROMISCUOUS, new ForwardingSink(_ -> {}));
    assertThat(made).isTrue();
  }

  @Test
  void monitorIsPromiscuousAlthoughAReplyIsLost() throws InterruptedException {
    BlockingQueue<Message> events = new LinkedBlockingQueue<>();
    kernel.lose(reply -> reply.header().type() == MessageType.X_PROMISC, 1);
    var _ = sadb.subscribe(EventScope.PROMISCUOUS, new ForwardingSink(events::add));
    assertThat(sadb.exchange(Draft.about(MessageType.GET, 0x1000).build()))
        .isInstanceOf(Reply.Refused.class);
    Message event = events.poll(10, TimeUnit.SECONDS);
    assertThat(event).isNotNull();
    assertThat(event.header().type()).isEqualTo(MessageType.GET);
  }

  @Test
  void monitorThatTheKernelDoesNotMakePromiscuousIsAnError() {
    kernel.follow((_, request) -> request.header().type() == MessageType.X_PROMISC);
    assertThatExceptionOfType(SadbException.class)
        .isThrownBy(() -> {
          var _ = sadb.subscribe(EventScope.PROMISCUOUS, new ForwardingSink(_ -> {}));
        })
        .withMessage("kernel not responding");
    kernel.follow((asking, request) -> {
      boolean asks = request.header().type() == MessageType.X_PROMISC;
      if (asks) {
        asking.deliver(refusal(request));
      }
      return asks;
    });
    assertThatExceptionOfType(SadbException.class)
        .isThrownBy(() -> {
          var _ = sadb.subscribe(EventScope.PROMISCUOUS, new ForwardingSink(_ -> {}));
        })
        .withMessage("cannot receive the events of the kernel: errno 12");
  }
}
