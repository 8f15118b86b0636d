package org.manualkey.sadb.linux.xfrm;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.manualkey.netlink.XfrmCodec;
import org.manualkey.netlink.XfrmMessage;
import org.manualkey.pfkey.ExtensionType;
import org.manualkey.pfkey.Message;
import org.manualkey.pfkey.MessageType;
import org.manualkey.pfkey.XfrmSettings;
import org.manualkey.sa.SaId;
import org.manualkey.sa.SecurityAssociation;
import org.manualkey.sadb.Draft;

/** What happened to an SA is told shortly where nobody looks at more of it. */
final class XfrmEventsTest {
  private static final int OWN = 77;
  private static final int OTHER = 78;
  private static final XfrmCodec CODEC = XfrmCodec.ofHost();
  private static final XfrmAlgorithms ALGORITHMS = XfrmAlgorithms.of(false);
  private static final SecurityAssociation SA =
      Objects.requireNonNull(
          SecurityAssociation.requested(
              Draft.addEsp(0x1000)
                  .hard(0, 0, 600, 0)
                  .with(new XfrmSettings(0, 7, 0xff, 0, false, 0, false, 0))
                  .build()));

  private final XfrmEvents events =
      new XfrmEvents(
          CODEC,
          new EventMessages(new ShownSas(ALGORITHMS, InstantSource.system()), OWN, Draft.PID));

  private Message read(XfrmMessage message, int port, boolean contents) {
    ByteBuffer octets = ByteBuffer.allocate(XfrmCodec.LONGEST_DATAGRAM);
    CODEC.encode(message, 0, 5, port, octets);
    List<Message> read = new ArrayList<>();
    events.read(octets.flip(), contents, read::add, _ -> {});
    assertThat(read).hasSize(1);
    return read.getFirst();
  }

  private static XfrmMessage.Sa shown(XfrmMessage.Sa.Change change) {
    XfrmMessage.Sa asked = new AskedSas(ALGORITHMS, true).add(SA);
    return new XfrmMessage.Sa(change, asked.info(), asked.attributes());
  }

  @ParameterizedTest
  @EnumSource
  void ownChangeIsTypeAskerAndSa_ifNobodyLooksAtMore(XfrmMessage.Sa.Change change) {
    Message whole = read(shown(change), OWN, true);
    Message brief = read(shown(change), OWN, false);

    assertThat(whole.find(ExtensionType.LIFETIME_HARD)).isNotNull();
    assertThat(brief.find(ExtensionType.LIFETIME_HARD)).isNull();
    assertThat(brief.header()).isEqualTo(whole.header());
    assertThat(brief.header().pid()).isEqualTo(Draft.PID);
    assertThat(SaId.of(brief)).isEqualTo(SaId.of(whole)).isEqualTo(SA.id());
    assertThat(Objects.requireNonNull(brief.sa()).state())
        .isEqualTo(Objects.requireNonNull(whole.sa()).state());
  }

  @Test
  void ownDeletionNamesTheSaAndItsMark() {
    Message brief = read(XfrmKernel.deletion(SA.id()), OWN, false);

    assertThat(brief.header().type()).isEqualTo(MessageType.DELETE);
    assertThat(brief.header().pid()).isEqualTo(Draft.PID);
    assertThat(SaId.of(brief)).isEqualTo(SA.id());
  }

  @ParameterizedTest
  @EnumSource
  void whatOthersDoIsTold_asAWhole(XfrmMessage.Sa.Change change) {
    assertThat(read(shown(change), OTHER, false)).isEqualTo(read(shown(change), OTHER, true));
  }

  @Test
  void ownFlushIsTold() {
    assertThat(read(new XfrmMessage.Flush(0), OWN, false).header().type())
        .isEqualTo(MessageType.FLUSH);
  }
}
