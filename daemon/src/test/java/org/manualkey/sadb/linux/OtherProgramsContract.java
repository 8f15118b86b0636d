package org.manualkey.sadb.linux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.manualkey.sadb.Draft.L4;
import static org.manualkey.sadb.Draft.R4;
import static org.manualkey.sadb.Draft.R4B;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.manualkey.pfkey.Address;
import org.manualkey.pfkey.Diagnostic;
import org.manualkey.pfkey.Errno;
import org.manualkey.pfkey.Identity;
import org.manualkey.pfkey.IdentityType;
import org.manualkey.pfkey.Key;
import org.manualkey.pfkey.Lifetime;
import org.manualkey.pfkey.Message;
import org.manualkey.pfkey.MessageType;
import org.manualkey.pfkey.Pair;
import org.manualkey.pfkey.SaFlag;
import org.manualkey.pfkey.SaState;
import org.manualkey.pfkey.SaType;
import org.manualkey.sa.Ends;
import org.manualkey.sa.Identities;
import org.manualkey.sa.SaId;
import org.manualkey.sa.SecurityAssociation;
import org.manualkey.sadb.Draft;
import org.manualkey.sadb.EventScope;
import org.manualkey.sadb.ForwardingSink;
import org.manualkey.sadb.PreparedRequests;
import org.manualkey.sadb.Refusal;
import org.manualkey.sadb.Reply;
import org.manualkey.sadb.Subscription;

/**
 * What becomes of the record when another program, or time, changes the SAs of the kernel: what is
 * there is shown as whoever made it made it, and what is gone is forgotten.
 */
public abstract class OtherProgramsContract {
  /** The process of the daemon; the other program has another one. */
  protected static final int OWN_PID = 42;

  protected static final int OTHER_PID = 43;

  private static final int SPI = 0x1000;
  private static final int BACK = 0x2000;
  private static final String OTHER_KEY = "f0f1f2f3f4f5f6f7f8f9fafbfcfdfeff";
  private static final Duration DEADLINE = Duration.ofSeconds(20);

  private final BlockingQueue<Message> events = new LinkedBlockingQueue<>();
  private LinuxSadb sadb;
  private LinuxKernel other;
  private Subscription listening;

  /** An empty database of {@link #OWN_PID}. */
  protected abstract LinuxSadb openEmpty();

  /** The same kernel as {@link #OTHER_PID} sees it. */
  protected abstract LinuxKernel openOther();

  /** Makes the time of an SA pass, unless it passes by itself. */
  protected abstract void pass(SaId id, boolean hard);

  @BeforeEach
  void open() {
    sadb = openEmpty();
    other = openOther();
    listening = sadb.subscribe(EventScope.ORDINARY, new ForwardingSink(events::add));
  }

  @AfterEach
  void close() {
    other.close();
    sadb.close();
  }

  @Test
  void anSaThatHasExpiredIsForgottenAndIsNoHalfOfAPair() {
    granted(Draft.out(SPI).hard(0, 0, 1, 0));
    granted(Draft.in(BACK).with(new Pair(SPI)));
    assertThat(sadb.recorded()).isEqualTo(2);

    pass(id(SPI, R4), true);
    await(MessageType.EXPIRE, SPI);

    assertUnpaired(BACK, L4);
    assertThat(sadb.recorded()).isEqualTo(1);
    assertInappropriate(Draft.in(BACK + 1).with(new Pair(SPI)));
    assertInappropriate(Draft.update(BACK).to(L4).from(R4).with(new Pair(SPI)));
    assertThat(dumped()).hasSize(1);
  }

  @Test
  void anSaWhoseSoftLifetimeIsOverIsNoHalfOfANewPair() {
    granted(Draft.out(SPI).hard(0, 0, 600, 0).soft(0, 0, 1, 0));
    granted(Draft.in(BACK));

    pass(id(SPI, R4), false);
    await(MessageType.EXPIRE, SPI);

    assertThat(get(SPI, R4).sa().state()).isEqualTo(SaState.DYING);
    assertInappropriate(Draft.in(BACK + 1).with(new Pair(SPI)));
    assertInappropriate(Draft.update(BACK).to(L4).from(R4).with(new Pair(SPI)));
  }

  @Test
  void anSaThatAnotherProgramReplacedIsShownAsThatProgramMadeIt() {
    addPairWithIdentity();
    deleteByOther(SPI, R4);
    addByOther(Draft.addEsp(SPI).from(R4B).encryptKey(128, OTHER_KEY));

    SecurityAssociation shown = get(SPI, R4);
    assertForeign(shown);
    assertThat(shown.outer().source().socketAddress()).isEqualTo(Draft.inet(R4B, 0));
    assertThat(Draft.digest(Objects.requireNonNull(shown.keys().encrypt())))
        .isEqualTo(Draft.digest(Draft.key(Key.Kind.ENCRYPT, 128, 0, OTHER_KEY)));
    assertUnpaired(BACK, L4);
    assertForeign(inDump(SPI, R4));
  }

