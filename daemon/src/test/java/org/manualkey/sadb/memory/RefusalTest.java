package org.manualkey.sadb.memory;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.manualkey.pfkey.Diagnostic;
import org.manualkey.pfkey.Errno;
import org.manualkey.sadb.Draft;

/** Every refusal, by its diagnostic; T numbers are those of the reference's scenario table. */
final class RefusalTest {

  /** Diagnostics of octets that are no message: {@link DeliveryTest}. */
  private static final Set<Diagnostic> OF_OCTETS = EnumSet.of(Diagnostic.BAD_EXTLEN);

  /**
   * Diagnostics that the kernel never gives either; or that need a host without AH and ESP
   * (NO_SADBS), or with labels (BAD_LABEL), or a check of authentication keys (WEAK_AKEY).
   */
  private static final Set<Diagnostic> NEVER =
      EnumSet.of(
          Diagnostic.UNKNOWN,
          Diagnostic.NO_SADBS,
          Diagnostic.WEAK_AKEY,
          Diagnostic.DUPLICATE_NATT_LOC,
          Diagnostic.DUPLICATE_NATT_REM,
          Diagnostic.DUPLICATE_NATT_PORTS,
          Diagnostic.INNER_PROTO_MISMATCH,
          Diagnostic.PAIR_ADD_MISMATCH,
          Diagnostic.BAD_SA_DIRECTION,
          Diagnostic.SA_EXPIRED,
          Diagnostic.BAD_LABEL);

  /**
   * One refusal.
   *
   * @param title the request in words
   * @param before what is in the database
   */
  record Case(String title, Errno errno, Diagnostic diagnostic, List<Draft> before, Draft request) {
    static Case of(Diagnostic diagnostic, String title, Draft request) {
      return new Case(title, Errno.EINVAL, diagnostic, List.of(), request);
    }

    Case with(Errno other) {
      return new Case(title, other, diagnostic, before, request);
    }

    Case after(Draft... added) {
      return new Case(title, errno, diagnostic, List.of(added), request);
    }

    DynamicTest test() {
      return DynamicTest.dynamicTest(diagnostic + ": " + title, this::run);
    }

    private void run() {
      Bench bench = new Bench();
      before.forEach(bench::granted);
      List<Object> told = Snapshots.of(bench);
      bench.refused(request, errno, diagnostic);
      assertThat(Snapshots.of(bench)).as("the database is unchanged").isEqualTo(told);
    }
  }

  @TestFactory
  Stream<DynamicTest> messagesAndExtensions() {
    return MessageCases.all().map(Case::test);
  }

  @TestFactory
  Stream<DynamicTest> addresses() {
    return AddressCases.all().map(Case::test);
  }

  @TestFactory
  Stream<DynamicTest> keysAndLifetimes() {
    return AddCases.all().map(Case::test);
  }

  @TestFactory
  Stream<DynamicTest> requestsOnSasThatAreThere() {
    return StoredCases.all().map(Case::test);
  }

  @TestFactory
  Stream<DynamicTest> requestsOfKeyManagement() {
    return KeyManagementCases.all().map(Case::test);
  }

  @Test
  void everyDiagnosticHasItsCase() {
    Set<Diagnostic> shown = EnumSet.noneOf(Diagnostic.class);
    Stream.of(
            MessageCases.all(),
            AddressCases.all(),
            AddCases.all(),
            StoredCases.all(),
            KeyManagementCases.all())
        .flatMap(cases -> cases)
        .forEach(each -> shown.add(each.diagnostic()));
    Set<Diagnostic> expected = EnumSet.complementOf(EnumSet.copyOf(NEVER));
    expected.removeAll(OF_OCTETS);
    assertThat(shown).containsExactlyInAnyOrderElementsOf(expected);
  }
}
