package org.manualkey.sadb;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.manualkey.pfkey.ExtensionType;
import org.manualkey.pfkey.Key;

/** The part of {@link CapabilityContract} about algorithms and their keys. */
abstract class AlgorithmsContract extends EndsContract {
  private static final int HMAC_SHA256 = 5;
  private static final int AES_GCM16 = 20;
  private static final int AES_CTR = 13;
  private static final int CAMELLIA = 22;
  private static final int CHACHA20_POLY1305 = 28;
  private static final int AES_XCBC = 9;
  private static final int AES_CMAC = 250;
  private static final String KEY = "000102030405060708090a0b0c0d0e0f";
  private static final String CHACHA20_KEY = "5a".repeat(36);
  private static final String SALTED_KEY = "000102030405060708090a0b0c0d0e0f10111213";
  private static final String SHA256_KEY =
      "202122232425262728292a2b2c2d2e2f303132333435363738393a3b3c3d3e3f";

  @Test
  @Of(Capability.HMAC_SHA256)
  void hmacSha256() {
    Draft esp = out(SPI).algorithms(HMAC_SHA256, Draft.AES_CBC).authKey(256, SHA256_KEY);
    Draft ah = Draft.addAh(SPI + 1).algorithms(HMAC_SHA256, 0).authKey(256, SHA256_KEY);
    if (refuses(Capability.HMAC_SHA256, esp, ah)) {
      return;
    }
    granted(esp);
    granted(ah);
    assertShown(
        SPI,
        sa -> {
          assertThat(sa.sa().auth()).isEqualTo(HMAC_SHA256);
          assertKey(sa.keys().auth(), Key.Kind.AUTH, 256, 0, SHA256_KEY);
        });
  }

  @Test
  @Of(Capability.COMBINED_MODES)
  void combinedModes() {
    Draft add =
        out(SPI)
            .without(ExtensionType.KEY_AUTH)
            .algorithms(0, AES_GCM16)
            .encryptKey(160, SALTED_KEY);
    if (refuses(Capability.COMBINED_MODES, add)) {
      return;
    }
    granted(add);
    assertShown(
        SPI,
        sa -> {
          assertThat(sa.sa().encrypt()).isEqualTo(AES_GCM16);
          assertThat(sa.keys().encryptBits()).isEqualTo(160);
          assertKey(sa.keys().encrypt(), Key.Kind.ENCRYPT, 128, 32, SALTED_KEY);
        });
  }

  @Test
  @Of(Capability.COMBINED_WITH_AUTHENTICATION)
  void combinedModesBesideAuthentication() {
    Draft add = out(SPI).algorithms(Draft.SHA1, AES_GCM16).encryptKey(160, SALTED_KEY);
    if (lacks(Capability.COMBINED_MODES) || refuses(Capability.COMBINED_WITH_AUTHENTICATION, add)) {
      return;
    }
    granted(add);
    assertShown(
        SPI,
        sa -> {
          assertThat(sa.sa().encrypt()).isEqualTo(AES_GCM16);
          assertThat(sa.sa().auth()).isEqualTo(Draft.SHA1);
        });
  }

  @Test
  @Of(Capability.FURTHER_ALGORITHMS)
  void furtherAlgorithms() {
    Draft chacha20 =
        out(SPI)
            .without(ExtensionType.KEY_AUTH)
            .algorithms(0, CHACHA20_POLY1305)
            .encryptKey(288, CHACHA20_KEY);
    Draft counter = out(SPI + 1).algorithms(Draft.SHA1, AES_CTR).encryptKey(160, SALTED_KEY);
    Draft camellia =
        out(SPI + 2).algorithms(AES_XCBC, CAMELLIA).authKey(128, KEY).encryptKey(128, KEY);
    Draft cmac = Draft.addAh(SPI + 3).algorithms(AES_CMAC, 0).authKey(128, KEY);
    if (refuses(Capability.FURTHER_ALGORITHMS, chacha20, counter, camellia, cmac)) {
      return;
    }
    granted(chacha20);
    granted(counter);
    granted(camellia);
    granted(cmac);
    assertShown(
        SPI,
        sa -> {
          assertThat(sa.sa().encrypt()).isEqualTo(CHACHA20_POLY1305);
          assertKey(sa.keys().encrypt(), Key.Kind.ENCRYPT, 256, 32, CHACHA20_KEY);
        });
    assertShown(
        SPI + 1,
        sa -> {
          assertThat(sa.sa().encrypt()).isEqualTo(AES_CTR);
          assertKey(sa.keys().encrypt(), Key.Kind.ENCRYPT, 128, 32, SALTED_KEY);
        });
    assertShown(
        SPI + 2,
        sa -> {
          assertThat(sa.sa().auth()).isEqualTo(AES_XCBC);
          assertThat(sa.sa().encrypt()).isEqualTo(CAMELLIA);
        });
    assertThat(dumped()).anyMatch(sa -> sa.sa().auth() == AES_CMAC);
  }

  private static void assertKey(
      @Nullable Key key, Key.Kind kind, int bits, int salt, String octets) {
    Key shown = Objects.requireNonNull(key);
    assertThat(shown.bits()).isEqualTo(bits);
    assertThat(shown.reserved()).isEqualTo(salt);
    boolean same =
        shown
            .material()
            .beginsLike(Draft.key(kind, bits, salt, octets).material(), octets.length() / 2);
    assertThat(same).as("the octets").isTrue();
  }
}
