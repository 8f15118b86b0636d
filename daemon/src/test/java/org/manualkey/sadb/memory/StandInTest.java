package org.manualkey.sadb.memory;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.manualkey.algorithm.Algorithms;
import org.manualkey.algorithm.AlgorithmsFile;
import org.manualkey.host.InterfaceAddresses;
import org.manualkey.pfkey.Header;
import org.manualkey.pfkey.Message;
import org.manualkey.pfkey.MessageType;
import org.manualkey.pfkey.SaFlag;
import org.manualkey.pfkey.SaType;
import org.manualkey.pfkey.XfrmSettings;
import org.manualkey.sa.Directions;
import org.manualkey.sa.SecurityAssociation;
import org.manualkey.sadb.Draft;
import org.manualkey.sadb.Reply;
import org.manualkey.sadb.Sadb;

/**
 * A database that stands for another one keeps what that may need, and the embedded one refuses it.
 */
final class StandInTest {
  private static final Algorithms ALGORITHMS = AlgorithmsFile.builtIn();
  private static final XfrmSettings SETTINGS = new XfrmSettings(5, 7, 0xff, 3, true, 96, false, 0);

  private static SecurityAssociation added(Sadb sadb, Draft draft) {
    assertThat(sadb.exchange(draft.build())).isInstanceOf(Reply.Done.class);
    List<SecurityAssociation> sas = new ArrayList<>();
    sadb.forEach(sas::add);
    assertThat(sas).hasSize(1);
    return sas.getFirst();
  }

  private static MemorySadb standIn() {
    return MemorySadb.timeless(ALGORITHMS, new InterfaceAddresses());
  }

  private static MemorySadb embedded() {
    return new MemorySadb(ALGORITHMS, InstantSource.system(), new InterfaceAddresses());
  }

  /** The ADD by which the other database gets it. */
  private static SecurityAssociation passedOn(SecurityAssociation sa) {
    Message add =
        sa.toAdd(Header.request(MessageType.ADD, SaType.ESP, 0, 0), Directions.UNKNOWN, false);
    return Objects.requireNonNull(SecurityAssociation.requested(add));
  }

  @Test
  void whatOnlyXfrmHasIsPassedOn() {
    Draft add = Draft.addEsp(0x1000).replay(4096).with(SETTINGS);
    try (Sadb sadb = standIn()) {
      SecurityAssociation sa = passedOn(added(sadb, add));
      assertThat(sa.settings()).isEqualTo(SETTINGS);
      assertThat(sa.id().mark()).isEqualTo(SETTINGS.wholeMark());
      assertThat(sa.sa().replay()).isEqualTo(4096);
    }
    try (Sadb sadb = embedded()) {
      assertThat(sadb.exchange(add.build())).isInstanceOf(Reply.Refused.class);
    }
  }

  @Test
  void theOneDirectionThatWasNamedIsPassedOnAndNoneThatWasWorkedOut() {
    try (Sadb sadb = standIn()) {
      SecurityAssociation sa = added(sadb, Draft.addEsp(0x1000).flags(SaFlag.OUTBOUND));
      assertThat(passedOn(sa).oneWay()).isEqualTo(SaFlag.OUTBOUND.bit());
    }
    try (Sadb sadb = standIn()) {
      SecurityAssociation sa = added(sadb, Draft.addEsp(0x1000).to("127.0.0.1"));
      assertThat(passedOn(sa).oneWay()).isZero();
    }
  }

  @Test
  void theEmbeddedOneShowsADirectionAsAFlagAlone() {
    try (Sadb sadb = embedded()) {
      SecurityAssociation sa = added(sadb, Draft.addEsp(0x1000).flags(SaFlag.OUTBOUND));
      assertThat(sa.others()).isEmpty();
      assertThat(sa.oneWay()).isZero();
    }
  }
}
