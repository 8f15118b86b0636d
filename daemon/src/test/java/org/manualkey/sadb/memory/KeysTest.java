package org.manualkey.sadb.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.manualkey.sadb.Draft.AES_KEY;
import static org.manualkey.sadb.Draft.SHA1;
import static org.manualkey.sadb.Draft.addEsp;

import java.util.Objects;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.manualkey.algorithm.AlgorithmsFile;
import org.manualkey.host.IpAddress;
import org.manualkey.pfkey.ExtensionType;
import org.manualkey.pfkey.Key;
import org.manualkey.pfkey.Message;
import org.manualkey.pfkey.SaFlag;
import org.manualkey.pfkey.SaType;
import org.manualkey.pfkey.XfrmSettings;
import org.manualkey.sa.Direction;
import org.manualkey.sa.SaId;
import org.manualkey.sadb.Draft;
import org.manualkey.sadb.rules.RequestInProgress;
import org.manualkey.sadb.rules.WeakKeys;

final class KeysTest {
  private static final String K1 = "0123456789abcdef";
  private static final String K2 = "23456789abcdef01";

  private final Bench bench = new Bench();

  @Test
  @DisplayName("T47 NULL encryption has no key to tell")
  void nullEncryption() {
    bench.granted(addEsp(1).algorithms(SHA1, 11).without(ExtensionType.KEY_ENCRYPT));
    assertThat(bench.get(1).key(Key.Kind.ENCRYPT)).isNull();
    assertThat(Bench.key(bench.get(1), Key.Kind.AUTH).bits()).isEqualTo(160);
  }

  @ParameterizedTest(name = "algorithm {0}: {1} bits, told as {2} and {3} of salt in {4} octets")
  @CsvSource({
    "2,  64,  64,  0,  16",
    "3,  192, 192, 0,  32",
    "7,  128, 128, 0,  24",
    "12, 128, 128, 0,  32",
    "12, 192, 192, 0,  40",
    "12, 256, 256, 0,  48",
    "16, 152, 128, 24, 32",
    "20, 160, 128, 32, 32",
    "20, 288, 256, 32, 48",
  })
  @DisplayName("T53, T55 GET tells the key without its salt, with room for an initial vector")
  void encryptionKeyInReplies(int id, int bits, int toldBits, int salt, int octets) {
    StringBuilder hex = new StringBuilder();
    for (int i = 1; i <= bits / 8; i++) {
      int upper = i * 7 & 0xfe; // of odd parity, which DES leaves alone
      hex.append(String.format("%02x", upper | (~Integer.bitCount(upper) & 1)));
    }
    Draft add = addEsp(1).algorithms(SHA1, id).encryptKey(bits, hex.toString());
    bench.granted(add);

    Key told = Bench.key(bench.get(1), Key.Kind.ENCRYPT);

    assertThat(told.bits()).isEqualTo(toldBits);
    assertThat(told.reserved()).isEqualTo(salt);
    assertThat(told.material().length()).isEqualTo(octets);
    String expected = hex + "00".repeat(octets - bits / 8);
    assertThat(Draft.hex(told)).isEqualTo(expected);
  }

  @Test
  @DisplayName("T53 the flags tell of combined and counter modes")
  void combinedModeFlags() {
    Message echo =
        bench.granted(
            addEsp(1).algorithms(0, 20).without(ExtensionType.KEY_AUTH).encryptKey(160, gcmKey()));
    assertThat(Bench.flags(echo))
        .isEqualTo(SaFlag.OUTBOUND.bit() | SaFlag.EALG1.bit() | SaFlag.EALG2.bit());
  }

  @Test
  void theReservedBitsOfAnAddMayBeThoseOfTheSalt() {
    bench.granted(
        addEsp(1).algorithms(SHA1, 20).with(Draft.key(Key.Kind.ENCRYPT, 160, 32, gcmKey())));
    Key told = Bench.key(bench.get(1), Key.Kind.ENCRYPT);
    assertThat(told.bits()).isEqualTo(128);
    assertThat(told.reserved()).isEqualTo(32);
    assertThat(Draft.hex(told)).startsWith(gcmKey());
  }

  private static String gcmKey() {
    return AES_KEY + "a0a1a2a3";
  }

  @Test
  @DisplayName("T57 the parity of a DES key is corrected")
  void desParity() {
    bench.granted(addEsp(1).algorithms(SHA1, 2).encryptKey(64, "0123456789abcdee"));
    assertThat(Draft.hex(Bench.key(bench.get(1), Key.Kind.ENCRYPT))).startsWith("0123456789abcdef");
  }

  @Test
  @DisplayName("T58 two-key Triple DES")
  void twoKeyTripleDes() {
    bench.granted(addEsp(1).algorithms(SHA1, 3).encryptKey(192, K1 + K2 + K1));
    assertThat(Draft.hex(Bench.key(bench.get(1), Key.Kind.ENCRYPT))).startsWith(K1 + K2 + K1);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "0101010101010101",
        "1f1f1f1f0e0e0e0e",
        "e0e0e0e0f1f1f1f1",
        "fefefefefefefefe",
        "01fe01fe01fe01fe",
        "fe01fe01fe01fe01",
        "1fe01fe00ef10ef1",
        "e01fe01ff10ef10e",
        "01e001e001f101f1",
        "e001e001f101f101",
        "1ffe1ffe0efe0efe",
        "fe1ffe1ffe0efe0e",
        "011f011f010e010e",
        "1f011f010e010e01",
        "e0fee0fef1fef1fe",
        "fee0fee0fef1fef1",
      })
  void everyWeakKeyOfDesIsKnownWhateverItsParity(String hex) {
    Key key = Draft.key(Key.Kind.ENCRYPT, 64, 0, hex);
    assertThat(WeakKeys.isWeakDes(key.material())).isTrue();
    long flipped = Long.parseUnsignedLong(hex, 16) ^ 0x0101010101010101L;
    Key wrongParity = Draft.key(Key.Kind.ENCRYPT, 64, 0, String.format("%016x", flipped));
    assertThat(WeakKeys.isWeakDes(wrongParity.material())).isTrue();
  }

  @Test
  void deletingAndFlushingWipeTheStoredKeys() {
    SaTable table = new SaTable(SaType.ESP);
    StoredSa[] stored = {stored(1), stored(2)};
    for (StoredSa sa : stored) {
      table.insert(sa);
    }
    table.remove(stored[0]);
    assertThat(isWiped(stored[0])).isTrue();
    assertThat(isWiped(stored[1])).isFalse();
    table.clear();
    assertThat(isWiped(stored[1])).isTrue();
  }

  private static StoredSa stored(int spi) {
    RequestInProgress request = new RequestInProgress(addEsp(spi).build());
    IpAddress destination = new IpAddress.V4(1);
    return new StoredSa(
        SaId.of(SaType.ESP.code(), spi, destination),
        destination,
        request.sa(),
        StoredSa.Selectors.of(request),
        Direction.OUTBOUND,
        false,
        StoredKeys.copyOf(request, AlgorithmsFile.builtIn()),
        request.lifetimes(),
        Details.of(request, XfrmSettings.NONE),
        0,
        0,
        0);
  }

  private static boolean isWiped(StoredSa sa) {
    Key auth = Objects.requireNonNull(sa.keys().auth());
    Key encrypt = Objects.requireNonNull(sa.keys().encrypt());
    return auth.material().isAllZero() && encrypt.material().isAllZero();
  }
}
