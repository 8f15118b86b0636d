package org.manualkey.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.manualkey.load.RecordingSadb.spi;
import static org.manualkey.service.ServiceFixture.after;
import static org.manualkey.service.ServiceFixture.done;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.manualkey.pfkey.Errno;
import org.manualkey.pfkey.MessageType;
import org.manualkey.sadb.Draft;

final class ManualKeyServiceTest {
  private static final String KEY = "9bdb8d9e7f26d6fd4c2a24d5a2ab6bbd5a0b0f5e";
  private static final String CIPHER_KEY = "c167f76601f6918b4c4230bd155037c6";

  @TempDir Path directory;
  private ServiceFixture fixture;
  private ManualKeyService service;

  @BeforeEach
  void open() throws Exception {
    fixture = new ServiceFixture(directory);
    service = fixture.service();
  }

  @AfterEach
  void close() {
    fixture.close();
  }

  private static String add(int spi) {
    return "add esp spi "
        + spi
        + " src 192.0.2.1 dst 192.0.2.2 encralg aes encrkey "
        + CIPHER_KEY
        + " authalg sha1 authkey "
        + KEY
        + "\n";
  }

  private void online(String text) throws Exception {
    fixture.write(text);
    done(service.start());
    assertThat(done(service.enable(false)).state()).isEqualTo(ServiceState.ONLINE);
  }

  /** The service in maintenance over a broken file, with one SA from before. */
  private List<String> maintenance() throws Exception {
    online(add(1000));
    List<String> before = fixture.sadb.contents();
    fixture.write(add(1001) + "nonsense\n");
    assertThat(done(service.refresh()).state()).isEqualTo(ServiceState.MAINTENANCE);
    return before;
  }

  @Test
  void isDeliveredDisabledAndTouchesNothing() throws Exception {
    fixture.write(add(1000));
    assertThat(service.status().state()).isEqualTo(ServiceState.OFFLINE);
    ServiceStatus status = after(service, service::start);
    assertThat(status.state()).isEqualTo(ServiceState.DISABLED);
    assertThat(status.enabled()).isFalse();
    assertThat(status.backend().protectsTraffic()).isFalse();
    assertThat(fixture.sadb.requests()).isEmpty();
  }

  @Test
  void enablingLoadsTheFile() throws Exception {
    fixture.write(add(1000) + add(1001));
    done(service.start());
    fixture.later();
    ServiceStatus status = after(service, () -> service.enable(false));
    assertThat(status.state()).isEqualTo(ServiceState.ONLINE);
    assertThat(status.enabled()).isTrue();
    assertThat(status.temporary()).isFalse();
    assertThat(status.since()).isEqualTo(fixture.now());
    assertThat(status.reason()).isEqualTo("2 commands loaded from " + fixture.keyFile);
    assertThat(fixture.sadb.contents()).isNotEmpty();
    assertThat(fixture.logged()).anyMatch(line -> line.contains("offline -> online"));
  }

  @Test
  void loadOfTheCopyThatWasLoadedBefore_saysThatNoChangeHasArrived() throws Exception {
    service = fixture.serviceWithCopies();
    online(add(1000));
    assertThat(service.status().reason()).isEqualTo("1 command loaded from " + fixture.keyFile);
    assertThat(done(service.refresh()).reason())
        .isEqualTo(
            "1 command loaded from "
                + fixture.keyFile
                + " (systemd's copy of its last start; restart the unit to load a changed key file)");

    Files.delete(fixture.keyFile); // as systemd makes another copy
    fixture.write(add(1000) + add(1001));
    assertThat(done(service.refresh()).reason())
        .isEqualTo("2 commands loaded from " + fixture.keyFile);
  }

  @Test
  void enablingTwiceLoadsOnce() throws Exception {
    online(add(1000));
    fixture.sadb.forget();
    assertThat(done(service.enable(false)).state()).isEqualTo(ServiceState.ONLINE);
    assertThat(fixture.sadb.requests()).isEmpty();
  }

  @Test
  void enablementOutlivesTheDaemon() throws Exception {
    online(add(1000));
    ManualKeyService next = fixture.service();
    assertThat(done(next.start()).state()).isEqualTo(ServiceState.ONLINE);
    done(next.disable(false));
    assertThat(done(fixture.service().start()).state()).isEqualTo(ServiceState.DISABLED);
  }

