package org.manualkey.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.manualkey.service.ServiceFixture.after;
import static org.manualkey.service.ServiceFixture.done;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.manualkey.pfkey.MessageType;

/** The service enabled, disabled and refreshed, in turn and at once. */
final class ManualKeyServiceTest extends ServiceOfKeyFile {
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
