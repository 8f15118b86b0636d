package org.manualkey.sadb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.manualkey.sadb.Draft.L4;
import static org.manualkey.sadb.Draft.R4;

import java.lang.reflect.Method;
import java.util.EnumSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.manualkey.pfkey.Diagnostic;
import org.manualkey.pfkey.Errno;
import org.manualkey.pfkey.MessageType;
import org.manualkey.pfkey.Octets;
import org.manualkey.pfkey.ReplayValue;
import org.manualkey.pfkey.SaState;
import org.manualkey.pfkey.SaType;
import org.manualkey.pfkey.Sensitivity;
import org.manualkey.pfkey.XfrmSettings;

/**
 * What the table of a back end promises, one capability after the other: what is native or emulated
 * works and is shown by GET, DUMP and {@link Sadb#forEach} alike; what is refused is refused with
 * the sentence of its row, by the judge and by the database alike, and changes nothing.
 *
 * <p>Each part extends the one before, so that a back end has all of them by a single subclass.
 */
public abstract class CapabilityContract extends AlgorithmsContract {
  @Test
  void everyCapabilityHasATest() {
    Set<Capability> tested = EnumSet.noneOf(Capability.class);
    for (Class<?> part = CapabilityContract.class;
        part != RequestsToSadb.class;
        part = part.getSuperclass()) {
      for (Method method : part.getDeclaredMethods()) {
        Of of = method.getAnnotation(Of.class);
        if (of != null) {
          assertThat(method.isAnnotationPresent(Test.class)).as(method.getName()).isTrue();
          tested.add(of.value());
        }
      }
    }
    assertThat(tested).containsExactlyInAnyOrder(Capability.values());
  }

  @Test
  @Of(Capability.REPLAY_WINDOW)
  void theReplayWindow() {
    Draft add = out(SPI).replay(32);
    if (refuses(Capability.REPLAY_WINDOW, add)) {
      return;
    }
    granted(add);
    granted(out(SPI + 1));
    assertShown(SPI, sa -> assertThat(sa.sa().replay()).isEqualTo(32));
    assertShown(SPI + 1, sa -> assertThat(sa.sa().replay()).isZero());
  }

  @Test
  @Of(Capability.LARGE_WINDOWS)
  void aLargeReplayWindow() {
    Draft add = out(SPI).replay(4096);
    if (lacks(Capability.REPLAY_WINDOW) || refuses(Capability.LARGE_WINDOWS, add)) {
      return;
    }
    granted(add);
    granted(out(SPI + 1).replay(256));
    assertShown(SPI, sa -> assertThat(sa.sa().replay()).isEqualTo(4096));
    assertShown(SPI + 1, sa -> assertThat(sa.sa().replay()).isEqualTo(256));
  }

  @Test
  @Of(Capability.REPLAY_VALUE)
  void theReplayValue() {
    Draft add = out(SPI).replay(window()).with(new ReplayValue(77, 0));
    Draft back = in(BACK).replay(window()).with(new ReplayValue(-2, 0));
    if (refuses(Capability.REPLAY_VALUE, add, back)) {
      return;
    }
    granted(add);
    granted(back);
    assertShown(SPI, sa -> assertThat(sa.replayValue()).isEqualTo(77));
    assertShown(BACK, L4, sa -> assertThat(sa.replayValue()).isEqualTo(0xffff_fffeL));
  }

  /** Only an SA that is no more mature takes one; what is refused is so for any. */
  @Test
  @Of(Capability.REPLAY_VALUE_OF_UPDATE)
  void theReplayValueOfAnUpdate() {
    granted(out(SPI));
    Draft update = Draft.update(SPI).with(new ReplayValue(77, 0));
    if (!lacks(Capability.REPLAY_VALUE) && !refuses(Capability.REPLAY_VALUE_OF_UPDATE, update)) {
      refused(update, Diagnostic.BAD_SASTATE);
    }
  }

