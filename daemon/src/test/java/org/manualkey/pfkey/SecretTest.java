package org.manualkey.pfkey;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.lang.reflect.Constructor;
import java.lang.reflect.RecordComponent;
import java.net.URL;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.manualkey.secret.KeyMaterial;

/**
 * No record of this package tells a key. Each is built with a known key wherever key material,
 * octets nobody understands, or a record that may hold them, can stand.
 */
class SecretTest {
  private static final byte[] SECRET = {
    (byte) 0xc1, 0x67, (byte) 0xf7, 0x66, 0x01, (byte) 0xf6, (byte) 0x91, (byte) 0x8b
  };

  @Test
  void noRecordPrintsItsKey() throws Exception {
    List<Class<?>> records = records();
    assertThat(records).contains(Key.class, Message.class, UnknownExtension.class, Octets.class);
    for (Class<?> type : records) {
      if (type.isRecord()) {
        assertSilent(type, construct(type));
      }
    }
    assertSilent(KeyMaterial.class, PlainKeys.material(SECRET.clone()));
    assertSilent(Octets.class, Octets.of(SECRET));
  }

  /** In hex, and as Java prints an array; both also in part. */
  private static void assertSilent(Class<?> type, Object value) {
    String text = value.toString().toLowerCase(Locale.ROOT);
    assertThat(text)
        .as(type.getSimpleName())
        .doesNotContain("c167", "f766", "-63, 103", "193, 103");
  }

  private static Object construct(Class<?> type) throws ReflectiveOperationException {
    RecordComponent[] components = type.getRecordComponents();
    Class<?>[] types = new Class<?>[components.length];
    Object[] values = new Object[components.length];
    for (int i = 0; i < components.length; i++) {
      types[i] = components[i].getType();
      values[i] = value(type, types[i]);
    }
    Constructor<?> constructor = type.getDeclaredConstructor(types);
    constructor.setAccessible(true);
    return constructor.newInstance(values);
  }

  private static Object value(Class<?> owner, Class<?> type) throws ReflectiveOperationException {
    if (type == int.class) {
      return 7;
    } else if (type == long.class) {
      return 7L;
    } else if (type == boolean.class) {
      return true;
    } else if (type.isEnum()) {
      return type.getEnumConstants()[0];
    } else if (type == KeyMaterial.class) {
      return PlainKeys.material(SECRET.clone());
    } else if (type == Octets.class) {
      return octets(owner);
    } else if (type == List.class) {
      return owner == Message.class ? List.of(construct(Key.class), unknown()) : List.of();
    } else if (type == Extension.class) {
      return construct(Key.class);
    } else if (type == SocketAddress.class) {
      return construct(SocketAddress.Other.class);
    }
    return construct(type);
  }

  /** As long as the owner wants them: see the constraints of each. */
  private static Octets octets(Class<?> owner) {
    int extra = owner == UnknownExtension.class ? 4 : owner == SocketAddress.Other.class ? 6 : 0;
    return Octets.of(Arrays.copyOf(SECRET, SECRET.length + extra));
  }

  private static UnknownExtension unknown() {
    return new UnknownExtension(99, octets(UnknownExtension.class));
  }

  private static List<Class<?>> records() throws Exception {
    URL home = Objects.requireNonNull(Message.class.getResource("Message.class"));
    List<Class<?>> classes = new ArrayList<>();
    for (File file : Objects.requireNonNull(new File(home.toURI()).getParentFile().listFiles())) {
      String name = file.getName();
      if (name.endsWith(".class") && !name.equals("package-info.class")) {
        String plain = name.substring(0, name.length() - ".class".length());
        classes.add(Class.forName(Message.class.getPackageName() + "." + plain));
      }
    }
    return classes;
  }
}