  @Test
  void anSaThatAnotherProgramReplacedIsShownInADumpFirst() {
    addPairWithIdentity();
    deleteByOther(SPI, R4);
    addByOther(Draft.addEsp(SPI).encryptKey(128, OTHER_KEY));

    assertForeign(inDump(SPI, R4));
    assertUnpaired(BACK, L4);
  }

  @Test
  void anSaThatAnotherProgramReplacedWithTheSameKeysIsItsOwn() {
    addPairWithIdentity();
    await(MessageType.ADD, BACK);
    deleteByOther(SPI, R4);
    await(MessageType.DELETE, SPI);
    addByOther(Draft.addEsp(SPI));
    await(MessageType.ADD, SPI);

    assertForeign(get(SPI, R4));
    assertUnpaired(BACK, L4);
  }

  /** Where nobody wants to hear of each SA that a load adds. */
  @Test
  void anSaOfALoadThatAnotherProgramReplacedWithTheSameKeysIsItsOwn() {
    listening.close();
    sadb.subscribe(EventScope.ORDINARY, ForwardingSink.brief(events::add));
    try (PreparedRequests load = sadb.prepare()) {
      for (int i = 0; i < 3; i++) {
        assertThat(load.add(Draft.out(SPI + i).with(identity()).build())).isNull();
      }
      assertThat(load.send(0, 3)).isTrue();
    }
    await(MessageType.ADD, SPI + 2);
    deleteByOther(SPI, R4);
    await(MessageType.DELETE, SPI);
    addByOther(Draft.addEsp(SPI));
    await(MessageType.ADD, SPI);

    assertForeign(get(SPI, R4));
    assertThat(get(SPI + 1, R4).identities().source()).isEqualTo(identity());
  }

  @Test
  void anSaOfALoadThatOthersHadBeforeIsOurs() {
    listening.close();
    sadb.subscribe(EventScope.ORDINARY, ForwardingSink.brief(events::add));
    addByOther(Draft.addEsp(SPI));
    deleteByOther(SPI, R4);
    try (PreparedRequests load = sadb.prepare()) {
      for (int i = 0; i < 3; i++) {
        assertThat(load.add(Draft.out(SPI + i).with(identity()).build())).isNull();
      }
      assertThat(load.send(0, 3)).isTrue();
    }
    await(MessageType.ADD, SPI + 2);

    assertThat(get(SPI, R4).identities().source()).isEqualTo(identity());
    assertThat(inDump(SPI, R4).identities().source()).isEqualTo(identity());
  }

  @Test
  void anSaThatWasAddedAgainAfterOthersHadItIsOurs() {
    addByOther(Draft.addEsp(SPI));
    deleteByOther(SPI, R4);
    granted(Draft.out(SPI).with(identity()));
    await(MessageType.ADD, SPI);
    await(MessageType.DELETE, SPI);
    await(MessageType.ADD, SPI);

    assertThat(get(SPI, R4).identities().source()).isEqualTo(identity());
    assertThat(inDump(SPI, R4).identities().source()).isEqualTo(identity());
  }

  @Test
  void anSaThatAnotherProgramDeletedIsForgotten() {
    addPairWithIdentity();
    deleteByOther(SPI, R4);
    await(MessageType.DELETE, SPI);

    assertUnpaired(BACK, L4);
    assertThat(sadb.recorded()).isEqualTo(1);
    refused(Draft.about(MessageType.GET, SPI), Errno.ESRCH, Diagnostic.SA_NOTFOUND);
    granted(Draft.out(SPI));
    assertUnpaired(SPI, R4);
  }

  @Test
  void theOtherHalfIsUnpairedEvenBeforeTheEventComes() {
    addPairWithIdentity();
    deleteByOther(SPI, R4);
    assertUnpaired(BACK, L4);
  }

  @Test
  void whatAnotherProgramFlushedIsForgotten() {
    for (int i = 0; i < 200; i++) {
      granted(Draft.out(SPI + i));
    }
    granted(Draft.addAh(SPI));
    assertThat(other.flush(SaType.ESP).isDone()).isTrue();
    await(MessageType.FLUSH, 0);

    refused(Draft.about(MessageType.GET, SPI), Errno.ESRCH, Diagnostic.SA_NOTFOUND);
    assertThat(sadb.recorded()).isEqualTo(1);
    assertThat(dumped()).hasSize(1);
  }

