package org.manualkey.sadb.linux.afkey;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.manualkey.pfkey.Header;
import org.manualkey.pfkey.Message;
import org.manualkey.pfkey.MessageType;
import org.manualkey.pfkey.SaType;
import org.manualkey.sadb.Draft;
import org.manualkey.sadb.Exchanges;
import org.manualkey.sadb.JudgedAdds;
import org.manualkey.sadb.Sadb;
import org.manualkey.sadb.memory.OddAdds;

/**
 * That the kernel of this machine, whose SAs it flushes, adds what is judged to be addable: the
 * tests of the guest kernel run it, by this name.
 */
final class AfKeyJudgeContract {
  private static final int ADDS = 20_000;

  @Test
  void theKernelAddsWhatTheJudgeAccepts() {
    OddAdds adds = new OddAdds(20);
    int granted = 0;
    try (Sadb sadb = OwnKernel.openEmpty(true)) {
      for (int i = 0; i < ADDS; i++) {
        if (JudgedAdds.assertAgreed(sadb, adds.next())) {
          granted++;
          Exchanges.exchange(
              sadb, Message.of(Header.request(MessageType.FLUSH, SaType.UNSPEC, 1, Draft.PID)));
        }
      }
    }
    assertThat(granted).isGreaterThan(ADDS / 60);
  }
}
