package org.manualkey.sadb.memory;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.EnumSet;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.manualkey.algorithm.Algorithm;
import org.manualkey.pfkey.Extension;
import org.manualkey.pfkey.ExtensionType;
import org.manualkey.pfkey.Message;
import org.manualkey.pfkey.Sa;
import org.manualkey.pfkey.SaFlag;
import org.manualkey.pfkey.SaState;

/** The random databases hold what tests with them are about. */
class RandomSasTest {
  private final Set<ExtensionType> extensions = EnumSet.noneOf(ExtensionType.class);
  private final Set<SaState> states = EnumSet.noneOf(SaState.class);
  private final Set<Integer> ciphers = new HashSet<>();
  private int flags;

  @Test
  void allThatCanBeIsThere() {
    for (int seed = 0; seed < 200; seed++) {
      try (MemorySadb sadb = RandomSas.open()) {
        new RandomSas(seed).fill(sadb);
        RandomSas.dump(sadb).forEach(this::look);
      }
    }

    assertThat(extensions)
        .contains(
            ExtensionType.LIFETIME_HARD,
            ExtensionType.LIFETIME_SOFT,
            ExtensionType.X_LIFETIME_IDLE,
            ExtensionType.ADDRESS_INNER_SRC,
            ExtensionType.X_ADDRESS_INNER_DST,
            ExtensionType.X_ADDRESS_NATT_LOC,
            ExtensionType.X_ADDRESS_NATT_REM,
            ExtensionType.KEY_AUTH,
            ExtensionType.KEY_ENCRYPT,
            ExtensionType.IDENTITY_SRC,
            ExtensionType.IDENTITY_DST,
            ExtensionType.X_KM_COOKIE,
            ExtensionType.X_PAIR,
            ExtensionType.X_REPLAY_VALUE);
    assertThat(states).contains(SaState.MATURE, SaState.ACTIVE_ELSEWHERE);
    assertThat(ciphers)
        .containsAll(
            RandomSas.ALGORITHMS.all(Algorithm.Kind.ENCRYPTION).stream()
                .filter(MemoryCapabilities::have)
                .map(Algorithm::id)
                .filter(id -> RandomSas.ALGORITHMS.usable(Algorithm.Kind.ENCRYPTION, id) != null)
                .toList());
    for (SaFlag flag : SaFlag.values()) {
      boolean never =
          switch (flag) {
            case PFS, USED, KRES1, KRES2, AALG2, KM2, KM3 -> true;
            default -> false;
          };
      assertThat(flag.in(flags)).as(flag.name()).isEqualTo(!never);
    }
  }

  private void look(Message dumped) {
    for (Extension extension : dumped.extensions()) {
      extensions.add(extension.type());
    }
    Sa sa = Bench.sa(dumped);
    states.add(sa.state());
    ciphers.add(sa.encrypt());
    flags |= sa.flags();
  }
}
