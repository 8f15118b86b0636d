package org.manualkey.service;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.manualkey.pfkey.Errno;
import org.manualkey.pfkey.Message;
import org.manualkey.pfkey.MessageType;

/** What remains of a load that did not come to its end, and what the next start says of it. */
final class CutOffLoadTest {
  private static final String KEY =
      " authalg sha1 authkey 9bdb8d9e7f26d6fd4c2a24d5a2ab6bbd5a0b0f5e\n";

  @TempDir Path directory;
  private ServiceFixture fixture;
  private ManualKeyService service;
  private Path mark;

  @BeforeEach
  void open() throws Exception {
    fixture = new ServiceFixture(directory);
    mark = directory.resolve("state").resolve("load-under-way");
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

  /** A request about an SA. */
  private static Predicate<Message> request(MessageType type, int spi) {
    return request -> {
      var sa = request.sa();
      return request.header().type() == type && sa != null && sa.spi() == spi;
    };
  }

  @Test
  void markIsThereFromTheFirstChangeToTheCommit() throws Exception {
    AtomicInteger changes = new AtomicInteger();
    fixture.sadb.refusing(
        request -> {
          boolean changing = request.header().type() != MessageType.DUMP;
          assertThat(mark.toFile().exists()).isEqualTo(changing);
          changes.addAndGet(changing ? 1 : 0);
          return false;
        },
        Errno.EPERM.code());
    assertThat(ServiceFixture.done(service.refresh()).state()).isEqualTo(ServiceState.ONLINE);
    assertThat(changes).hasValue(3); // FLUSH, two ADDs
    assertThat(mark).doesNotExist();
  }

  @Test
  void completeUndoRemovesTheMark() throws Exception {
    fixture.sadb.refusing(request(MessageType.ADD, 1002), Errno.ENOMEM.code());
    fixture.write(add(1002));
    assertThat(ServiceFixture.done(service.refresh()).state()).isEqualTo(ServiceState.MAINTENANCE);
    assertThat(mark).doesNotExist();
    assertThat(service.status().reason()).doesNotContain("cut off");
  }

  @Test
  void undoThatCannotRestoreEverythingLeavesTheMark() throws Exception {
    fixture.sadb.refusing(
        request(MessageType.ADD, 1002).or(request(MessageType.ADD, 1001)), Errno.ENOMEM.code());
    fixture.write(add(1002));
    assertThat(ServiceFixture.done(service.refresh()).state()).isEqualTo(ServiceState.MAINTENANCE);
    assertThat(mark).exists();
    assertThat(service.isChanging()).isFalse();
  }

  @Test
  void startAfterACutOffLoadReportsIt_untilALoadSucceeds() throws Exception {
    Files.writeString(mark, "2026-11-28T12:00:00Z\n");
    fixture.write("nonsense\n");
    ManualKeyService next = fixture.service();
    assertThat(ServiceFixture.done(next.start()).state()).isEqualTo(ServiceState.MAINTENANCE);
    assertThat(next.status().reason())
        .endsWith(
            "; the load of 2026-11-28T12:00:00Z was cut off, and the SADB may hold part of it");
    fixture.write(add(1003));
    assertThat(ServiceFixture.done(next.clear()).state()).isEqualTo(ServiceState.ONLINE);
    assertThat(mark).doesNotExist();
    fixture.write("nonsense\n");
    assertThat(ServiceFixture.done(next.refresh()).reason()).doesNotContain("cut off");
  }

  @ParameterizedTest
  @CsvSource({"''", "yesterday"})
  void markThatCannotBeReadStillCounts(String content) throws Exception {
    Files.writeString(mark, content);
    fixture.write("nonsense\n");
    ManualKeyService next = fixture.service();
    assertThat(ServiceFixture.done(next.start()).reason()).contains("was cut off");
  }

  @Test
  void markThatExceedsTheMemoryStillCounts() throws Exception {
    try (RandomAccessFile file = new RandomAccessFile(mark.toFile(), "rw")) {
      file.setLength(1L << 40); // sparse
    }
    fixture.write("nonsense\n");
    ManualKeyService next = fixture.service();
    assertThat(ServiceFixture.done(next.start()).reason()).contains("was cut off");
  }

  @Test
  void outOfMemoryInTheMiddleOfALoadIsUndone() throws Exception {
    List<String> before = fixture.sadb.contents();
    AtomicInteger adds = new AtomicInteger();
    fixture.sadb.refusing(
        request -> {
          if (request.header().type() == MessageType.ADD && adds.incrementAndGet() == 2) {
            throw new OutOfMemoryError("for the test");
          }
          return false;
        },
        Errno.EPERM.code());
    fixture.write(add(1002) + add(1003));
    ServiceStatus status = ServiceFixture.done(service.refresh());
    assertThat(status.state()).isEqualTo(ServiceState.MAINTENANCE);
    assertThat(status.reason()).contains("out of memory");
    assertThat(contents()).isEqualTo(before);
    assertThat(mark).doesNotExist();
  }

  @Test
  void recordThatCannotBeWrittenAfterTheCommitIsNoFailureOfTheLoad() throws Exception {
    // A directory in the place of the new file cannot be replaced by it.
    fixture.sadb.refusing(
        request -> {
          if (request.header().type() == MessageType.FLUSH) {
            makeUnwritable();
          }
          return false;
        },
        Errno.EPERM.code());
    fixture.write(add(1002));
    assertThat(ServiceFixture.done(service.refresh()).state()).isEqualTo(ServiceState.ONLINE);
    assertThat(fixture.logged())
        .anyMatch(line -> line.contains("SAs that are gone still count as added by the service"));
  }

  @Test
  void recordThatCannotBeWrittenAfterADisableLeavesTheServiceDisabled() throws Exception {
    makeUnwritable();
    assertThat(ServiceFixture.done(service.disable(true)).state()).isEqualTo(ServiceState.DISABLED);
    assertThat(contents()).isEmpty();
  }

  private List<String> contents() {
    return fixture.owner.call(_ -> fixture.sadb.contents());
  }

  private void makeUnwritable() {
    try {
      Path owned = directory.resolve("state").resolve("owned-sas");
      Files.delete(owned);
      Files.createDirectories(owned.resolve("occupied"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