  @Test
  @Of(Capability.STATE)
  void theStateOfAnotherNode() {
    Draft add = out(SPI).state(SaState.ACTIVE_ELSEWHERE.code());
    if (refuses(Capability.STATE, add)) {
      return;
    }
    granted(add);
    assertShown(SPI, sa -> assertThat(sa.sa().state()).isEqualTo(SaState.ACTIVE_ELSEWHERE));
  }

  @Test
  @Of(Capability.LABELS)
  void labels() {
    Sensitivity label = new Sensitivity(Sensitivity.Kind.INNER, 1, 2, 0, 0, 0, 0, Octets.EMPTY);
    Draft add = out(SPI).with(label);
    if (refuses(Capability.LABELS, add)) {
      return;
    }
    // A system without labels ignores that of ESP, and refuses that of AH.
    granted(add);
    assertShown(SPI, sa -> assertThat(sa.others()).isEmpty());
    refused(Draft.addAh(SPI).with(label), Errno.EOPNOTSUPP, Diagnostic.NONE);
  }

  @Test
  @Of(Capability.XFRM_SETTINGS)
  void whatOnlyXfrmHas() {
    XfrmSettings all = new XfrmSettings(5, 7, 0xff, 3, true, 80, false, 0);
    Draft add = out(SPI).replay(window()).with(all);
    Draft marked = out(BACK).with(XfrmSettings.ofMark(7, -1));
    if (refuses(
        Capability.XFRM_SETTINGS,
        add,
        marked,
        Draft.about(MessageType.DELETE, BACK).with(XfrmSettings.ofMark(7, -1)))) {
      return;
    }
    granted(add);
    granted(marked);
    granted(out(BACK));
    assertThat(dumped())
        .extracting(sa -> sa.settings().withDirection(0))
        .containsExactlyInAnyOrder(all, XfrmSettings.ofMark(7, -1), XfrmSettings.NONE);
    granted(Draft.about(MessageType.DELETE, BACK));
    granted(Draft.about(MessageType.DELETE, BACK).with(XfrmSettings.ofMark(7, -1)));
    assertThat(dumped()).hasSize(1);
    refused(out(SPI + 1).with(settings(true, 0)), Diagnostic.NONE);
    refused(out(SPI + 1).with(settings(false, 168)), Diagnostic.NONE);
    refused(out(SPI + 1).with(settings(false, 90)), Diagnostic.NONE);
  }

  private static XfrmSettings settings(boolean longNumbers, int checkBits) {
    return new XfrmSettings(0, 0, 0, 0, longNumbers, checkBits, false, 0);
  }

  @Test
  @Of(Capability.DIAGNOSTICS)
  void refusalsHaveTheDiagnosticsOfIllumos() {
    granted(out(SPI));
    refused(Draft.about(MessageType.GET, SPI + 1), Errno.ESRCH, Diagnostic.SA_NOTFOUND);
    refused(Draft.update(SPI + 1), Errno.ESRCH, Diagnostic.SA_NOTFOUND);
    refused(Draft.about(MessageType.DELETE, SPI + 1), Errno.ESRCH, Diagnostic.SA_NOTFOUND);
    refused(out(SPI), Errno.EEXIST, Diagnostic.NONE);
    refused(out(SPI + 1).encryptKey(64, "0102030405060708"), Diagnostic.BAD_EKEYBITS);
    refused(out(SPI + 1).authKey(64, "0102030405060708"), Diagnostic.BAD_AKEYBITS);
    refused(out(SPI + 1).algorithms(77, Draft.AES_CBC), Diagnostic.BAD_AALG);
    refused(out(SPI + 1).to("0.0.0.0"), Diagnostic.BAD_DST);
    refused(out(SPI + 1).from(Draft.M4), Diagnostic.BAD_SRC);
    refused(out(SPI + 1).from(Draft.L6), Diagnostic.AF_MISMATCH);
    refused(out(SPI + 1).saType(SaType.UNSPEC.code()), Diagnostic.SATYPE_NEEDED);
    refused(Draft.of(MessageType.UPDATE, SaType.ESP).from(L4).to(R4), Diagnostic.MISSING_SA);
    assertThat(dumped()).hasSize(1);
  }
}