  @Test
  void temporaryEnablementDoesNot() throws Exception {
    fixture.write(add(1000));
    done(service.start());
    ServiceStatus status = done(service.enable(true));
    assertThat(status.state()).isEqualTo(ServiceState.ONLINE);
    assertThat(status.temporary()).isTrue();
    assertThat(done(fixture.service().start()).state()).isEqualTo(ServiceState.DISABLED);
  }

  @Test
  void sasLeftByADaemonThatEndedEarly_areReported_andDeletedByDisable() throws Exception {
    fixture.write(add(1000));
    done(service.start());
    done(service.enable(true));
    ManualKeyService next = fixture.service();
    ServiceStatus left = done(next.start());
    assertThat(left.state()).isEqualTo(ServiceState.DISABLED);
    assertThat(left.reason()).contains("may still be there", "run 'manual-keyadm disable'");
    assertThat(fixture.sadb.contents()).isNotEmpty();
    assertThat(done(next.disable(false)).reason()).isEmpty();
    assertThat(fixture.sadb.contents()).isEmpty();
  }

  @Test
  void temporaryDisablementDoesNot() throws Exception {
    online(add(1000));
    ServiceStatus status = done(service.disable(true));
    assertThat(status.state()).isEqualTo(ServiceState.DISABLED);
    assertThat(status.temporary()).isTrue();
    assertThat(done(fixture.service().start()).state()).isEqualTo(ServiceState.ONLINE);
  }

  @Test
  void temporaryEnablementBecomesLastingWhenEnabledAgain() throws Exception {
    fixture.write(add(1000));
    done(service.start());
    done(service.enable(true));
    assertThat(done(service.enable(false)).temporary()).isFalse();
    assertThat(done(fixture.service().start()).state()).isEqualTo(ServiceState.ONLINE);
  }

  @Test
  void disablingFlushes() throws Exception {
    online(add(1000));
    ServiceStatus status = after(service, () -> service.disable(false));
    assertThat(status.state()).isEqualTo(ServiceState.DISABLED);
    assertThat(status.enabled()).isFalse();
    assertThat(fixture.sadb.contents()).isEmpty();
  }

  @Test
  void disablingWhatIsDisabledTouchesNothing() throws Exception {
    done(service.start());
    assertThat(done(service.disable(false)).state()).isEqualTo(ServiceState.DISABLED);
    assertThat(fixture.sadb.requests()).isEmpty();
  }

  @Test
  void refreshLoadsAgainAndStaysOnline() throws Exception {
    online(add(1000));
    ServiceStatus before = service.status();
    fixture.later();
    fixture.write(add(1001));
    ServiceStatus status = after(service, service::refresh);
    assertThat(status.state()).isEqualTo(ServiceState.ONLINE);
    assertThat(status.since()).isEqualTo(before.since());
    assertThat(fixture.sadb.contents()).allMatch(sa -> sa.contains("spi=1001")).isNotEmpty();
  }

  @Test
  void refreshWhileDisabledDoesNothing() throws Exception {
    fixture.write(add(1000));
    done(service.start());
    assertThat(done(service.refresh()).state()).isEqualTo(ServiceState.DISABLED);
    assertThat(fixture.sadb.requests()).isEmpty();
  }

  @Test
  void syntaxErrorIsMaintenanceAndTheDatabaseIsUntouched() throws Exception {
    online(add(1000));
    List<String> before = fixture.sadb.contents();
    fixture.write(add(1001) + "\nadd esp spi 0\nnonsense\n");
    fixture.later();
    fixture.sadb.forget();
    ServiceStatus status = after(service, service::refresh);
    assertThat(status.state()).isEqualTo(ServiceState.MAINTENANCE);
    assertThat(status.since()).isEqualTo(fixture.now());
    assertThat(status.enabled()).isTrue();
    assertThat(status.reason())
        .startsWith(fixture.keyFile + ":3:13: ")
        .contains("[spi-zero]", "1 more", "1 of 3 commands is valid", "nothing was changed");
    assertThat(fixture.sadb.requests()).isEmpty();
    assertThat(fixture.sadb.contents()).isEqualTo(before);
  }

  @Test
  void refreshInMaintenanceTriesTheFileAgain() throws Exception {
    List<String> before = maintenance();
    assertThat(done(service.refresh()).state()).isEqualTo(ServiceState.MAINTENANCE);
    assertThat(fixture.sadb.contents()).isEqualTo(before);
    fixture.write(add(1001));
    assertThat(service.obstacle()).isNull();
    assertThat(after(service, service::refresh).state()).isEqualTo(ServiceState.ONLINE);
    assertThat(fixture.sadb.contents()).allMatch(sa -> sa.contains("spi=1001")).isNotEmpty();
  }

