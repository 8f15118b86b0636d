package org.manualkey.load;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.manualkey.algorithm.AlgorithmsFile;
import org.manualkey.host.InterfaceAddresses;
import org.manualkey.pfkey.Header;
import org.manualkey.pfkey.Message;
import org.manualkey.pfkey.MessageType;
import org.manualkey.pfkey.SaType;
import org.manualkey.request.ScriptedResolver;
import org.manualkey.sa.SaContents;
import org.manualkey.sadb.Draft;
import org.manualkey.sadb.Exchanges;
import org.manualkey.sadb.Sadb;
import org.manualkey.sadb.linux.LinuxKernel;
import org.manualkey.sadb.linux.LinuxSadb;
import org.manualkey.sadb.linux.afkey.AfKeyKernel;
import org.manualkey.sadb.linux.xfrm.XfrmKernel;
import org.manualkey.secret.SecretText;

/**
 * A host whose daemon used AF_KEY and uses XFRM now, and back, on the kernel of this machine, whose
 * SAs it flushes: the tests of the guest kernel run it, by this name.
 */
final class UpgradeContract {
  private static final LoadPolicy DELTA =
      new LoadPolicy(LoadPolicy.Refresh.DELTA, LoadPolicy.Scope.ALL);
  private static final String AES = " encralg aes encrkey 000102030405060708090a0b0c0d0e0f";
  private static final String SHA1 =
      " authalg sha1 authkey 101112131415161718191a1b1c1d1e1f20212223";
  private static final String ENDS = " src 10.0.0.1 dst 10.0.0.2";

  /** What AF_KEY can do, each kind of SA once. */
  private static final String TEXT =
      String.join(
          "\n",
          "add esp spi 0x101" + ENDS + AES + SHA1,
          "add esp spi 0x102 src 10.0.0.2 dst 10.0.0.1 replay 32" + AES + SHA1,
          "add esp spi 0x103 src 2001:db8::1 dst 2001:db8::2 replay 16" + AES + SHA1,
          "add esp spi 0x104 src fe80::1 dst ff02::5 encralg null" + SHA1,
          "add esp spi 0x105"
              + ENDS
              + " soft_bytes 10000 hard_bytes 20000 soft_addtime 3000 hard_addtime 4000"
              + " soft_usetime 500 hard_usetime 600"
              + AES
              + SHA1,
          "add esp spi 0x106" + ENDS + " soft_bytes 10" + AES + SHA1,
          "add esp spi 0x107" + ENDS + " hard_addtime 9000000000000000000" + AES + SHA1,
          "add esp spi 0x108"
              + ENDS
              + " encap udp nat_loc 10.0.0.1 nat_lport 4500 nat_rem 10.0.0.2 nat_rport 4501"
              + AES
              + SHA1,
          "add esp spi 0x109"
              + ENDS
              + " encralg des encrkey 0123456789abcdee"
              + " authalg md5 authkey 000102030405060708090a0b0c0d0e0f",
          "add esp spi 0x10a" + ENDS + AES + " authalg sha384 authkey " + "5a".repeat(48),
          "add esp spi 0x10b" + ENDS + AES + " authalg sha512 authkey " + "a5".repeat(64),
          "add esp spi 0x10c" + ENDS + AES + " authalg sha256 authkey " + "c3".repeat(32),
          "add ah spi 0x10d" + ENDS + SHA1,
          "");

  @Test
  void sasThatWereLoadedByTheOneAreUnchangedForTheOther() {
    try (Sadb before = over(AfKeyKernel.open(Draft.PID, true))) {
      Exchanges.exchange(
          before, Message.of(Header.request(MessageType.FLUSH, SaType.UNSPEC, 1, Draft.PID)));
      assertThat(loaded(before).changes()).hasSize(13);
    }
    try (Sadb now = over(XfrmKernel.open(Draft.PID, true))) {
      assertThat(loaded(now).changes()).isEmpty();
      Exchanges.exchange(
          now, Message.of(Header.request(MessageType.FLUSH, SaType.UNSPEC, 1, Draft.PID)));
      assertThat(loaded(now).changes()).hasSize(13);
    }
    try (Sadb again = over(AfKeyKernel.open(Draft.PID, true))) {
      assertThat(loaded(again).changes()).isEmpty();
    }
  }

  /** AF_KEY made it with a check value of 96 bits; the other end of it now has 128. */
  @Test
  void saWithAShortCheckValueIsReplacedWhereTheWholeOneIsWanted() {
    String text = "add esp spi 0x10c" + ENDS + AES + " authalg sha256 authkey " + "c3".repeat(32);
    try (Sadb before = over(AfKeyKernel.open(Draft.PID, true))) {
      loaded(before, text);
    }
    try (Sadb now = over(XfrmKernel.open(Draft.PID, false))) {
      assertThat(loaded(now, text).changes())
          .singleElement()
          .isInstanceOf(PlannedChange.Replace.class);
      assertThat(loaded(now, text).changes()).isEmpty();
    }
  }

  private static Sadb over(LinuxKernel kernel) {
    return new LinuxSadb(kernel, AlgorithmsFile.builtIn(), new InterfaceAddresses(), Draft.PID);
  }

  private static Plan loaded(Sadb sadb) {
    return loaded(sadb, TEXT);
  }

  private static Plan loaded(Sadb sadb, String text) {
    LoadResult result =
        new CommandPipeline(AlgorithmsFile.builtIn(), new ScriptedResolver(), RecordingSadb::new)
            .loader(
                CommandPipeline.NameLookup.ON,
                sadb.judge(),
                () -> {},
                new ContentsOfLoad(new SaContents()))
            .load(
                SecretText.taking("keys", text.getBytes(StandardCharsets.US_ASCII)),
                sadb,
                DELTA,
                Ownership.NOBODY);
    assertThat(result).isInstanceOf(LoadResult.Applied.class);
    return ((LoadResult.Applied) result).plan();
  }
}
