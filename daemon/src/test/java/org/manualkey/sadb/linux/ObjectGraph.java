package org.manualkey.sadb.linux;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Collections;
import java.util.Deque;
import java.util.HexFormat;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.manualkey.secret.KeyMaterial;

/**
 * What can be reached from an object by the fields of classes of this project, by arrays and by the
 * collections of the JDK.
 */
public final class ObjectGraph {
  private final Set<Object> reached = Collections.newSetFromMap(new IdentityHashMap<>());
  private final Deque<Object> waiting = new ArrayDeque<>();

  private ObjectGraph() {}

  /**
   * Whether some octets are in an array, a buffer or a memory segment that can be reached.
   *
   * @param hex the octets
   * @param beyond objects that are not entered
   */
  public static boolean holds(Object root, String hex, Object... beyond) {
    ObjectGraph graph = new ObjectGraph();
    Collections.addAll(graph.reached, beyond);
    graph.reach(root);
    byte[] octets = HexFormat.of().parseHex(hex);
    while (!graph.waiting.isEmpty()) {
      if (graph.holds(graph.waiting.pop(), octets)) {
        return true;
      }
    }
    return false;
  }

  /** How many objects of a class can be reached. */
  public static int count(Object root, Class<?> type, Object... beyond) {
    ObjectGraph graph = new ObjectGraph();
    Collections.addAll(graph.reached, beyond);
    graph.reach(root);
    int count = 0;
    byte[] none = {1};
    while (!graph.waiting.isEmpty()) {
      Object next = graph.waiting.pop();
      count += type.isInstance(next) ? 1 : 0;
      graph.holds(next, none);
    }
    return count;
  }

  private void reach(@Nullable Object object) {
    if (object != null && reached.add(object)) {
      waiting.push(object);
    }
  }

  private boolean holds(Object object, byte[] octets) {
    switch (object) {
      case KeyMaterial key -> { // not the whole page, which has others, too
        return !key.isAllZero() && contains(octets(key), octets);
      }
      case byte[] array -> {
        return contains(array, octets);
      }
      case ByteBuffer buffer -> {
        byte[] copy = new byte[buffer.capacity()];
        buffer.duplicate().clear().get(copy);
        return contains(copy, octets);
      }
      case MemorySegment segment -> {
        return segment.byteSize() < Integer.MAX_VALUE
            && contains(segment.toArray(ValueLayout.JAVA_BYTE), octets);
      }
      case Object[] array -> {
        for (Object each : array) {
          reach(each);
        }
      }
      case Map<?, ?> map -> {
        map.keySet().forEach(this::reach);
        map.values().forEach(this::reach);
      }
      case Iterable<?> each -> each.forEach(this::reach);
      default -> enter(object);
    }
    return false;
  }

  private static byte[] octets(KeyMaterial key) {
    byte[] octets = new byte[key.length()];
    key.writeTo(ByteBuffer.wrap(octets));
    return octets;
  }

  private void enter(Object object) {
    for (Class<?> type = object.getClass();
        type != null && type.getName().startsWith("org.manualkey.");
        type = type.getSuperclass()) {
      for (Field field : type.getDeclaredFields()) {
        if (!Modifier.isStatic(field.getModifiers()) && !field.getType().isPrimitive()) {
          field.setAccessible(true);
          try {
            reach(field.get(object));
          } catch (IllegalAccessException e) {
            throw new AssertionError(e);
          }
        }
      }
    }
  }

  private static boolean contains(byte[] in, byte[] octets) {
    for (int at = 0; at + octets.length <= in.length; at++) {
      int same = 0;
      while (same < octets.length && in[at + same] == octets[same]) {
        same++;
      }
      if (same == octets.length) {
        return true;
      }
    }
    return false;
  }
}
