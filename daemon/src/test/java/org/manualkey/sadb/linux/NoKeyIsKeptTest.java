package org.manualkey.sadb.linux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.manualkey.sadb.Draft.AES_KEY;
import static org.manualkey.sadb.Draft.L4;
import static org.manualkey.sadb.Draft.R4;
import static org.manualkey.sadb.Draft.SHA1_KEY;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.manualkey.pfkey.Key;
import org.manualkey.pfkey.Message;
import org.manualkey.pfkey.MessageType;
import org.manualkey.pfkey.Pair;
import org.manualkey.pfkey.SaType;
import org.manualkey.sa.SecurityAssociation;
import org.manualkey.sadb.Draft;
import org.manualkey.sadb.Reply;
import org.manualkey.sadb.linux.afkey.AfKeyCapabilities;

/** Beside the kernel nothing keeps a key. */
final class NoKeyIsKeptTest {
  private final FakeLinuxKernel kernel =
      new FakeLinuxKernel(AfKeyCapabilities.table(true), Draft.PID);
  private final LinuxSadb sadb = Databases.over(kernel, Draft.PID);

  @Test
  void aGetShowsTheKeysAndTheRecordHoldsNone() {
    granted(Draft.out(0x1000).hard(0, 0, 600, 0));
    granted(Draft.in(0x2000).with(new Pair(0x1000)));
    granted(Draft.update(0x1000).hard(0, 0, 700, 0));
    granted(Draft.about(MessageType.X_UPDATEPAIR, 0x1000).from(L4).soft(0, 0, 60, 0));
    kernel.doorOf(Draft.PID + 1).add(List.of(requested(Draft.addEsp(0x3000))));
    dump();
    get(0x3000);

    Message shown = get(0x1000);

    Key auth = Objects.requireNonNull(shown.key(Key.Kind.AUTH));
    Key encrypt = Objects.requireNonNull(shown.key(Key.Kind.ENCRYPT));
    assertThat(ObjectGraph.holds(auth, SHA1_KEY)).isTrue();
    assertThat(ObjectGraph.holds(encrypt, AES_KEY)).isTrue();
    assertThat(sadb.recorded()).isEqualTo(3);
    assertHoldsNoKey();
  }

  @Test
  void whatIsRefusedLeavesNoKey() {
    granted(Draft.out(0x1000));
    sadb.exchange(Draft.out(0x1000).build());
    sadb.exchange(Draft.in(0x2000).with(new Pair(0x9999)).build());
    kernel.doorOf(Draft.PID + 1).add(List.of(requested(Draft.addEsp(0x3000))));
    sadb.exchange(Draft.out(0x3000).build());
    sadb.exchangeAll(List.of(Draft.out(0x4000).build(), Draft.out(0x4000).build()));
    granted(Draft.about(MessageType.DELETE, 0x1000));
    assertHoldsNoKey();
  }

  @Test
  void theKernelIsWhereTheyAre() {
    granted(Draft.out(0x1000));
    assertThat(ObjectGraph.holds(sadb, AES_KEY)).as("through the kernel").isTrue();
  }

  private void assertHoldsNoKey() {
    assertThat(ObjectGraph.holds(sadb, AES_KEY, kernel)).as("the encryption key").isFalse();
    assertThat(ObjectGraph.holds(sadb, SHA1_KEY, kernel)).as("the other key").isFalse();
  }

  private void granted(Draft draft) {
    assertThat(sadb.exchange(draft.build())).isInstanceOf(Reply.Done.class);
  }

  private Message get(int spi) {
    Reply reply = sadb.exchange(Draft.about(MessageType.GET, spi).to(R4).build());
    assertThat(reply).isInstanceOf(Reply.Done.class);
    return ((Reply.Done) reply).message();
  }

  private void dump() {
    List<Message> shown = new ArrayList<>();
    sadb.dump(Draft.of(MessageType.DUMP, SaType.UNSPEC).build(), shown::add);
    assertThat(shown).hasSize(3).allMatch(sa -> sa.key(Key.Kind.ENCRYPT) != null);
  }

  private static SecurityAssociation requested(Draft draft) {
    return Objects.requireNonNull(SecurityAssociation.requested(draft.build()));
  }
}
