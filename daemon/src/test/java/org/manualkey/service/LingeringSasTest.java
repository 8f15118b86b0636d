package org.manualkey.service;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.manualkey.pfkey.Errno;
import org.manualkey.pfkey.MessageType;
import org.manualkey.sadb.Draft;
import org.manualkey.sadb.Reply;

/** SAs that stay for a while beside those that succeed them. */
final class LingeringSasTest extends ServiceOnMemory {
  private static final String HOUR = "3600000";
  private static final long PATIENCE_NANOS = 30_000_000_000L;

  @BeforeEach
  void loadTwo() throws Exception {
    fixture.configuration.set(Property.REFRESH, "delta");
    fixture.configuration.set(Property.SCOPE, "owned");
    fixture.configuration.set(Property.LINGER, HOUR);
    fixture.write(add(1000) + add(1001));
    ServiceFixture.done(service.enable(false));
  }

  private void load(String text) throws Exception {
    fixture.write(text);
    assertThat(ServiceFixture.done(service.refresh()).state()).isEqualTo(ServiceState.ONLINE);
  }

  private List<Integer> spis() {
    return fixture.owner.call(sadb -> {
      List<Integer> spis = new ArrayList<>();
      sadb.forEach(sa -> {
        sa.keys().wipe();
        spis.add(sa.id().spi());
      });
      return spis.stream().sorted().toList();
    });
  }

  private long owned() throws Exception {
    try (var lines = Files.lines(fixture.stateDirectory().resolve("owned-sas"))) {
      return lines.count();
    }
  }

  private void becomes(BooleanSupplier condition) {
    long end = System.nanoTime() + PATIENCE_NANOS;
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime()).as("%s", fixture.logged()).isLessThan(end);
      LockSupport.parkNanos(5_000_000);
    }
  }

  /** Until all that was planned for so many milliseconds from now has been run. */
  private void pass(int millis) throws Exception {
    CompletableFuture<Boolean> passed = new CompletableFuture<>();
    fixture.owner.later(Duration.ofMillis(millis), _ -> passed.complete(true));
    passed.get(30, TimeUnit.SECONDS);
  }

  @Test
  void refreshReturnsWithTheSuccessorInPlace_andTheOldSaIsDeletedLater() throws Exception {
    fixture.configuration.set(Property.LINGER, "300");
    load(add(1001) + add(1002));
    assertThat(spis()).containsExactly(1000, 1001, 1002);
    assertThat(owned()).isEqualTo(3);
    becomes(() -> spis().equals(List.of(1001, 1002)));
    becomes(() -> fixture.logged().contains("INFO 1 SA deleted after config/linger"));
    assertThat(owned()).isEqualTo(2);
    assertThat(service.status().state()).isEqualTo(ServiceState.ONLINE);
    assertThat(service.missingSas()).isEmpty();
  }

  @Test
  void refreshMeanwhileDoesNotMakeItStayLonger() throws Exception {
    fixture.configuration.set(Property.LINGER, "300");
    load(add(1001) + add(1002));
    fixture.configuration.set(Property.LINGER, HOUR);
    load(add(1001) + add(1002));
    becomes(() -> spis().equals(List.of(1001, 1002)));
  }

  @Test
  void saThatTheFileHasAgainStays() throws Exception {
    fixture.configuration.set(Property.LINGER, "100");
    load(add(1001));
    load(add(1000) + add(1001));
    pass(200);
    assertThat(spis()).containsExactly(1000, 1001);
    assertThat(fixture.logged()).noneMatch(line -> line.contains("after config/linger"));
  }

  @Test
  void daemonThatEndsMeanwhileDeletesItByItsNextLoad() throws Exception {
    load(add(1002));
    assertThat(spis()).containsExactly(1000, 1001, 1002);
    fixture.configuration.set(Property.LINGER, "0");
    ServiceFixture.done(fixture.service().start());
    assertThat(spis()).containsExactly(1002);
  }

  @Test
  void saThatAnotherProgramPutsInItsPlaceStays() throws Exception {
    fixture.configuration.set(Property.LINGER, "500");
    load(add(1002));
    fixture.owner.call(sadb -> {
      Draft old = Draft.about(MessageType.DELETE, 1000).to("192.0.2.2");
      assertThat(sadb.exchange(old.build())).isInstanceOf(Reply.Done.class);
      Draft other = Draft.addEsp(1000).from("192.0.2.1").to("192.0.2.2");
      return assertThat(sadb.exchange(other.build())).isInstanceOf(Reply.Done.class);
    });
    becomes(() -> fixture.logged().contains("INFO 1 SA deleted after config/linger"));
    assertThat(spis()).containsExactly(1000, 1002);
    assertThat(fixture.logged())
        .contains(
            "WARN esp spi 0x3e8 dst 192.0.2.2: another SA took its place while it lingered; not"
                + " deleted");
    assertThat(owned()).isEqualTo(1);
    ServiceFixture.done(service.disable(false));
    assertThat(spis()).containsExactly(1000);
  }

  @Test
  void disablingMeanwhileDeletesItAtOnce() throws Exception {
    fixture.configuration.set(Property.LINGER, "100");
    load(add(1002));
    ServiceFixture.done(service.disable(false));
    assertThat(spis()).isEmpty();
    pass(200);
    assertThat(fixture.logged()).noneMatch(line -> line.contains("after config/linger"));
  }

  @Test
  void saThatAnotherProgramDeletedMeanwhileIsGone_andOneThatIsRefusedIsLeftToTheNextLoad()
      throws Exception {
    fixture.configuration.set(Property.LINGER, "100");
    fixture.sadb.refusing(
        request -> request.header().type() == MessageType.DELETE && request.sa().spi() == 1000,
        Errno.EPERM.code());
    load(add(1002));
    becomes(() -> fixture.logged().contains("INFO 1 SA deleted after config/linger"));
    assertThat(fixture.logged())
        .contains(
            "ERROR not deleted after config/linger, but by the next load: esp spi 0x3e8 dst"
                + " 192.0.2.2: operation not permitted");
    fixture.sadb.refusing(_ -> false, Errno.NONE.code());
    fixture.configuration.set(Property.LINGER, "0");
    load(add(1002));
    assertThat(spis()).containsExactly(1002);
    assertThat(owned()).isEqualTo(1);
  }

  /** Whatever refuses all of them, the log has room for other lines. */
  @Test
  void manyThatAreRefusedAreOneLine() throws Exception {
    StringBuilder many = new StringBuilder();
    for (int spi = 2000; spi < 2100; spi++) {
      many.append(add(spi));
    }
    load(many.toString());
    fixture.configuration.set(Property.LINGER, "100");
    fixture.sadb.refusing(
        request -> request.header().type() == MessageType.DELETE && request.sa().spi() != 2000,
        Errno.EPERM.code());
    load(add(1002));
    becomes(() -> fixture.logged().contains("INFO 1 SA deleted after config/linger"));
    assertThat(fixture.logged().stream().filter(line -> line.contains("not deleted after")))
        .singleElement()
        .satisfies(line -> assertThat(line).contains("; and ").endsWith("not permitted"));
  }
}
