package org.manualkey.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.manualkey.service.ServiceFixture.after;
import static org.manualkey.service.ServiceFixture.done;

import java.nio.file.Files;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** States of the service that come from its key file, and from the names in it. */
final class KeyFileOfServiceTest extends ServiceOfKeyFile {
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
  void whatAnyDatabaseWouldRefuseIsMaintenanceWithItsPlace() throws Exception {
    fixture.write(
        "add esp spi 256 src 192.0.2.1 dst 224.0.0.1 encralg aes encrkey 00 authalg md5 authkey 00\n");
    done(service.start());
    assertThat(done(service.enable(false)).reason())
        .startsWith(fixture.keyFile + ":1:")
        .contains("nothing was changed");
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
}