  @Test
  void maintenanceByAnAdministratorEndsByClearOnly() throws Exception {
    online(add(1000));
    fixture.write(add(1001));
    done(service.markMaintenance());
    fixture.sadb.forget();
    assertThat(service.obstacle()).isEqualTo(ManualKeyService.Obstacle.MARKED);
    assertThat(done(service.refresh()).state()).isEqualTo(ServiceState.MAINTENANCE);
    assertThat(done(service.restart()).state()).isEqualTo(ServiceState.MAINTENANCE);
    assertThat(done(service.enable(false)).state()).isEqualTo(ServiceState.MAINTENANCE);
    assertThat(fixture.sadb.requests()).isEmpty();
    assertThat(after(service, service::clear).state()).isEqualTo(ServiceState.ONLINE);
    assertThat(service.obstacle()).isNull();
  }

  @Test
  void clearLoadsTheCorrectedFile() throws Exception {
    maintenance();
    fixture.write(add(1001));
    assertThat(after(service, service::clear).state()).isEqualTo(ServiceState.ONLINE);
    assertThat(fixture.sadb.contents()).allMatch(sa -> sa.contains("spi=1001")).isNotEmpty();
  }

  @Test
  void clearOverABrokenFileIsMaintenanceAgain() throws Exception {
    List<String> before = maintenance();
    assertThat(after(service, service::clear).state()).isEqualTo(ServiceState.MAINTENANCE);
    assertThat(fixture.sadb.contents()).isEqualTo(before);
  }

  @Test
  void clearOutsideMaintenanceDoesNothing() throws Exception {
    done(service.start());
    assertThat(done(service.clear()).state()).isEqualTo(ServiceState.DISABLED);
    fixture.write(add(1000));
    done(service.enable(false));
    fixture.sadb.forget();
    assertThat(done(service.clear()).state()).isEqualTo(ServiceState.ONLINE);
    assertThat(fixture.sadb.requests()).isEmpty();
  }

  @Test
  void disablingInMaintenanceFlushes() throws Exception {
    maintenance();
    assertThat(after(service, () -> service.disable(false)).state())
        .isEqualTo(ServiceState.DISABLED);
    assertThat(fixture.sadb.contents()).isEmpty();
  }

  @Test
  void markedMaintenanceKeepsTheDatabase() throws Exception {
    online(add(1000));
    List<String> before = fixture.sadb.contents();
    ServiceStatus status = after(service, service::markMaintenance);
    assertThat(status.state()).isEqualTo(ServiceState.MAINTENANCE);
    assertThat(status.reason()).contains("'manual-keyadm clear' ends it");
    assertThat(fixture.sadb.contents()).isEqualTo(before);
    assertThat(done(service.clear()).state()).isEqualTo(ServiceState.ONLINE);
  }

  @Test
  void clearLoadsNothingWhenTheServiceIsNotWanted() throws Exception {
    fixture.write(add(1000));
    done(service.start());
    done(service.markMaintenance());
    assertThat(after(service, service::clear).state()).isEqualTo(ServiceState.DISABLED);
    assertThat(fixture.sadb.contents()).isEmpty();
  }

  @Test
  void disablingEndsMaintenanceThoughTheServiceIsNotWanted() throws Exception {
    done(service.start());
    done(service.markMaintenance());
    assertThat(after(service, () -> service.disable(false)).state())
        .isEqualTo(ServiceState.DISABLED);
  }

  @ParameterizedTest
  @ValueSource(strings = {"rw-r--r--", "rw-r-----", "rw----r--"})
  void fileThatOthersCanReadIsRefused(String permissions) throws Exception {
    fixture.write(add(1000));
    fixture.mode(permissions);
    done(service.start());
    ServiceStatus status = after(service, () -> service.enable(false));
    assertThat(status.state()).isEqualTo(ServiceState.MAINTENANCE);
    assertThat(status.reason()).contains("chmod 0600");
    assertThat(fixture.sadb.requests()).isEmpty();
  }

  @Test
  void missingFileIsMaintenance() throws Exception {
    done(service.start());
    ServiceStatus status = after(service, () -> service.enable(false));
    assertThat(status.state()).isEqualTo(ServiceState.MAINTENANCE);
    assertThat(status.reason()).contains(fixture.keyFile.toString(), "no such file");
    assertThat(fixture.sadb.requests()).isEmpty();
  }

