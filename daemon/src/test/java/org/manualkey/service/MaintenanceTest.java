package org.manualkey.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.manualkey.load.RecordingSadb.spi;
import static org.manualkey.service.ServiceFixture.after;
import static org.manualkey.service.ServiceFixture.done;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.manualkey.pfkey.Errno;
import org.manualkey.pfkey.MessageType;

/**
 * What ends maintenance and what does not, and failures of the database, of the program and of the
 * state that lead to it; those of the key file are in {@link KeyFileOfServiceTest}.
 */
final class MaintenanceTest extends ServiceOfKeyFile {
  /** The service in maintenance over a broken file, with one SA from before. */
  private List<String> maintenance() throws Exception {
    online(add(1000));
    List<String> before = fixture.sadb.contents();
    fixture.write(add(1001) + "nonsense\n");
    assertThat(done(service.refresh()).state()).isEqualTo(ServiceState.MAINTENANCE);
    return before;
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
  void invalidStateFileIsMaintenance() throws Exception {
    Path state = Files.createDirectories(directory.resolve("state"));
    Files.writeString(state.resolve("general-enabled"), "perhaps\n");
    assertThat(done(service.start()).state()).isEqualTo(ServiceState.MAINTENANCE);
    fixture.write(add(1000));
    assertThat(done(service.enable(false)).state()).isEqualTo(ServiceState.ONLINE);
    assertThat(Files.readString(state.resolve("general-enabled"))).isEqualTo("enabled\n");
  }
}
