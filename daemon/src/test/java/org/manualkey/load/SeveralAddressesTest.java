package org.manualkey.load;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.manualkey.pfkey.Address;
import org.manualkey.pfkey.Header;
import org.manualkey.pfkey.Message;
import org.manualkey.pfkey.MessageType;
import org.manualkey.pfkey.Sa;
import org.manualkey.pfkey.SaType;
import org.manualkey.sa.SaId;
import org.manualkey.sadb.Reply;

/** Loads of one command for several SAs, by a name that has several addresses. */
final class SeveralAddressesTest extends LoadsByPolicy {
  private static final String MULTI = "add esp spi 0x1006 dst multi.test" + AUTH + "\n";

  /** With an update, so that the target is what a trial leaves. */
  private static final String MULTI_UPDATED =
      MULTI + "update esp spi 0x1006 dst multi.test hard_bytes 9000\n";

  private static SaId multi(int last) {
    return SaId.parse("esp spi 0x1006 dst 192.0.2." + last);
  }

  /** What is there is removed by another program. */
  private void remove(SaId id) {
    Message delete =
        Message.of(
            Header.request(MessageType.DELETE, SaType.ESP, 0, 0),
            new Sa(id.spi(), 0, 0, 0, 0, 0),
            new Address(Address.Kind.DST, 0, 0, id.ip().withPort(0)));
    assertThat(sadb.exchange(delete)).isInstanceOf(Reply.Done.class);
  }

  /** The SAs of one command share its key: that one of them stays must not cost the others it. */
  @ParameterizedTest
  @ValueSource(strings = {MULTI, MULTI_UPDATED})
  void theSasOfANameWithSeveralAddressesAreComparedWithTheirKey(String text) {
    loaded(text);
    sadb.forget();
    Plan plan = loaded(text);
    assertThat(plan.changes()).isEmpty();
    assertThat(plan.kept()).isEqualTo(3);
    assertThat(sadb.requests()).containsExactly(MessageType.DUMP);
  }

  @ParameterizedTest
  @ValueSource(ints = {21, 22, 23})
  void theSasOfANameWithSeveralAddressesAreAddedWithTheirKey(int gone) {
    loaded(MULTI);
    remove(multi(gone));
    assertThat(loaded(MULTI).summary())
        .isEqualTo("1 added, 0 deleted, 0 replaced, 0 updated, 2 kept");
    assertThat(sadb.contents()).isEqualTo(flushed(MULTI));

    remove(multi(gone));
    assertThat(loader().restore(text(MULTI), sadb, Set.of(multi(gone))))
        .isInstanceOf(LoadResult.Applied.class);
    assertThat(sadb.contents()).isEqualTo(flushed(MULTI));
  }

  @ParameterizedTest
  @ValueSource(ints = {21, 22, 23})
  void theSasOfANameOfWhichOneIsAnothersAreAddedWithTheirKey(int anothers) {
    load(MULTI.replace("multi.test", "192.0.2." + anothers), FLUSH);
    owned.ids = Set.of();
    Plan plan = loaded(MULTI, OWNED);
    assertThat(plan.changes()).hasSize(2).allMatch(change -> change.word().equals("add"));
    assertThat(owned.ids).hasSize(2).doesNotContain(multi(anothers));
    assertThat(sadb.contents()).isEqualTo(flushed(MULTI));
    assertThat(loaded(MULTI, OWNED).changes()).isEmpty();
    String other = MULTI.replace(AUTH, OTHER).replace("multi.test", "192.0.2." + anothers);
    load(other, FLUSH);
    owned.ids = Set.of();
    assertThat(rejected(MULTI, OWNED).problems()).hasSize(1);
    assertThat(sadb.contents()).isEqualTo(flushed(other));
  }
}
