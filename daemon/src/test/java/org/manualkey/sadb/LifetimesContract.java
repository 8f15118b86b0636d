package org.manualkey.sadb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.manualkey.sadb.Draft.R4;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.manualkey.pfkey.Diagnostic;
import org.manualkey.pfkey.Lifetime;
import org.manualkey.sa.SecurityAssociation;

/** The part of {@link CapabilityContract} about lifetimes, which the parts after it change, too. */
abstract class LifetimesContract extends RequestsToSadb {
  @Test
  @Of(Capability.LIFETIMES)
  void lifetimesAreThoseOfTheAdd() {
    Draft add = out(SPI).hard(9, 1L << 40, 600, 700).soft(8, 1L << 39, 500, 0);
    if (!refuses(Capability.LIFETIMES, add)) {
      granted(add);
      assertShown(SPI, sa -> assertLimits(sa, hard(9, 1L << 40, 600, 700), soft(8, 1L << 39, 500)));
    }
  }

  @Test
  @Of(Capability.LIFETIMES)
  void oneLifetimeOfTwoIsUpdatedAndTheOtherStays() {
    if (refuses(Capability.LIFETIMES)) {
      return;
    }
    granted(out(SPI).hard(0, 9000, 600, 0).soft(0, 8000, 500, 0));

    granted(Draft.update(SPI).soft(0, 0, 400, 0));
    assertShown(SPI, sa -> assertLimits(sa, hard(0, 9000, 600, 0), soft(0, 8000, 400)));

    granted(Draft.update(SPI).hard(0, 9500, 0, 0));
    assertShown(SPI, sa -> assertLimits(sa, hard(0, 9500, 600, 0), soft(0, 8000, 400)));
  }

  @Test
  @Of(Capability.LIFETIMES)
  void bothLifetimesAreUpdatedAndNothingElseIs() {
    if (refuses(Capability.LIFETIMES)) {
      return;
    }
    granted(out(SPI).replay(window()));
    SecurityAssociation before = get(SPI, R4);
    String keys = keys(before);

    granted(Draft.update(SPI).hard(0, 0, 600, 0).soft(0, 0, 500, 0));

    assertShown(
        SPI,
        sa -> {
          assertLimits(sa, hard(0, 0, 600, 0), soft(0, 0, 500));
          assertThat(sa.sa()).isEqualTo(before.sa());
          assertThat(sa.outer()).isEqualTo(before.outer());
          assertThat(keys(sa)).isEqualTo(keys);
        });
  }

  @Test
  @Of(Capability.LIFETIMES)
  void aSoftLimitCanBeAloneAndAHardOneLowersIt() {
    Draft add = out(SPI).soft(0, 0, 500, 0);
    if (refuses(Capability.LIFETIMES, add)) {
      return;
    }
    granted(add);
    assertShown(SPI, sa -> assertLimits(sa, null, soft(0, 0, 500)));

    granted(Draft.update(SPI).hard(0, 0, 600, 0));
    assertShown(SPI, sa -> assertLimits(sa, hard(0, 0, 600, 0), soft(0, 0, 500)));

    granted(Draft.update(SPI).soft(0, 0, 900, 0));
    assertShown(SPI, sa -> assertLimits(sa, hard(0, 0, 600, 0), soft(0, 0, 600)));
  }

  @Test
  @Of(Capability.LIFETIMES)
  void anUpdateOfNoLifetimeLeavesThem() {
    if (refuses(Capability.LIFETIMES)) {
      return;
    }
    granted(out(SPI).hard(0, 0, 600, 0));
    granted(Draft.update(SPI));
    assertShown(SPI, sa -> assertLimits(sa, hard(0, 0, 600, 0), null));
  }

  /** 2^64-1 seconds, which Linux would take for a time in the past. */
  @Test
  @Of(Capability.LIFETIMES)
  void theLongestLifetimeIsShownAsItWasAsked() {
    Draft add = out(SPI).hard(0, 0, -1, -1);
    if (refuses(Capability.LIFETIMES, add)) {
      return;
    }
    granted(add);
    assertShown(SPI, sa -> assertLimits(sa, hard(0, 0, -1, -1), null));

    granted(Draft.update(SPI).soft(0, 0, -1, 0));
    assertShown(SPI, sa -> assertLimits(sa, hard(0, 0, -1, -1), soft(0, 0, -1)));
  }

  @Test
  @Of(Capability.LIFETIMES)
  void anUpdateThatWouldSetAHardLimitBelowTheSoftOneOfTheSaIsRefused() {
    if (lacks(Capability.LIFETIMES)) {
      return;
    }
    granted(out(SPI).hard(0, 9000, 900, 0).soft(0, 5000, 500, 0));
    refused(Draft.update(SPI).hard(0, 4999, 0, 0), Diagnostic.BYTES_HSERR);
    refused(Draft.update(SPI).hard(0, 0, 499, 0), Diagnostic.ADDTIME_HSERR);
    assertShown(SPI, sa -> assertLimits(sa, hard(0, 9000, 900, 0), soft(0, 5000, 500)));
    granted(Draft.update(SPI).hard(0, 50, 0, 0).soft(0, 40, 0, 0));
    assertShown(SPI, sa -> assertLimits(sa, hard(0, 50, 900, 0), soft(0, 40, 500)));
  }

  @Test
  @Of(Capability.IDLE_LIFETIMES)
  void idleLifetimes() {
    Draft add = out(SPI).idle(60, 30);
    Draft plain = out(BACK);
    granted(plain);
    if (refuses(Capability.IDLE_LIFETIMES, add, Draft.update(BACK).idle(60, 0))) {
      return;
    }
    granted(add);
    assertShown(SPI, sa -> assertThat(sa.lifetimes().idle()).isEqualTo(idle(60, 30)));
    granted(Draft.update(SPI).idle(90, 0));
    assertShown(SPI, sa -> assertThat(sa.lifetimes().idle()).isEqualTo(idle(90, 30)));
  }

  static Lifetime hard(int packets, long bytes, long addTime, long useTime) {
    return new Lifetime(Lifetime.Kind.HARD, packets, bytes, addTime, useTime);
  }

  static Lifetime soft(int packets, long bytes, long addTime) {
    return new Lifetime(Lifetime.Kind.SOFT, packets, bytes, addTime, 0);
  }

  private static Lifetime idle(long addTime, long useTime) {
    return new Lifetime(Lifetime.Kind.IDLE, 0, 0, addTime, useTime);
  }

  static void assertLimits(
      SecurityAssociation sa, @Nullable Lifetime hard, @Nullable Lifetime soft) {
    assertThat(sa.lifetimes().hard()).isEqualTo(hard);
    assertThat(sa.lifetimes().soft()).isEqualTo(soft);
  }
}
