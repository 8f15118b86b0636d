package org.manualkey.service;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.util.List;
import java.util.Objects;
import java.util.OptionalInt;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.manualkey.algorithm.AlgorithmsFile;
import org.manualkey.host.IpAddress;
import org.manualkey.pfkey.ReplayValue;
import org.manualkey.pfkey.SaType;
import org.manualkey.pfkey.XfrmSettings;
import org.manualkey.sa.Direction;
import org.manualkey.sa.SecurityAssociation;
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
  private final SaWarnings warnings = new SaWarnings();

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

  private void lookAt(Draft... drafts) {
    try (MemorySadb memory = MemorySadb.timeless(AlgorithmsFile.builtIn(), Databases.HOST)) {
      for (Draft draft : drafts) {
        assertThat(Exchanges.exchange(memory, draft.build()).header().errno()).isZero();
      }
      look(memory);
    }
  }

  private static Draft at(Draft draft, int number) {
    return draft.with(new ReplayValue(number, 0));
  }

  @Test
  void sequenceNumbersOfOutboundSasThatComeToAnEndAreAWarning_loggedOnceForEach() {
    Draft far = at(Draft.out(0x1000), 0xbfffffff);
    Draft near = at(Draft.out(0x1001), 0xc0000000);
    lookAt(far, near, at(Draft.in(0x1002), 0xf0000000));

    SaWarning warning = warnings.current().getFirst();
    assertThat(warning.text())
        .isEqualTo(
            "sequence numbers come to an end (3221225472 of 4294967295): three quarters or more are"
                + " used by 1 SA of the key file: esp spi 0x1001 dst 10.0.0.2");
    assertThat(warning.highest()).isEqualTo(0xc0000000L);
    lookAt(far, at(Draft.out(0x1001), 0xd0000000), at(Draft.out(0x1003), 0xc0000001));
    assertThat(warnings.current().getFirst().count()).isEqualTo(2);
    assertThat(warnings.current().getFirst().highest()).isEqualTo(0xd0000000L);
    assertThat(logged()).hasSize(2).last().asString().endsWith(": esp spi 0x1003 dst 10.0.0.2");

    lookAt(far);
    assertThat(warnings.current()).isEmpty();
    warnings.forget();
    lookAt(near);
    assertThat(logged()).as("it has come back").hasSize(3);
    assertThat(lines.list.getLast().getKeyValuePairs())
        .extracting(pair -> pair.key + "=" + pair.value)
        .containsExactly("event=warning", "warning=sequence", "sas=1");
  }

  @Test
  void longSequenceNumbersComeToNoEnd() {
    SecurityAssociation sa =
        Objects.requireNonNull(
            SecurityAssociation.requested(
                at(Draft.out(0x1000), -1)
                    .with(new XfrmSettings(0, 0, 0, 0, true, 0, false, 0))
                    .build()));
    SaWarnings.Look look = warnings.begin(sadb);
    look.accept(sa);
    look.end();
    assertThat(warnings.current()).extracting(SaWarning::kind).containsOnly(SaWarning.Kind.UNUSED);
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
