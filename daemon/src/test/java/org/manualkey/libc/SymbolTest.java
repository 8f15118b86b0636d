package org.manualkey.libc;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.util.List;
import org.junit.jupiter.api.Test;

@SuppressWarnings("restricted")
final class SymbolTest {
  private static final FunctionDescriptor TYPE = FunctionDescriptor.of(JAVA_LONG, JAVA_INT);

  @Test
  void functionThatIsThereIsCalled() throws Throwable {
    MethodHandle getpid = Symbol.of("getpid").handle(FunctionDescriptor.of(JAVA_INT));
    assertThat((int) getpid.invokeExact()).isEqualTo((int) ProcessHandle.current().pid());
  }

  @Test
  void functionThatIsMissingSaysWhereItWasLookedFor() {
    assertThat(Symbol.of("no_such_function", List.of("libnone.so.1")))
        .isEqualTo(
            new Symbol.Missing(
                "this system has no function no_such_function in the C library or libnone.so.1"));
  }

  @Test
  void functionOfALibraryBesideTheCLibraryIsFound() {
    assertThat(Symbol.of("cbrt", List.of("libm.so.6"))).isInstanceOf(Symbol.Found.class);
  }

  @Test
  void handleOfAMissingFunctionHasItsTypeAndThrowsTheMessage() {
    Symbol missing = new Symbol.Missing("not here");
    MethodHandle plain = missing.handle(TYPE);
    MethodHandle captured = missing.handle(TYPE, Symbol.ERRNO);
    assertThat(captured.type())
        .isEqualTo(
            Linker.nativeLinker()
                .downcallHandle(MemorySegment.ofAddress(1), TYPE, Symbol.ERRNO)
                .type());
    assertThatExceptionOfType(Symbol.MissingFunctionException.class)
        .isThrownBy(() -> assertThat((long) plain.invokeExact(1)).isZero())
        .withMessage("not here");
    assertThatExceptionOfType(Symbol.MissingFunctionException.class)
        .isThrownBy(() -> assertThat((long) captured.invokeExact(MemorySegment.NULL, 1)).isZero())
        .withMessage("not here");
  }

  @Test
  void callOfAMissingFunctionFailsAsTheSystemWouldSay() {
    ErrnoException failure = new ErrnoException(new Symbol.MissingFunctionException("not here"));
    assertThat(failure).hasMessage("not here");
    assertThat(failure.errno()).isEqualTo(38);
  }
}
