package org.manualkey.service;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.time.Duration;
import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.manualkey.algorithm.AlgorithmsFile;
import org.manualkey.host.IpAddress;
import org.manualkey.pfkey.SaType;
import org.manualkey.sa.Direction;
import org.manualkey.sadb.Draft;
import org.manualkey.sadb.Exchanges;
import org.manualkey.sadb.PolicyTemplate;
import org.manualkey.sadb.Sadb;
import org.manualkey.sadb.linux.Databases;
import org.manualkey.sadb.linux.FakeLinuxKernel;
import org.manualkey.sadb.linux.afkey.AfKeyCapabilities;
import org.manualkey.sadb.memory.MemorySadb;
import org.slf4j.LoggerFactory;

/** What regular looks find out about SAs that are there. */
final class SaWarningsTest {
  private final FakeLinuxKernel kernel =
      new FakeLinuxKernel(AfKeyCapabilities.table(true), Draft.PID);
  private final Sadb sadb = Databases.over(kernel, Draft.PID);
  private final Logger log = (Logger) LoggerFactory.getLogger(LogName.SERVICE);
  private final ListAppender<ILoggingEvent> lines = new ListAppender<>();
  private long now;
  private final SaWarnings warnings = new SaWarnings(() -> now);

  @BeforeEach
  void open() {
    lines.start();
    log.addAppender(lines);
  }

  @AfterEach
  void close() {
    log.detachAppender(lines);
    sadb.close();
  }

  private static PolicyTemplate plain(Direction direction) {
    return new PolicyTemplate(
        direction, SaType.ESP, IpAddress.Family.IPV4, false, 0, 0, 0, null, null);
  }

  private void add(Draft... drafts) {
    for (Draft draft : drafts) {
      assertThat(Exchanges.exchange(sadb, draft.build()).header().errno()).isZero();
    }
  }

  private void look() {
    look(sadb);
    now += Duration.ofMinutes(1).toNanos();
  }

  private void look(Sadb at) {
    SaWarnings.Look look = warnings.begin(at);
    at.forEach(sa -> {
      sa.keys().wipe();
      look.accept(sa);
    });
    look.end();
  }

  private List<String> logged() {
    return lines.list.stream().map(ILoggingEvent::getFormattedMessage).toList();
  }

  @Test
  void sasThatNoPolicyUsesAreAWarning_untilOneDoes() {
    add(Draft.out(0x1000), Draft.in(0x2000));
    look();

    assertThat(warnings.unused()).hasValue(2);
    String text =
        "packets are not protected: no policy of the kernel uses 2 SAs of the key file: "
            + "esp spi 0x1000 dst 10.0.0.2, esp spi 0x2000 dst 10.0.0.1";
    assertThat(warnings.current()).singleElement().extracting(SaWarning::text).isEqualTo(text);

    kernel.require(plain(Direction.OUTBOUND));
    look();
    assertThat(warnings.current())
        .singleElement()
        .extracting(SaWarning::text)
        .asString()
        .endsWith("uses 1 SA of the key file: esp spi 0x2000 dst 10.0.0.1");

    kernel.require(plain(Direction.INBOUND));
    look();
    look();
    assertThat(warnings.current()).isEmpty();
    assertThat(warnings.unused()).hasValue(0);
    assertThat(logged())
        .hasSize(3)
        .startsWith(text)
        .endsWith("policies of the kernel use all SAs of the key file");
  }

  @Test
  void fewSasAreNamed_andTheOthersCounted() {
    for (int spi = 0x1000; spi < 0x1000 + 3 * SaWarning.FEW; spi++) {
      add(Draft.out(spi));
    }
    look();

    SaWarning warning = warnings.current().getFirst();
    assertThat(warning.count()).isEqualTo(3 * SaWarning.FEW);
    assertThat(warning.first()).hasSize(SaWarning.FEW);
    assertThat(warning.text()).endsWith(" and 10 more");
  }

  @Test
  void policiesAreLookedAtOnceAMinuteAtMost_andWhatIsKnownStaysUntilThen() {
    add(Draft.out(0x1000));
    look(sadb);
    kernel.require(plain(Direction.OUTBOUND));
    now += Duration.ofSeconds(59).toNanos();
    look(sadb);
    assertThat(warnings.unused()).hasValue(1);

    now += Duration.ofSeconds(1).toNanos();
    look(sadb);
    assertThat(warnings.unused()).hasValue(0);
  }

  @Test
  void whatIsFoundAgainAfterALoadIsNotLoggedAgain() {
    add(Draft.out(0x1000));
    look();
    warnings.forget();
    assertThat(warnings.unused()).isEqualTo(OptionalInt.empty());
    assertThat(warnings.current()).isEmpty();

    look();
    assertThat(warnings.unused()).hasValue(1);
    assertThat(logged()).hasSize(1);
  }

  @Test
  void databaseWithoutPoliciesIsNoReasonToWarn() {
    try (MemorySadb memory = MemorySadb.timeless(AlgorithmsFile.builtIn(), Databases.HOST)) {
      assertThat(Exchanges.exchange(memory, Draft.out(0x1000).build()).header().errno()).isZero();
      look(memory);
    }
    assertThat(warnings.unused()).isEqualTo(OptionalInt.empty());
    assertThat(warnings.current()).isEmpty();
    assertThat(logged()).isEmpty();
  }
}
