package org.manualkey.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.manualkey.service.ServiceFixture.after;
import static org.manualkey.service.ServiceFixture.done;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.manualkey.sadb.Draft;

/** Loads and flushes over SAs that are owned, that are not, or of which the record is broken. */
final class OwnedSasOfServiceTest extends ServiceOfKeyFile {
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
  void sasThatTheServiceDidNotAddAreCountedInTheLogBeforeTheyGo() throws Exception {
    online(add(1000));
    fixture.owner.call(sadb -> sadb.exchange(Draft.out(0x9000).build()));
    fixture.write(add(1001));
    after(service, service::refresh);
    assertThat(fixture.logged())
        .anyMatch(line -> line.contains("deletes or changes 1 SA that the service did not add"));
  }
}
