package org.manualkey.app;

import java.lang.reflect.Proxy;

/**
 * Hears signals.
 *
 * <p>{@code sun.misc.Signal} is how, there is nothing else. It is called by its name: javac warns
 * of its use, no option and no annotation makes javac silent about that when it compiles for a
 * release, and a warning fails the build.
 */
final class Signals {
  private Signals() {}

  /** Runs an action, on a thread of its own, whenever a signal comes: HUP is SIGHUP. */
  static void on(String name, Runnable action) {
    try {
      Class<?> signal = Class.forName("sun.misc.Signal");
      Class<?> handler = Class.forName("sun.misc.SignalHandler");
      signal
          .getMethod("handle", signal, handler)
          .invoke(
              null,
              signal.getConstructor(String.class).newInstance(name),
              calling(action, handler));
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("no handler for SIG" + name, e);
    }
  }

  @SuppressWarnings("ReferenceEquality") // a proxy is equal to itself only
  private static Object calling(Runnable action, Class<?> handler) {
    return Proxy.newProxyInstance(
        handler.getClassLoader(),
        new Class<?>[] {handler},
        (self, method, arguments) ->
            switch (method.getName()) {
              case "handle" -> {
                action.run();
                yield null;
              }
              case "equals" -> self == arguments[0];
              case "hashCode" -> System.identityHashCode(self);
              default -> "handler of a signal";
            });
  }
}
