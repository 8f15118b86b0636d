package org.manualkey.libc;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.VarHandle;

/**
 * Functions of the C library that take up to six integers or pointers and return one.
 *
 * <p>All are called in one shape, with six 64-bit arguments: the virtual machine takes milliseconds
 * to make the code for each shape, and {@code manual-keyd --check} lives for few of them. The
 * calling conventions of 64-bit Linux and illumos pass such arguments in registers, and a function
 * ignores those that it does not take. Of a result of type {@code int}, the upper half counts for
 * nothing.
 */
enum PlainCalls {
  MMAP("mmap"),
  MUNMAP("munmap"),
  MLOCK("mlock"),
  MADVISE("madvise"),
  PRCTL("prctl"),
  SETRLIMIT("setrlimit"),
  GETSOCKOPT("getsockopt"),
  GETPEERUCRED("getpeerucred"),
  UCRED_GETEUID("ucred_geteuid"),
  UCRED_GETEGID("ucred_getegid"),
  UCRED_GETPID("ucred_getpid"),
  UCRED_GETGROUPS("ucred_getgroups"),
  UCRED_FREE("ucred_free");

  private static final StructLayout STATE = Linker.Option.captureStateLayout();
  private static final VarHandle ERRNO =
      STATE.varHandle(StructLayout.PathElement.groupElement("errno"));

  private final String function;
  private final MethodHandle handle;

  PlainCalls(String function) {
    this.function = function;
    handle =
        Symbol.of(function)
            .handle(
                FunctionDescriptor.of(
                    JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG),
                Symbol.ERRNO);
  }

  /**
   * Calls a function that returns an {@code int}.
   *
   * @throws ErrnoException if it returns a negative number, or is missing
   */
  void call(long first, long second, long third) throws ErrnoException {
    call(first, second, third, 0, 0);
  }

  /**
   * Calls a function that returns an {@code int}.
   *
   * @throws ErrnoException if it returns a negative number, or is missing
   */
  void call(long first, long second, long third, long fourth, long fifth) throws ErrnoException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment state = arena.allocate(STATE);
      if ((int) call(state, first, second, third, fourth, fifth, 0) < 0) {
        throw new ErrnoException(function, (int) ERRNO.get(state, 0L));
      }
    }
  }

  /**
   * Calls a function of a pointer that returns an {@code int}, or an {@code unsigned int} of which
   * the largest means that there is none; or nothing, and what this returns counts for nothing.
   *
   * @throws ErrnoException if it is missing
   */
  int number(long pointer, long second) throws ErrnoException {
    try (Arena arena = Arena.ofConfined()) {
      return (int) call(arena.allocate(STATE), pointer, second, 0, 0, 0, 0);
    }
  }

  /**
   * Calls a function that returns a pointer, or -1.
   *
   * @throws ErrnoException if it returns -1, or is missing
   */
  long pointer(long first, long second, long third, long fourth, long fifth, long sixth)
      throws ErrnoException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment state = arena.allocate(STATE);
      long pointer = call(state, first, second, third, fourth, fifth, sixth);
      if (pointer == -1) {
        throw new ErrnoException(function, (int) ERRNO.get(state, 0L));
      }
      return pointer;
    }
  }

  private long call(
      MemorySegment state, long first, long second, long third, long fourth, long fifth, long sixth)
      throws ErrnoException {
    try {
      return (long) handle.invokeExact(state, first, second, third, fourth, fifth, sixth);
    } catch (Symbol.MissingFunctionException e) {
      throw new ErrnoException(e);
    } catch (Throwable e) {
      throw new IllegalStateException(e); // functions of C throw nothing
    }
  }
}
