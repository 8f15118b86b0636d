package org.manualkey.sadb.illumos;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.manualkey.algorithm.Algorithm;
import org.manualkey.algorithm.Algorithms;
import org.manualkey.algorithm.AlgorithmsFile;
import org.manualkey.pfkey.Diagnostic;
import org.manualkey.pfkey.Supported;
import org.manualkey.sadb.Draft;
import org.manualkey.sadb.Refusal;
import org.manualkey.sadb.Reply;

/** What a kernel that has SHA-1, and AES with keys of 128 bits alone, makes of the table. */
final class KernelAlgorithmsTest {
  private static final Algorithms TABLE = AlgorithmsFile.builtIn();
  private static final int NULL = 11;
  private static final int SHA256 = 5;

  private static final List<Supported> LISTS =
      List.of(
          new Supported(
              Supported.Kind.AUTH,
              0,
              List.of(new Supported.Algorithm(Draft.SHA1, 0, 160, 160, 0, 0))),
          new Supported(
              Supported.Kind.ENCRYPT,
              0,
              List.of(new Supported.Algorithm(Draft.AES_CBC, 16, 128, 128, 0, 0))));

  private final KernelAlgorithms kernel = KernelAlgorithms.of(LISTS, TABLE);

  private static Draft sha256() {
    return Draft.addEsp(0x1000).algorithms(SHA256, Draft.AES_CBC).authKey(256, "5a".repeat(32));
  }

  @Test
  void algorithmThatTheKernelHasIsJudgedByTheLengthsOfTheKernel() {
    Algorithm aes =
        Objects.requireNonNull(
            kernel.algorithms().usable(Algorithm.Kind.ENCRYPTION, Draft.AES_CBC));
    assertThat(aes.keyLengths().permits(128)).isTrue();
    assertThat(aes.keyLengths().permits(256)).isFalse();
    assertThat(kernel.judge(Draft.addEsp(0x1000).build())).isNull();
  }

  @Test
  void algorithmThatTheKernelLacksIsRefusedByItsName() {
    Refusal refusal = Objects.requireNonNull(kernel.judge(sha256().build()));
    assertThat(Diagnostic.of(refusal.diagnostic())).isEqualTo(Diagnostic.BAD_AALG);
    assertThat(refusal.reason()).startsWith("hmac-sha256 is missing in this kernel");
    assertThat(refusal.wordless()).startsWith("the algorithm is missing");
  }

  @Test
  void nullEncryptionNeedsNoProvider() {
    assertThat(kernel.algorithms().byId(Algorithm.Kind.ENCRYPTION, NULL)).isNotNull();
  }

  @Test
  void kernelThatListsNothingIsTakenToHaveTheWholeTable() {
    assertThat(KernelAlgorithms.of(List.of(), TABLE)).isEqualTo(KernelAlgorithms.unknown(TABLE));
  }

  @Test
  void judgementOfASessionUsesWhatTheKernelRegisters() {
    try (EmulatedKernel played = new EmulatedKernel(kernel.algorithms(), new Host());
        IllumosSadb sadb = IllumosSadb.open(played, TABLE, new Host(), Draft.PID)) {
      assertThat(sadb.judge().judge(sha256().build())).isNotNull();
      assertThat(sadb.exchange(sha256().build())).isInstanceOf(Reply.Refused.class);
      assertThat(sadb.exchange(Draft.addEsp(0x1000).build())).isInstanceOf(Reply.Done.class);
    }
  }

  @Test
  void kernelThatDoesNotAnswerLeavesTheTable() {
    try (EmulatedKernel played = new EmulatedKernel(new Host())) {
      played.lose(_ -> true, Integer.MAX_VALUE);
      assertThat(KernelAlgorithms.ask(played, TABLE, Draft.PID))
          .isEqualTo(KernelAlgorithms.unknown(TABLE));
    }
  }
}
