package org.manualkey.service;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.manualkey.pfkey.Errno;
import org.manualkey.pfkey.ExtensionType;
import org.manualkey.pfkey.Header;
import org.manualkey.pfkey.Message;
import org.manualkey.pfkey.MessageType;
import org.manualkey.pfkey.Sa;
import org.manualkey.pfkey.SaType;
import org.manualkey.sadb.Draft;
import org.manualkey.sadb.Exchanges;

/** What others do to the SAs of the key file, and what the service makes of it. */
final class SaWatcherTest {
  private static final int OWN = (int) ProcessHandle.current().pid();
  private static final int OTHER = 7;
  private static final long PATIENCE_NANOS = 30_000_000_000L;
  private static final String KEY =
      " authalg sha1 authkey 9bdb8d9e7f26d6fd4c2a24d5a2ab6bbd5a0b0f5e\n";

  @TempDir Path directory;
  private ServiceFixture fixture;
  private ManualKeyService service;

  @BeforeEach
  void open() throws Exception {
    fixture = new ServiceFixture(directory);
    service = fixture.service();
    fixture.write(add(1000) + add(1001));
    ServiceFixture.done(service.start());
    ServiceFixture.done(service.enable(false));
  }

  @AfterEach
  void close() {
    fixture.close();
  }

  private static String add(int spi) {
    return "add esp spi " + spi + " src 192.0.2.1 dst 192.0.2.2" + KEY;
  }

  private void request(MessageType type, int spi, int pid) {
    Message request =
        spi == 0
            ? Message.of(Header.request(type, SaType.ESP, 99, pid))
            : Draft.about(type, spi).to("192.0.2.2").build();
    request(request, pid);
  }

  /** Nothing comes between both requests. */
  private void replace(int spi, Message add, int pid) {
    Message delete = Draft.about(MessageType.DELETE, spi).to("192.0.2.2").build();
    int errno =
        fixture.owner.call(sadb -> {
          Exchanges.exchange(sadb, delete.with(delete.header().withSeqAndPid(99, pid)));
          Message sent = add.with(add.header().withSeqAndPid(99, pid));
          return Exchanges.exchange(sadb, sent).header().errno();
        });
    assertThat(errno).isEqualTo(Errno.NONE.code());
  }

  private void request(Message request, int pid) {
    Message sent = request.with(request.header().withSeqAndPid(99, pid));
    assertThat(fixture.owner.call(sadb -> Exchanges.exchange(sadb, sent)).header().errno())
        .isEqualTo(Errno.NONE.code());
  }

