package org.manualkey.it;

import static org.junit.platform.commons.support.AnnotationSupport.findAnnotation;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolutionException;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * Gives the constructors and methods of a test class a {@link GuestKernel} that no other class has
 * meanwhile, one of the {@link Guests} of the run; and is skipped where there are no containers.
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@NeedsContainers
@ExtendWith(NeedsGuest.Resolver.class)
@interface NeedsGuest {

  /** The kernel of the guest. */
  Linux value() default Linux.BOOKWORM;

  /** Words for the guest's kernel, as a configuration parameter of JUnit. */
  String OPTIONS = "guest.options";

  /** Keeps the guests in the store of the whole run, and the loan in that of whoever asked. */
  final class Resolver implements ParameterResolver {
    private static final Namespace OURS = Namespace.create(GuestKernel.class);

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
      return parameter.getParameter().getType() == GuestKernel.class;
    }

    @Override
    public GuestKernel resolveParameter(ParameterContext parameter, ExtensionContext context) {
      Class<?> test = context.getRequiredTestClass();
      Linux kernel = findAnnotation(test, NeedsGuest.class).orElseThrow().value();
      String options = context.getConfigurationParameter(OPTIONS).orElse("");
      Guests guests =
          context
              .getRoot()
              .getStore(OURS)
              .computeIfAbsent(Guests.class, _ -> new Guests(options), Guests.class);
      try {
        return context
            .getStore(OURS)
            .computeIfAbsent(
                Guests.Loan.class,
                _ -> guests.lend(kernel, test.getSimpleName()),
                Guests.Loan.class)
            .guest();
      } catch (AssertionError e) {
        throw new ParameterResolutionException(e.getMessage(), e);
      }
    }
  }
}
