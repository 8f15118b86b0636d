package org.manualkey.fault;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.manualkey.fault.Steps.Fault;
import org.manualkey.load.RecordingSadb;
import org.manualkey.service.Property;
import org.manualkey.service.ServiceState;
import org.manualkey.service.ServiceStatus;

/**
 * Each verb of the service with each fault at each of its steps: the first, the second, and so on
 * until it comes to its end without one. Afterwards, and for a killed daemon after its next start:
 * the SADB is the old or the new one, the status says which, and the next command works.
 */
final class FaultAtEveryStepTest {
  private static final String OLD = ServiceUnderFaults.adding(1000, 1001, 1002);
  private static final String NEW = ServiceUnderFaults.adding(1001, 1002, 1003, 1004);

  @TempDir Path directory;

  /** What the database holds after a load of the new file. */
  private List<String> target;

  @BeforeEach
  void loadNewFileWithoutFault() throws Exception {
    Path run = Files.createDirectory(directory.resolve("target"));
    ServiceUnderFaults.prepare(run, NEW);
    try (RecordingSadb sadb = new RecordingSadb();
        ServiceUnderFaults daemon =
            new ServiceUnderFaults(run, sadb, Steps.failing(Fault.NONE, 0))) {
      ServiceUnderFaults.done(daemon.service.start());
      ServiceUnderFaults.done(daemon.service.enable(false));
      target = sadb.contents();
    }
    assertThat(target).hasSize(4);
  }

  /** A verb, with what it finds. */
  enum Work {
    ENABLE,
    REFRESH,
    DISABLE,
    SETPROP;

    boolean isEnabledBefore() {
      return this != ENABLE;
    }

    void run(ServiceUnderFaults daemon) throws Exception {
      switch (this) {
        case ENABLE -> ServiceUnderFaults.done(daemon.service.enable(false));
        case REFRESH -> ServiceUnderFaults.done(daemon.service.refresh());
        case DISABLE -> ServiceUnderFaults.done(daemon.service.disable(false));
        case SETPROP -> daemon.configuration.set(Property.REFRESH, "delta");
      }
    }
  }

  static Stream<Arguments> everything() {
    return Stream.of(Work.values())
        .flatMap(work ->
            Stream.of(Fault.values())
                .filter(fault -> fault != Fault.NONE)
                .map(fault -> Arguments.of(work, fault)));
  }

  @ParameterizedTest
  @MethodSource("everything")
  void leavesTheOldOrTheNew_saysWhich_andTheNextCommandWorks(Work work, Fault fault)
      throws Exception {
    int nth = 1;
    while (run(work, fault, nth)) {
      nth++;
    }
    // setprop creates, writes, syncs and moves one file, and syncs its directory.
    assertThat(nth).isGreaterThan(fault == Fault.KILL ? 4 : 1);
  }

  /** One run, with the fault at the n-th step; whether there was such a step. */
  private boolean run(Work work, Fault fault, int nth) throws Exception {
    Path run = Files.createDirectory(directory.resolve("run" + nth));
    ServiceUnderFaults.prepare(run, OLD);
    Steps steps = Steps.failing(fault, nth);
    try (RecordingSadb sadb = new RecordingSadb()) {
      List<String> before;
      ServiceStatus after;
      try (ServiceUnderFaults daemon = new ServiceUnderFaults(run, sadb, steps)) {
        ServiceUnderFaults.done(daemon.service.start());
        if (work.isEnabledBefore()) {
          ServiceUnderFaults.done(daemon.service.enable(false));
        }
        before = sadb.contents();
        ServiceUnderFaults.writeKeys(run, NEW);
        steps.arm();
        boolean failed = hasFailed(work, daemon);
        after = daemon.service.status();
        steps.repair();
        if (fault != Fault.KILL) {
          checkLiving(work, daemon, sadb, before, failed);
        }
      }
      checkNextStart(work, run, sadb, after, steps.struck());
    }
    return steps.struck();
  }

  /** Whether the verb itself reported a failure to who asked for it. */
  private static boolean hasFailed(Work work, ServiceUnderFaults daemon) throws Exception {
    try {
      work.run(daemon);
      return false;
    } catch (IOException | Steps.Killed e) {
      return true;
    } catch (ExecutionException e) {
      assertThat(e).hasCauseInstanceOf(Steps.Killed.class);
      return true;
    }
  }

  /** The fault is gone, and the process lives. */
  private void checkLiving(
      Work work, ServiceUnderFaults daemon, RecordingSadb sadb, List<String> before, boolean failed)
      throws Exception {
    ServiceStatus status = daemon.service.status();
    List<String> now = sadb.contents();
    switch (status.state()) {
      case ONLINE -> {
        boolean isOld = work == Work.SETPROP || (failed && work == Work.DISABLE);
        assertThat(now).isEqualTo(isOld ? before : target);
      }
      case DISABLED -> {
        assertThat(failed).isEqualTo(work != Work.DISABLE);
        assertThat(now).isEmpty();
      }
      case MAINTENANCE -> {
        assertThat(now).isEqualTo(before);
        assertThat(status.reason()).contains("/state/");
      }
      case OFFLINE, DEGRADED -> throw new AssertionError(status);
    }
    if (work == Work.SETPROP) {
      assertThat(daemon.configuration.value(Property.REFRESH))
          .isEqualTo(failed ? "flush" : "delta");
    }
    ServiceUnderFaults.done(daemon.service.enable(false));
    assertThat(ServiceUnderFaults.done(daemon.service.refresh()).state())
        .isEqualTo(ServiceState.ONLINE);
    assertThat(sadb.contents()).isEqualTo(target);
    if (work == Work.DISABLE) {
      ServiceUnderFaults.done(daemon.service.disable(false));
    }
  }

  /** The next daemon finds files that it understands, and whatever was cut off is completed. */
  private void checkNextStart(
      Work work, Path run, RecordingSadb sadb, ServiceStatus killed, boolean struck)
      throws Exception {
    try (ServiceUnderFaults next =
        new ServiceUnderFaults(run, sadb, Steps.failing(Fault.NONE, 0))) {
      assertThat(next.configuration.value(Property.REFRESH)).isIn("flush", "delta");
      ServiceStatus status = ServiceUnderFaults.done(next.service.start());
      switch (status.state()) {
        case ONLINE -> assertThat(sadb.contents()).isEqualTo(target);
        case DISABLED -> {
          assertThat(work).isIn(Work.ENABLE, Work.DISABLE);
          // A disable that was cut off is kept, and its SAs are: nobody else removes them.
          assertThat(struck || killed.state() == ServiceState.DISABLED).isTrue();
        }
        case MAINTENANCE, OFFLINE, DEGRADED -> throw new AssertionError(status);
      }
      ServiceUnderFaults.done(next.service.enable(false));
      assertThat(ServiceUnderFaults.done(next.service.refresh()).state())
          .isEqualTo(ServiceState.ONLINE);
      assertThat(sadb.contents()).isEqualTo(target);
      assertThat(ServiceUnderFaults.done(next.service.disable(false)).state())
          .isEqualTo(ServiceState.DISABLED);
      assertThat(sadb.contents()).isEmpty();
    }
    try (Stream<Path> left = Files.list(run.resolve("state"))) {
      assertThat(left.map(path -> path.getFileName().toString()))
          .as("files of the state directory")
          .isSubsetOf("general-enabled", "owned-sas", "properties", "properties.new");
    }
  }
}
