package org.manualkey.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.manualkey.service.ServiceFixture.done;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.manualkey.pfkey.Errno;
import org.manualkey.pfkey.MessageType;
import org.manualkey.service.LoadHistory.Failure;
import org.manualkey.service.LoadHistory.Load;
import org.manualkey.service.LoadHistory.Result;

/** Each load is one line of the log, and is counted, whatever came of it. */
final class LoadHistoryTest extends ServiceOnMemory {
  private static final String GOOD =
      "add esp spi 0x2001 dst 192.0.2.1 encralg null authalg hmac-sha1 authkey 00112233445566778899aabbccddeeff00112233\n";

  private void load(String text) throws Exception {
    fixture.write(text);
    done(service.enable(true));
    fixture.forgetLog();
    done(service.refresh());
  }

  private List<String> lines() {
    return fixture.logged().stream().filter(line -> line.startsWith("INFO load of ")).toList();
  }

  private void assertLine(String fields) {
    assertThat(lines())
        .singleElement()
        .asString()
        .matches("INFO load of " + fixture.keyFile + ": " + fields + " duration=\\d+\\.\\d{3}s");
  }

  @Test
  void loadThatSucceeds_isOneLine_withWhatItLoaded() throws Exception {
    load(GOOD + GOOD.replace("2001", "2002"));
    assertLine("result=loaded commands=2 valid=2 sas=2");
    assertThat(service.history().count(Result.LOADED)).isEqualTo(2); // with that of 'enable'
    Load last = service.history().last();
    assertThat(last.sas()).isEqualTo(2);
    assertThat(last.duration()).isPositive().isLessThan(Duration.ofMinutes(1));
    assertThat(service.history().lastGood()).isEqualTo(last.ended()).isEqualTo(fixture.now());
  }

  @Test
  void fileWithErrors_isOneLine_withWhatIsValid() throws Exception {
    load(GOOD + "bogus\n");
    assertLine("result=rejected commands=2 valid=1 sas=0");
    assertThat(service.history().lastGood()).isNull();
    fixture.later();
    load(GOOD);
    assertThat(service.history().lastGood()).isEqualTo(fixture.now());
    assertThat(service.history().count(Result.REJECTED)).isEqualTo(2);
  }

  @Test
  void fileThatCannotBeRead_isOneLine() throws Exception {
    load(GOOD);
    fixture.mode("rw-r--r--");
    fixture.forgetLog();
    done(service.refresh());
    assertLine("result=failed commands=0 valid=0 sas=0");
    assertThat(service.history().last().result()).isEqualTo(Result.FAILED);
  }

  @Test
  void nameServiceThatDoesNotAnswer_isOneLine() throws Exception {
    fixture.resolver.silentAbout("quiet");
    load(GOOD.replace("192.0.2.1", "quiet"));
    assertLine("result=waiting commands=1 valid=0 sas=0");
  }

  @Test
  void errorsOfAFile_areKeptWithTheirPlaces_untilTheFileIsReadAgain() throws Exception {
    load("add esp spi 0x2001 dst 192.0.2.1 authalg hmac-sha1 authkey 0011\nwalrus\n");
    List<Failure> failures = service.history().failures();
    assertThat(failures).filteredOn(Failure::current).hasSize(2);
    assertThat(failures).filteredOn(failure -> !failure.current()).hasSize(2); // of 'enable'
    assertThat(failures.getLast().located())
        .isEqualTo(fixture.keyFile + ":2:1: unknown command [unknown-command]");
    assertThat(failures.getLast().code()).isEqualTo("unknown-command");
    assertThat(failures.toString()).doesNotContain("walrus", "0011");

    fixture.mode("rw-r--r--");
    done(service.refresh());
    assertThat(service.history().failures()).as("it was not read").isEqualTo(failures);
    load(GOOD);
    assertThat(service.history().failures()).hasSize(4).noneMatch(Failure::current);
  }

  @Test
  void whatTheDatabaseRefuses_isAFailureWithoutAColumn() throws Exception {
    fixture.sadb.refusing(
        request -> request.header().type() == MessageType.ADD, Errno.ENOMEM.code());
    load(GOOD);
    assertLine("result=rolled-back commands=1 valid=1 sas=0");
    Failure failure = service.history().failures().getLast();
    assertThat(failure.located()).isEqualTo(fixture.keyFile + ":1: not enough space");
    assertThat(failure.code()).isEqualTo("refused");
    assertThat(failure.column()).isZero();
  }

  @Test
  void fileFullOfErrors_leavesSoManyOnly() throws Exception {
    load("bogus\n".repeat(5000));
    assertThat(service.history().failures()).hasSize(1000);
  }
}