  @Test
  void manySasThatOthersDeletedAreForgotten() {
    for (int i = 0; i < 200; i++) {
      granted(Draft.out(SPI + i));
    }
    for (int i = 1; i < 200; i++) {
      deleteByOther(SPI + i, R4);
    }
    await(MessageType.DELETE, SPI + 199);

    get(SPI, R4);
    assertThat(sadb.recorded()).isEqualTo(1);
  }

  @Test
  void aPreparedDeletionDoesNotTakeAnSaThatAnotherProgramPutThereMeanwhile() {
    granted(Draft.out(SPI));
    await(MessageType.ADD, SPI);
    try (PreparedRequests deletion = sadb.prepare()) {
      assertThat(deletion.add(Draft.about(MessageType.DELETE, SPI).from(L4).build())).isNull();
      deleteByOther(SPI, R4);
      addByOther(Draft.addEsp(SPI).from(R4B));
      await(MessageType.ADD, SPI);

      assertThat(deletion.send(0)).extracting(Refusal::errno).isEqualTo(Errno.ESRCH.code());
    }
    assertThat(get(SPI, R4).outer().source().socketAddress()).isEqualTo(Draft.inet(R4B, 0));
  }

  @Test
  void aPreparedDeletionTakesWhatAnotherProgramPutThereFromTheSameSource() {
    granted(Draft.out(SPI));
    await(MessageType.ADD, SPI);
    try (PreparedRequests deletion = sadb.prepare()) {
      assertThat(deletion.add(Draft.about(MessageType.DELETE, SPI).from(L4).build())).isNull();
      deleteByOther(SPI, R4);
      addByOther(Draft.addEsp(SPI));
      await(MessageType.ADD, SPI);

      assertThat(deletion.send(0)).isNull();
    }
    assertThat(dumped()).isEmpty();
  }

  @Test
  void anSaOfAnotherProgramIsShownUpdatedPairedAndDeleted() {
    addByOther(Draft.addEsp(SPI).hard(0, 0, 600, 0));
    assertForeign(get(SPI, R4));
    assertForeign(inDump(SPI, R4));

    refused(Draft.out(SPI), Errno.EEXIST, Diagnostic.NONE);
    granted(Draft.update(SPI).hard(0, 0, 700, 0));
    assertThat(get(SPI, R4).lifetimes().hard())
        .isEqualTo(new Lifetime(Lifetime.Kind.HARD, 0, 0, 700, 0));
    granted(Draft.about(MessageType.DELETE, SPI));
    assertThat(dumped()).isEmpty();
    assertThat(sadb.recorded()).isZero();
  }

  @Test
  void anSaThatOthersHaveIsRefusedAndNotRecorded() {
    addByOther(Draft.addEsp(SPI));
    refused(Draft.out(SPI).with(identity()), Errno.EEXIST, Diagnostic.NONE);
    assertThat(sadb.recorded()).isZero();
    assertForeign(get(SPI, R4));
  }

  /** Linux takes an SA to no address in particular; illumos has none. */
  @Test
  void anSaToNoAddressBreaksNoDump() {
    addByOther(Draft.addEsp(SPI).to("0.0.0.0"));
    granted(Draft.out(SPI));
    assertThat(dumped()).hasSize(2);
    List<SecurityAssociation> each = new ArrayList<>();
    sadb.forEach(each::add);
    assertThat(each).hasSize(2);
  }

  /** What a load takes away, its undo brings again as it was. */
  @Test
  void encapsulationOfAnSaOfAnotherProgramIsShown() {
    addByOther(
        Draft.addEsp(SPI)
            .with(natt(Address.Kind.NATT_LOC, L4, 4500))
            .with(natt(Address.Kind.NATT_REM, R4, 4501)));

    for (SecurityAssociation shown : List.of(get(SPI, R4), inDump(SPI, R4))) {
      assertThat(shown.sa().has(SaFlag.NATT_LOC)).isTrue();
      assertThat(shown.sa().has(SaFlag.NATT_REM)).isTrue();
      assertThat(Objects.requireNonNull(shown.natt().local()).socketAddress())
          .isEqualTo(Draft.inet(L4, 4500));
      assertThat(Objects.requireNonNull(shown.natt().remote()).socketAddress())
          .isEqualTo(Draft.inet(R4, 4501));
    }
  }

  /** What a kernel shows of what is inside of a tunnel; where it shows the mode alone, anything. */
  protected Ends inside(Ends asked, SecurityAssociation shown) {
    return Ends.anything(shown.outer().destination());
  }