  private void becomes(BooleanSupplier condition) {
    long end = System.nanoTime() + PATIENCE_NANOS;
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime()).as("%s", service.status()).isLessThan(end);
      LockSupport.parkNanos(5_000_000);
    }
  }

  /** Another program does that, once; whether it has. */
  private AtomicBoolean firstIsDeletedWhenTheSecondIsAdded() {
    AtomicBoolean deleted = new AtomicBoolean();
    fixture.sadb.refusing(
        request -> {
          Sa sa = request.sa();
          boolean second =
              request.header().type() == MessageType.ADD && sa != null && sa.spi() == 1001;
          if (second && deleted.compareAndSet(false, true)) {
            Message delete = Draft.about(MessageType.DELETE, 1000).to("192.0.2.2").build();
            Exchanges.exchange(fixture.sadb, delete.with(delete.header().withSeqAndPid(99, OTHER)));
          }
          return false;
        },
        Errno.EPERM.code());
    return deleted;
  }

  private boolean isDegraded() {
    return service.status().state() == ServiceState.DEGRADED;
  }

  @Test
  void saThatAnotherProgramRemovedMakesDegraded_andARefreshOnlineAgain() throws Exception {
    request(MessageType.DELETE, 1001, OTHER);
    becomes(this::isDegraded);
    assertThat(service.status().reason())
        .isEqualTo(
            "1 SA from the key file is missing: esp spi 0x3e9 dst 192.0.2.2 (deleted by"
                + " another program)");
    assertThat(service.missingSas())
        .extracting(MissingSa::cause)
        .containsExactly(MissingSa.Cause.OTHERS);
    assertThat(ServiceFixture.done(service.refresh()).state()).isEqualTo(ServiceState.ONLINE);
    assertThat(service.missingSas()).isEmpty();
  }

  @Test
  void saThatAnotherProgramDeletesDuringALoadMakesDegradedByTheEndOfTheLoad() throws Exception {
    AtomicBoolean deleted = firstIsDeletedWhenTheSecondIsAdded();
    ServiceStatus status = ServiceFixture.done(service.refresh());
    assertThat(deleted).isTrue();
    assertThat(status.state()).isEqualTo(ServiceState.DEGRADED);
    assertThat(service.missingSas()).extracting(sa -> sa.id().spi()).containsExactly(1000);
  }

  @Test
  void saThatExpiredIsMissing_evenWhileTheDatabaseStillHoldsIt() throws Exception {
    fixture.write("add esp spi 1000 src 192.0.2.1 dst 192.0.2.2 hard_addtime 1" + KEY);
    ServiceFixture.done(service.refresh());
    becomes(this::isDegraded);
    assertThat(service.missingSas())
        .extracting(MissingSa::cause)
        .containsExactly(MissingSa.Cause.EXPIRED);
  }

  @Test
  void saWhoseDeletionNobodyReportedIsMissedByTheRegularLook_andLoggedOnce() throws Exception {
    fixture.sadb.reportNothing();
    request(MessageType.DELETE, 1001, OTHER);
    fixture.configuration.set(Property.VERIFY_INTERVAL, "1");
    becomes(this::isDegraded);
    int looks = dumps();
    becomes(() -> dumps() > looks + 1);
    assertThat(fixture.logged().stream().filter(line -> line.contains("1 SA from the key file")))
        .hasSize(1);
    fixture.configuration.set(Property.VERIFY_INTERVAL, "0");
  }

  private int dumps() {
    return fixture.owner.call(
        _ -> Collections.frequency(fixture.sadb.requests(), MessageType.DUMP));
  }

  /** The same but for one digit of its key, or but for its key of encryption. */
  private static List<Message> replacements() {
    String other = "9bdb8d9e7f26d6fd4c2a24d5a2ab6bbd5a0b0f5f";
    Draft draft = Draft.out(1001).from("192.0.2.1").to("192.0.2.2");
    return List.of(
        draft
            .without(ExtensionType.KEY_ENCRYPT)
            .algorithms(Draft.SHA1, 11)
            .authKey(160, other)
            .build(),
        draft.build());
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1})
  void saThatAnotherProgramReplacedIsMissing_andTheServicesNoMore(int which) throws Exception {
    fixture.configuration.set(Property.SCOPE, "owned");
    fixture.configuration.set(Property.REPAIR, "true");
    replace(1001, replacements().get(which), OTHER);
    becomes(this::isDegraded);
    assertThat(service.status().reason())
        .isEqualTo(
            "1 SA from the key file is missing: esp spi 0x3e9 dst 192.0.2.2 (replaced by"
                + " another program)");
    assertThat(ServiceFixture.done(service.refresh()).reason())
        .contains("the service did not add the SA that is there");
    ServiceFixture.done(service.disable(false));
    List<String> left = fixture.owner.call(_ -> fixture.sadb.contents());
    assertThat(left).hasSize(1);
  }

  @Test
  void saThatWasReplacedUnseenIsMissedByTheRegularLook() throws Exception {
    fixture.sadb.reportNothing();
    replace(1001, replacements().getFirst(), OTHER);
    fixture.configuration.set(Property.VERIFY_INTERVAL, "1");
    becomes(this::isDegraded);
    assertThat(service.missingSas())
        .extracting(MissingSa::cause)
        .containsExactly(MissingSa.Cause.REPLACED);
  }

  @Test
  void saThatWasDeletedAndAddedAsItWasIsNotMissing_andOneThatAClientReplacedIsSaidToBe()
      throws Exception {
    fixture.write(add(1000));
    ServiceFixture.done(service.refresh());
    replace(1000, again(), OTHER);
    fixture.configuration.set(Property.VERIFY_INTERVAL, "1");
    int looks = dumps();
    becomes(() -> dumps() > looks + 1);
    assertThat(service.status().state()).isEqualTo(ServiceState.ONLINE);
    replace(1000, Draft.out(1000).from("192.0.2.1").to("192.0.2.2").build(), OWN);
    becomes(this::isDegraded);
    becomes(() -> service.missingSas().getFirst().cause() == MissingSa.Cause.CLIENT_REPLACED);
  }

  /** The SA 1000 as the key file has it. */
  private static Message again() {
    return Draft.addEsp(1000)
        .from("192.0.2.1")
        .to("192.0.2.2")
        .without(ExtensionType.KEY_ENCRYPT)
        .algorithms(Draft.SHA1, 11)
        .authKey(160, "9bdb8d9e7f26d6fd4c2a24d5a2ab6bbd5a0b0f5e")
        .build();
  }

  @Test
  void loadReportsThatAllItsSasArePresent() throws Exception {
    fixture.forgetLog();
    ServiceFixture.done(service.refresh());
    assertThat(fixture.logged()).anyMatch(line -> line.contains("all SAs of the file are present"));
  }

  @Test
  void repairPutsBackWhatAnotherProgramFlushed() throws Exception {
    fixture.configuration.set(Property.REPAIR, "true");
    List<String> before = fixture.sadb.contents();
    request(MessageType.FLUSH, 0, OTHER);
    becomes(() -> service.status().reason().contains("present again"));
    assertThat(service.status().state()).isEqualTo(ServiceState.ONLINE);
    List<String> after = fixture.owner.call(_ -> fixture.sadb.contents());
    assertThat(after).isEqualTo(before);
  }

  @Test
  void whatAnotherProgramDeletesDuringARepairIsPutBackByTheNextOne() throws Exception {
    fixture.configuration.set(Property.REPAIR, "true");
    List<String> before = fixture.sadb.contents();
    AtomicBoolean deleted = firstIsDeletedWhenTheSecondIsAdded();

    request(MessageType.DELETE, 1001, OTHER);
    becomes(() -> service.status().reason().contains("present again"));
    assertThat(deleted).isTrue();

    assertThat(service.missingSas()).isEmpty();
    List<String> after = fixture.owner.call(_ -> fixture.sadb.contents());
    assertThat(after).isEqualTo(before);
  }

  @Test
  void repairByAFileThatNeedsATrialFindsTheOtherSasAsTheyWere() throws Exception {
    fixture.configuration.set(Property.SCOPE, "owned");
    fixture.write(
        add(1000) + add(1001) + add(1002) + "delete esp spi 1002 src 192.0.2.1 dst 192.0.2.2\n");
    ServiceFixture.done(service.refresh());
    fixture.configuration.set(Property.REPAIR, "true");
    request(MessageType.DELETE, 1001, OTHER);
    becomes(() -> isDegraded() || service.status().reason().contains("present again"));
    assertThat(service.missingSas()).isEmpty();
    assertThat(ServiceFixture.done(service.refresh()).state()).isEqualTo(ServiceState.ONLINE);
  }

  @Test
  void sasThatOurOwnClientsDeleteAreNotRestored() throws Exception {
    fixture.configuration.set(Property.REPAIR, "true");
    request(MessageType.DELETE, 1000, OWN);
    becomes(this::isDegraded);
    assertThat(service.missingSas())
        .extracting(MissingSa::cause)
        .containsExactly(MissingSa.Cause.CLIENT);
    request(MessageType.DELETE, 1001, OTHER);
    becomes(() ->
        service.status().reason().contains("0x3e8")
            && fixture.owner.call(_ -> fixture.sadb.contents()).toString().contains("spi=1001"));
    assertThat(isDegraded()).isTrue();
  }

  @Test
  void repairThatCannotReadTheKeyFileIsReported() throws Exception {
    fixture.configuration.set(Property.REPAIR, "true");
    fixture.write("nonsense\n");
    request(MessageType.FLUSH, 0, OTHER);
    becomes(this::isDegraded);
    assertThat(service.status().reason())
        .contains("2 SAs")
        .contains("could not be restored", ":1:1:");
  }

  @Test
  void ownLoadsAndDisablingAreNoForeignChange() throws Exception {
    fixture.write(add(1002));
    assertThat(ServiceFixture.done(service.refresh()).state()).isEqualTo(ServiceState.ONLINE);
    ServiceFixture.done(service.disable(false));
    request(MessageType.FLUSH, 0, OTHER);
    assertThat(service.missingSas()).isEmpty();
    assertThat(service.status().state()).isEqualTo(ServiceState.DISABLED);
  }
}
