package org.manualkey.libc;

import static java.lang.invoke.MethodType.methodType;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A function of the C library, which a system may lack. Its lack is no failure until somebody calls
 * the function.
 */
@SuppressWarnings("restricted") // this package is allowed to leave Java
sealed interface Symbol {
  /** The option of a handle whose error number is kept. */
  Linker.Option ERRNO = Linker.Option.captureCallState("errno");

  /** What calls the function. */
  MethodHandle handle(FunctionDescriptor type, Linker.Option... options);

  /**
   * A function that is there.
   *
   * @param address where
   */
  record Found(MemorySegment address) implements Symbol {
    @Override
    public MethodHandle handle(FunctionDescriptor type, Linker.Option... options) {
      return Linker.nativeLinker().downcallHandle(address, type, options);
    }
  }

  /**
   * A function that is not there.
   *
   * @param message which one, and where it was looked for
   */
  record Missing(String message) implements Symbol {
    /** A handle of the same type, which throws a {@link MissingFunctionException}. */
    @Override
    public MethodHandle handle(FunctionDescriptor type, Linker.Option... options) {
      MethodType called = type.toMethodType();
      if (List.of(options).contains(ERRNO)) {
        called = called.insertParameterTypes(0, MemorySegment.class);
      }
      MethodHandle thrower =
          MethodHandles.throwException(called.returnType(), MissingFunctionException.class);
      return MethodHandles.dropArguments(
          MethodHandles.collectArguments(thrower, 0, exception()), 0, called.parameterList());
    }

    private MethodHandle exception() {
      try {
        return MethodHandles.lookup()
            .findConstructor(MissingFunctionException.class, methodType(void.class, String.class))
            .bindTo(message);
      } catch (ReflectiveOperationException e) {
        throw new IllegalStateException(e); // it is below
      }
    }
  }

  /** A function was called that this system does not have. */
  final class MissingFunctionException extends RuntimeException {
    private static final long serialVersionUID = 1;

    MissingFunctionException(String message) {
      super(message);
    }
  }

  /** A function of this system. */
  static Symbol of(String name) {
    return of(name, Platform.HOST.libraries());
  }

  /**
   * A function of the C library or of others.
   *
   * @param libraries where to look after the C library; one that is missing has no functions
   */
  static Symbol of(String name, List<String> libraries) {
    Optional<MemorySegment> found = Linker.nativeLinker().defaultLookup().find(name);
    List<String> searched = new ArrayList<>(List.of("the C library"));
    for (String library : libraries) {
      if (found.isEmpty()) {
        found = inLibrary(library, name);
        searched.add(library);
      }
    }
    return found
        .<Symbol>map(Found::new)
        .orElseGet(() ->
            new Missing(
                "this system has no function " + name + " in " + String.join(" or ", searched)));
  }

  private static Optional<MemorySegment> inLibrary(String library, String name) {
    try {
      return SymbolLookup.libraryLookup(library, Arena.global()).find(name);
    } catch (IllegalArgumentException e) {
      return Optional.empty(); // no such library
    }
  }
}
