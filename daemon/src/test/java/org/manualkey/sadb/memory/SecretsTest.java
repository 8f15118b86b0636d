package org.manualkey.sadb.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.manualkey.sadb.Draft.addEsp;
import static org.manualkey.sadb.Draft.out;

import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.manualkey.algorithm.AlgorithmsFile;
import org.manualkey.pfkey.Message;
import org.manualkey.pfkey.MessageType;
import org.manualkey.pfkey.SaType;
import org.manualkey.sadb.Draft;
import org.manualkey.sadb.Exchanges;
import org.manualkey.sadb.rules.RequestInProgress;

/** Nothing of this package prints a key. */
final class SecretsTest {
  /** Octets that stand nowhere else: as hexadecimal, and as a list of signed or unsigned bytes. */
  private static final String SECRET_HEX = "c3d2e1f0";

  private static final List<String> SECRET =
      List.of(SECRET_HEX, "-61, -46, -31, -16", "195, 210, 225, 240");

  private static final String AES = SECRET_HEX.repeat(4);
  private static final String SHA1 = SECRET_HEX.repeat(5);

  private final Bench bench = new Bench();

  private static Draft add() {
    return out(0x1000).encryptKey(128, AES).authKey(160, SHA1);
  }

  @Test
  void noObjectOfThePackagePrintsAKey() throws ReflectiveOperationException {
    RequestInProgress request = new RequestInProgress(add().build());
    StoredKeys keys = StoredKeys.copyOf(request, AlgorithmsFile.builtIn());
    List<Object> printed = new ArrayList<>(List.of(request, keys, bench.sadb()));
    printed.add(bench.granted(add()));
    printed.add(bench.get(0x1000));
    printed.addAll(bench.dump(SaType.ESP));
    printed.addAll(fields(bench.sadb()));
    for (Object each : printed) {
      assertSilent(each.toString());
    }
  }

  private static List<Object> fields(Object owner) throws ReflectiveOperationException {
    List<Object> values = new ArrayList<>();
    for (Field field : owner.getClass().getDeclaredFields()) {
      if (!Modifier.isStatic(field.getModifiers())) {
        field.setAccessible(true);
        values.add(String.valueOf(field.get(owner)));
      }
    }
    return values;
  }

  @Test
  void noRefusalPrintsAKey() {
    Stream.of(
            add().encryptKey(120, SECRET_HEX.repeat(4).substring(0, 30)),
            add().encryptKey(160, SHA1),
            add().algorithms(Draft.SHA1, 2).encryptKey(64, SECRET_HEX.repeat(2)),
            addEsp(1).authKey(128, AES),
            add().typeCode(MessageType.UPDATE.code()),
            add().typeCode(99))
        .map(draft -> Exchanges.exchange(bench.sadb(), draft.build()))
        .map(Message::toString)
        .forEach(SecretsTest::assertSilent);
  }

  @Test
  void noExceptionPrintsAKey() {
    bench.granted(add());
    Message dumped = add().typeCode(MessageType.DUMP.code()).build();
    assertThatThrown(() -> Exchanges.exchange(bench.sadb(), dumped));
    assertThatThrown(() -> Exchanges.dump(bench.sadb(), add().build(), sa -> {}));
    Message again = add().build();
    Message dump = Draft.of(MessageType.DUMP, SaType.ESP).build();
    assertThatThrown(
        () -> Exchanges.dump(bench.sadb(), dump, sa -> Exchanges.exchange(bench.sadb(), again)));
    assertThatThrown(
        () -> new RequestInProgress(Draft.of(MessageType.ADD, SaType.ESP).build()).sa());
  }

  private static void assertThatThrown(ThrowingCallable call) {
    assertThat(catchThrowable(call))
        .isNotNull()
        .satisfies(thrown -> assertSilent(thrown.toString()));
  }

  private static void assertSilent(String text) {
    assertThat(text.toLowerCase(Locale.ROOT)).doesNotContain(SECRET);
  }
}