  @Test
  void aTunnelOfAnotherProgramIsShownWithWhatTheKernelShowsOfIt() {
    Ends asked =
        new Ends(
            new Address(Address.Kind.INNER_SRC, 0, 24, Draft.inet("10.9.0.0", 0)),
            new Address(Address.Kind.INNER_DST, 0, 24, Draft.inet("10.8.0.0", 0)));
    addByOther(Draft.addEsp(SPI).with(asked.source()).with(asked.destination()));

    for (SecurityAssociation shown : List.of(get(SPI, R4), inDump(SPI, R4))) {
      assertThat(shown.sa().has(SaFlag.TUNNEL)).isTrue();
      assertThat(shown.inner()).isEqualTo(inside(asked, shown));
    }
  }

  private static Address natt(Address.Kind kind, String address, int port) {
    return new Address(kind, 0, 0, Draft.inet(address, port));
  }

  private void addPairWithIdentity() {
    granted(Draft.out(SPI).with(identity()));
    granted(Draft.in(BACK).with(new Pair(SPI)));
    assertThat(get(SPI, R4).pairSpi()).isEqualTo(BACK);
  }

  private static Identity identity() {
    return Identity.of(
        Identity.Kind.SRC,
        IdentityType.FQDN.code(),
        "me.example.com".getBytes(StandardCharsets.UTF_8));
  }

  private void addByOther(Draft draft) {
    SecurityAssociation sa = Objects.requireNonNull(SecurityAssociation.requested(draft.build()));
    assertThat(other.add(List.of(sa))).containsExactly(LinuxReply.DONE);
  }

  private void deleteByOther(int spi, String destination) {
    assertThat(other.delete(id(spi, destination), null).isDone()).isTrue();
  }

  private static SaId id(int spi, String destination) {
    return Objects.requireNonNull(SaId.of(SaType.ESP, spi, Draft.socketAddress(destination)));
  }

  /** Waits for an event, which the record has heard then. */
  private void await(MessageType type, int spi) {
    Instant end = Instant.now().plus(DEADLINE);
    try {
      while (true) {
        Message event =
            events.poll(Duration.between(Instant.now(), end).toMillis(), TimeUnit.MILLISECONDS);
        assertThat(event).as("the event of %s of %x", type, spi).isNotNull();
        if (event.header().type() == type && (event.sa() == null || event.sa().spi() == spi)) {
          return;
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }

  private void granted(Draft draft) {
    assertThat(sadb.exchange(draft.build())).isInstanceOf(Reply.Done.class);
  }

  private void assertInappropriate(Draft draft) {
    refused(draft, Errno.EINVAL, Diagnostic.PAIR_INAPPROPRIATE);
  }

  private void refused(Draft draft, Errno errno, Diagnostic diagnostic) {
    Reply reply = sadb.exchange(draft.build());
    assertThat(reply).isInstanceOf(Reply.Refused.class);
    Refusal refusal = ((Reply.Refused) reply).refusal();
    assertThat(refusal.errno()).isEqualTo(errno.code());
    assertThat(Diagnostic.of(refusal.diagnostic())).isEqualTo(diagnostic);
  }

  private static void assertForeign(@Nullable SecurityAssociation sa) {
    assertThat(sa).isNotNull();
    assertThat(sa.pairSpi()).isZero();
    assertThat(sa.sa().has(SaFlag.PAIRED)).isFalse();
    assertThat(sa.identities()).isEqualTo(Identities.NONE);
  }

  private void assertUnpaired(int spi, String destination) {
    SecurityAssociation sa = get(spi, destination);
    assertThat(sa.pairSpi()).isZero();
    assertThat(sa.sa().has(SaFlag.PAIRED)).isFalse();
  }

  private SecurityAssociation get(int spi, String destination) {
    Reply reply = sadb.exchange(Draft.about(MessageType.GET, spi).to(destination).build());
    assertThat(reply).isInstanceOf(Reply.Done.class);
    return Objects.requireNonNull(SecurityAssociation.shown(((Reply.Done) reply).message()));
  }

  private SecurityAssociation inDump(int spi, String destination) {
    return dumped().stream()
        .filter(sa -> sa.id().equals(id(spi, destination)))
        .findFirst()
        .orElseThrow();
  }

  private List<SecurityAssociation> dumped() {
    List<SecurityAssociation> sas = new ArrayList<>();
    Message dump = Draft.of(MessageType.DUMP, SaType.UNSPEC).build();
    assertThat(
            sadb.dump(
                dump, shown -> sas.add(Objects.requireNonNull(SecurityAssociation.shown(shown)))))
        .isInstanceOf(Reply.Done.class);
    return sas;
  }
}
