package org.manualkey.load;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.manualkey.language.Problem;
import org.manualkey.sadb.linux.LinuxSadb;
import org.manualkey.sadb.linux.xfrm.SimulatedXfrm;

/** A load of what this kernel cannot do ends at its check, while the SAs of before protect. */
final class KernelLackTest {
  private static final String KEYS = " authalg sha1 authkey " + "5a".repeat(20);
  private static final String BEFORE =
      "add esp spi 0x900 src 10.0.0.1 dst 10.0.0.2 encralg aes encrkey " + "01".repeat(16) + "\n";

  private final SimulatedXfrm kernel = new SimulatedXfrm();
  private final LinuxSadb sadb = kernel.open();

  @AfterEach
  void close() {
    sadb.close();
    kernel.close();
  }

  private LoadResult load(String text) {
    return LoadAllocationContract.load(text, sadb, LoadPolicy.DEFAULT, Ownership.NOBODY);
  }

  private void granted(String text) {
    assertThat(load(text)).isInstanceOf(LoadResult.Applied.class);
  }

  private Problem refused(String text) {
    int changes = kernel.changes();
    LoadResult result = load(text);
    assertThat(kernel.changes()).as("changes").isEqualTo(changes);
    assertThat(result).isInstanceOf(LoadResult.Rejected.class);
    List<Problem> errors =
        ((LoadResult.Rejected) result).problems().stream().filter(Problem::isError).toList();
    return errors.getFirst();
  }

  private static String add(int spi, String more) {
    return "add esp spi 0x%x src 10.0.0.1 dst 10.0.0.2%s\n".formatted(spi, more);
  }

  private static String cipher(String name, int octets) {
    return " encralg " + name + " encrkey " + "0102030405060708".repeat(octets / 8);
  }

  @Test
  void aCipherThatTheKernelLacksRefusesTheLoadAtItsWord_untilItsModuleIsLoaded() {
    granted(BEFORE);
    kernel.remove("cbc(camellia)");
    String text =
        add(0x1000, cipher("aes", 16) + KEYS) + add(0x1001, cipher("camellia", 16) + KEYS);

    Problem problem = refused(text);

    assertThat(problem.line()).isEqualTo(2);
    assertThat(problem.column()).isEqualTo(text.lines().toList().get(1).indexOf("camellia") + 1);
    assertThat(problem.toString())
        .contains(
            "the kernel lacks camellia-cbc: load its modules ('modprobe -a crypto-cbc"
                + " crypto-camellia crypto-authenc crypto-echainiv'); the kernel reports: Requested"
                + " CRYPT algorithm not found");
    assertThat(problem.withoutWords()).contains("the kernel lacks the algorithm: load its modules");
    assertThat(problem.withoutWords()).doesNotContain("camellia");
    assertThat(kernel.size()).as("SAs of before").isEqualTo(1);

    kernel.load("cbc(camellia)");
    granted(text);
    assertThat(kernel.size()).isEqualTo(2);
  }

  @Test
  void authenticationThatTheKernelLacksIsToBlame_ofAhAndOfEsp() {
    kernel.remove("hmac(sha1)");
    for (String type : List.of("esp", "ah")) {
      String text = add(0x1000, KEYS).replace("esp", type);
      Problem problem = refused(text);
      assertThat(problem.column()).isEqualTo(text.indexOf("sha1") + 1);
      assertThat(problem.toString()).contains("the kernel lacks hmac-sha1: load its modules");
    }
    assertThat(refused(add(0x1000, cipher("aes", 16) + KEYS)).toString())
        .contains("the kernel lacks hmac-sha1");
    kernel.remove("rfc4106(gcm(aes))");
    assertThat(refused(add(0x1000, " encralg aes-gcm encrkey " + "5a".repeat(20))).toString())
        .contains("the kernel lacks aes-gcm", "crypto-rfc4106 crypto-gcm crypto-aes crypto-seqiv");
  }

  @Test
  void aLengthThatTheKernelDoesNotTakeIsRefusedAtTheKey() {
    kernel.refuseKeys(256);
    String text = add(0x1000, cipher("aes", 32) + KEYS);
    Problem problem = refused(text);
    assertThat(problem.column()).isEqualTo(text.indexOf("0102") + 1);
    assertThat(problem.toString()).contains("the kernel takes no key of 256 bits for aes-cbc");
    granted(add(0x1000, cipher("aes", 16) + KEYS));
  }

  @Test
  void aKeyWithoutItsSaltIsToldTheLengthsWithIt() {
    assertThat(refused(add(0x1000, " encralg aes-gcm encrkey " + "5a".repeat(16))).toString())
        .contains(
            "aes-gcm takes 128, 192 or 256 bits, and 32 of salt after them: 160, 224 or 288 bits in"
                + " all; 128 given");
  }

  @Test
  void theKernelIsAskedOnceForManySasAndForManyTexts() {
    String text =
        IntStream.range(0x1000, 0x1100)
            .mapToObj(spi -> add(spi, (spi % 2 == 0 ? cipher("aes", 16) : "") + KEYS))
            .collect(Collectors.joining());
    granted(text);
    assertThat(kernel.trials()).as("kinds of SAs").isEqualTo(2);
    granted(text.replace("0x10", "0x20"));
    assertThat(kernel.trials()).isZero();
  }

  @Test
  void whatTheKernelLacksIsAskedOnceForEachText() {
    kernel.remove("hmac(sha1)");
    String one = add(0x1000, KEYS);
    String many = one + add(0x1001, KEYS) + add(0x1002, KEYS);
    refused(one);
    int once = kernel.trials();
    assertThat(once).isPositive();
    refused(many);
    assertThat(kernel.trials()).isEqualTo(once);
  }

  @Test
  void aKernelThatAnswersNoTrialRefusesNothingAndIsAskedOnceForAText() {
    kernel.fallSilent();
    granted(add(0x1000, KEYS) + add(0x1001, cipher("aes", 16)) + add(0x1002, cipher("aes", 32)));
    assertThat(kernel.trials()).isEqualTo(1);
  }

  @Test
  void nothingIsAskedBeforeAText() {
    assertThat(kernel.trials()).isZero();
  }
}
