package org.manualkey.it;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.util.Map;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolutionException;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.junit.jupiter.api.parallel.ResourceLock;

/**
 * Gives the constructors and methods of a test class the {@link GuestKernel} that all classes of
 * the run share, booted for the first of them; and is skipped where there are no containers. It has
 * one processor: one class at a time uses it, while others run in containers of their own.
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@NeedsContainers
@ResourceLock("guest")
@ExtendWith(NeedsGuest.Resolver.class)
@interface NeedsGuest {

  /** Words for the guest's kernel, as a configuration parameter of JUnit. */
  String OPTIONS = "guest.options";

  /** Keeps the guest, or its failure, in the store of the whole run, which closes it. */
  final class Resolver implements ParameterResolver {
    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
      return parameter.getParameter().getType() == GuestKernel.class;
    }

    @Override
    public GuestKernel resolveParameter(ParameterContext parameter, ExtensionContext context) {
      String name = context.getRequiredTestClass().getSimpleName();
      String options = context.getConfigurationParameter(OPTIONS).orElse("");
      return context
          .getRoot()
          .getStore(Namespace.create(GuestKernel.class))
          .computeIfAbsent(Boot.class, _ -> Boot.of(name, options), Boot.class)
          .guestFor(name);
    }
  }

  /**
   * The one boot of a run. A guest that does not start would not start for the next class either:
   * the first one fails with what its console printed, the others at once with a reference to it.
   */
  final class Boot implements AutoCloseable {
    private final String first;
    private GuestKernel guest;
    private Throwable failure;
    private boolean reported;

    private Boot(String first) {
      this.first = first;
    }

    private static Boot of(String first, String options) {
      Boot boot = new Boot(first);
      try {
        boot.guest = GuestKernel.boot(Map.of("GUEST_OPTIONS", options));
      } catch (RuntimeException | AssertionError e) {
        boot.failure = e;
      }
      return boot;
    }

    private synchronized GuestKernel guestFor(String name) {
      if (failure == null) {
        return guest;
      }
      if (!reported) {
        reported = true;
        throw new ParameterResolutionException(failure.getMessage(), failure);
      }
      throw new ParameterResolutionException(
          name + " needs the guest kernel, which did not start: see the failure of " + first);
    }

    @Override
    public void close() {
      if (guest != null) {
        guest.close();
      }
    }
  }
}
