package org.manualkey.it;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * Gives the constructors and methods of a test class the {@link GuestKernel} that all classes of
 * the run share, booted for the first of them; and is skipped where there are no containers.
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@NeedsContainers
@ExtendWith(NeedsGuest.Resolver.class)
@interface NeedsGuest {

  /** Keeps the guest in the store of the whole run, which closes it. */
  final class Resolver implements ParameterResolver {
    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
      return parameter.getParameter().getType() == GuestKernel.class;
    }

    @Override
    public GuestKernel resolveParameter(ParameterContext parameter, ExtensionContext context) {
      return context
          .getRoot()
          .getStore(Namespace.create(GuestKernel.class))
          .computeIfAbsent(GuestKernel.class, _ -> GuestKernel.boot(), GuestKernel.class);
    }
  }
}