  @Test
  void directoryInPlaceOfTheFileIsMaintenance() throws Exception {
    Files.createDirectory(fixture.keyFile);
    done(service.start());
    assertThat(done(service.enable(false)).reason()).contains("not a regular file");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "\n\n", "# nothing yet\n"})
  void fileWithoutCommandsIsOnlineWithAWarning(String text) throws Exception {
    online(add(1000));
    fixture.write(text);
    ServiceStatus status = after(service, service::refresh);
    assertThat(status.state()).isEqualTo(ServiceState.ONLINE);
    assertThat(status.reason()).contains("no command");
    assertThat(fixture.sadb.contents()).isEmpty();
    assertThat(fixture.logged())
        .anyMatch(line -> line.startsWith("WARN ") && line.contains("no command"));
  }

  @Test
  void brokenRecordOfOwnedSasIsMaintenanceThatNamesTheLine() throws Exception {
    Files.createDirectories(fixture.stateDirectory());
    Path record = fixture.stateDirectory().resolve("owned-sas");
    Files.writeString(record, "esp spi 0x1 dst 192.0.2.2\nesp spi 0x1 dst 1902.2.2\n");
    fixture.write(add(1000));
    done(service.start());
    ServiceStatus status = done(service.enable(false));
    assertThat(status.state()).isEqualTo(ServiceState.MAINTENANCE);
    assertThat(status.reason()).contains(record + ":2: not an SA");
    assertThat(fixture.sadb.contents()).isEmpty();
  }

  /** Whether all is flushed, or only what is known to be owned. */
  @ParameterizedTest
  @ValueSource(strings = {"all", "owned"})
  void brokenRecordOfOwnedSasDoesNotHinderAFlush_andLosesNothingOtherwise(String scope)
      throws Exception {
    fixture.configuration.set(Property.SCOPE, scope);
    online(add(1000));
    Path record = fixture.stateDirectory().resolve("owned-sas");
    String broken = Files.readString(record) + "esp spi 0x1 dst 1902.2.2\n";
    Files.writeString(record, broken);
    service = fixture.service(); // which has not read the record yet
    done(service.start());
    fixture.forgetLog();
    ServiceStatus status = done(service.disable(false));
    if (scope.equals("all")) {
      assertThat(status.state()).isEqualTo(ServiceState.DISABLED);
      assertThat(fixture.sadb.contents()).isEmpty();
      assertThat(record).isEmptyFile();
      assertThat(fixture.logged())
          .anyMatch(line -> line.startsWith("WARN " + record + ":2: not an SA"));
    } else {
      assertThat(status.state()).isEqualTo(ServiceState.MAINTENANCE);
      assertThat(status.reason()).startsWith(record + ":2: not an SA").contains("ipseckey");
      assertThat(fixture.sadb.contents()).hasSize(1);
      assertThat(record).hasContent(broken);
    }
  }

  @Test
  void silentNameServiceIsOfflineAndNotMaintenance() throws Exception {
    online(add(1000));
    List<String> before = fixture.sadb.contents();
    fixture.resolver.silentAbout("quiet");
    fixture.write(add(1001).replace("192.0.2.2", "quiet"));
    ServiceStatus status = after(service, service::refresh);
    assertThat(status.state()).isEqualTo(ServiceState.OFFLINE);
    assertThat(status.reason()).contains("not responding");
    assertThat(fixture.sadb.contents()).isEqualTo(before);
    fixture.resolver.with("quiet", "192.0.2.9");
    assertThat(done(service.refresh()).state()).isEqualTo(ServiceState.ONLINE);
  }

  @Test
  void silentNameServiceIsWaitedForOnceInALoad() throws Exception {
    fixture.resolver.hangingAbout("quiet").hangingAbout("silent");
    fixture.write(
        add(1000).replace("192.0.2.2", "quiet") + add(1001).replace("192.0.2.2", "silent"));
    done(service.start());
    assertThat(done(service.enable(false)).state()).isEqualTo(ServiceState.OFFLINE);
    assertThat(fixture.resolver.asked()).containsExactly("quiet");
    fixture.resolver.with("quiet", "192.0.2.9").with("silent", "192.0.2.10");
    assertThat(done(service.refresh()).state()).isEqualTo(ServiceState.ONLINE);
  }

  @Test
  void unknownNameIsMaintenance() throws Exception {
    fixture.write(add(1000).replace("192.0.2.2", "nobody"));
    done(service.start());
    ServiceStatus status = done(service.enable(false));
    assertThat(status.state()).isEqualTo(ServiceState.MAINTENANCE);
    assertThat(status.reason()).contains("[unknown-host]").doesNotContain("nobody");
  }

  @Test
  void refusedCommandIsMaintenanceAndRolledBack() throws Exception {
    online(add(1000));
    List<String> before = fixture.sadb.contents();
    fixture.sadb.refusing(spi(MessageType.ADD, 1002), Errno.ENOMEM.code());
    fixture.write(add(1001) + "\n" + add(1002));
    ServiceStatus status = after(service, service::refresh);
    assertThat(status.state()).isEqualTo(ServiceState.MAINTENANCE);
    assertThat(status.reason())
        .startsWith(fixture.keyFile + ":3: ")
        .contains("refused", "rolled back");
    assertThat(fixture.sadb.contents()).isEqualTo(before);
  }

  @Test
  void saThatARollbackDoesNotRestoreIsNamed() throws Exception {
    online(add(1000) + add(1001));
    fixture.sadb.refusing(
        spi(MessageType.ADD, 1001).or(spi(MessageType.ADD, 1002)), Errno.ENOMEM.code());
    fixture.write(add(1002));
    ServiceStatus status = after(service, service::refresh);
    assertThat(status.state()).isEqualTo(ServiceState.MAINTENANCE);
    assertThat(status.reason()).contains("1 previous SA could not be restored");
    assertThat(service.missingSas())
        .extracting(MissingSa::toString)
        .containsExactly("esp spi 0x3e9 dst 192.0.2.2 (not restored by a rollback)");
    assertThat(fixture.logged()).anyMatch(line -> line.contains("esp spi 0x3e9 dst 192.0.2.2"));
  }

  @Test
  void sasThatTheServiceDidNotAddAreCountedInTheLogBeforeTheyGo() throws Exception {
    online(add(1000));
    fixture.owner.call(sadb -> sadb.exchange(Draft.out(0x9000).build()));
    fixture.write(add(1001));
    after(service, service::refresh);
    assertThat(fixture.logged())
        .anyMatch(line -> line.contains("deletes or changes 1 SA that the service did not add"));
  }

  @Test
  void whatAnyDatabaseWouldRefuseIsMaintenanceWithItsPlace() throws Exception {
    fixture.write(
        "add esp spi 256 src 192.0.2.1 dst 224.0.0.1 encralg aes encrkey 00 authalg md5 authkey 00\n");
    done(service.start());
    assertThat(done(service.enable(false)).reason())
        .startsWith(fixture.keyFile + ":1:")
        .contains("nothing was changed");
  }

  @Test
  void databaseThatDoesNotAnswerIsMaintenance() throws Exception {
    online(add(1000));
    List<String> before = fixture.sadb.contents();
    fixture.sadb.losing(spi(MessageType.ADD, 1001));
    fixture.write(add(1001));
    ServiceStatus status = after(service, service::refresh);
    assertThat(status.state()).isEqualTo(ServiceState.MAINTENANCE);
    assertThat(status.reason()).contains("rolled back");
    assertThat(fixture.sadb.contents()).isEqualTo(before);
  }

  @Test
  void databaseThatCannotBeFlushedLeavesMaintenanceAndNotDisabled() throws Exception {
    online(add(1000));
    fixture.sadb.refusing(
        request -> request.header().type() == MessageType.FLUSH, Errno.EPERM.code());
    assertThat(after(service, () -> service.disable(true)).state())
        .isEqualTo(ServiceState.MAINTENANCE);
    fixture.sadb.refusing(request -> false, 0);
    assertThat(done(service.disable(true)).state()).isEqualTo(ServiceState.DISABLED);
    assertThat(fixture.sadb.contents()).isEmpty();
  }

  @Test
  void clearAfterAFailedDisable_tellsThatSasAreLeft() throws Exception {
    online(add(1000));
    fixture.sadb.refusing(
        request -> request.header().type() == MessageType.FLUSH, Errno.EPERM.code());
    done(service.disable(true));
    ServiceStatus cleared = after(service, service::clear);
    assertThat(cleared.state()).isEqualTo(ServiceState.DISABLED);
    assertThat(cleared.reason()).contains("may still be there", "run 'manual-keyadm disable'");
    assertThat(fixture.sadb.contents()).isNotEmpty();
  }

  @Test
  void databaseThatDoesNotAnswerAFlushIsMaintenance() throws Exception {
    online(add(1000));
    fixture.sadb.losing(request -> request.header().type() == MessageType.FLUSH);
    ServiceStatus status = after(service, () -> service.disable(false));
    assertThat(status.state()).isEqualTo(ServiceState.MAINTENANCE);
    assertThat(status.enabled()).isFalse();
  }

  @Test
  void errorInTheProgramIsUndoneAndRevealsNothingOfTheFile() throws Exception {
    online(add(1000));
    List<String> before = fixture.sadb.contents();
    fixture.sadb.losing(request -> {
      if (spi(MessageType.ADD, 1001).test(request)) {
        throw new IllegalArgumentException("cannot digest " + KEY);
      }
      return false;
    });
    fixture.write(add(1001));
    ServiceStatus status = after(service, service::refresh);
    assertThat(status.state()).isEqualTo(ServiceState.MAINTENANCE);
    assertThat(status.reason()).contains("IllegalArgumentException").doesNotContain(KEY);
    assertThat(fixture.logged()).isNotEmpty().noneMatch(line -> line.contains(KEY));
    assertThat(fixture.sadb.contents()).isEqualTo(before);
  }

  @Test
  void invalidStateFileIsMaintenance() throws Exception {
    Path state = Files.createDirectories(directory.resolve("state"));
    Files.writeString(state.resolve("general-enabled"), "perhaps\n");
    assertThat(done(service.start()).state()).isEqualTo(ServiceState.MAINTENANCE);
    fixture.write(add(1000));
    assertThat(done(service.enable(false)).state()).isEqualTo(ServiceState.ONLINE);
    assertThat(Files.readString(state.resolve("general-enabled"))).isEqualTo("enabled\n");
  }

  @Test
  void refreshesThatWaitAreOneLoad_andOtherWorkKeepsItsPlaceAmongThem() throws Exception {
    online(add(1000));
    fixture.sadb.forget();
    CountDownLatch idle = new CountDownLatch(1);
    var busy =
        fixture.owner.submit(_ -> {
          try {
            return idle.await(30, java.util.concurrent.TimeUnit.SECONDS);
          } catch (InterruptedException e) {
            throw new IllegalStateException(e);
          }
        });
    List<CompletableFuture<ServiceStatus>> refreshes = new java.util.ArrayList<>();
    for (int i = 0; i < 300; i++) {
      refreshes.add(service.refresh());
    }
    CompletableFuture<ServiceStatus> marked = service.markMaintenance();
    CompletableFuture<ServiceStatus> cleared = service.clear();
    CompletableFuture<ServiceStatus> later = service.refresh();
    idle.countDown();
    assertThat(busy.get(30, java.util.concurrent.TimeUnit.SECONDS)).isTrue();
    for (CompletableFuture<ServiceStatus> refresh : refreshes) {
      assertThat(done(refresh).state()).isEqualTo(ServiceState.ONLINE);
    }
    assertThat(done(marked).state()).isEqualTo(ServiceState.MAINTENANCE);
    assertThat(done(cleared).state()).isEqualTo(ServiceState.ONLINE);
    assertThat(done(later).state()).isEqualTo(ServiceState.ONLINE);
    assertThat(fixture.sadb.requests().stream().filter(MessageType.FLUSH::equals)).hasSize(3);
  }

  @Test
  void enablingAndDisablingAtOnceEndsAsItWasKept() throws Exception {
    fixture.write(add(1000));
    done(service.start());
    List<CompletableFuture<Void>> changes = new java.util.ArrayList<>();
    for (int i = 0; i < 16; i++) {
      boolean enable = i % 2 == 0;
      changes.add(
          CompletableFuture.runAsync(() -> {
            try {
              done(enable ? service.enable(false) : service.disable(false));
            } catch (Exception e) {
              throw new IllegalStateException(e);
            }
          }));
    }
    for (CompletableFuture<Void> change : changes) {
      change.get(60, java.util.concurrent.TimeUnit.SECONDS);
    }
    boolean kept = new Enablement(directory.resolve("state")).isEnabled();
    assertThat(service.status().enabled()).isEqualTo(kept);
    assertThat(service.status().state())
        .isEqualTo(kept ? ServiceState.ONLINE : ServiceState.DISABLED);
  }
}
