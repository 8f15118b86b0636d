package org.manualkey.libc;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;
import org.jspecify.annotations.Nullable;

/**
 * The functions of libscf(3LIB) by which a daemon tells SMF that its instance is degraded; see
 * smf_degrade_instance(3SCF). All of them are requests: SMF acts on them later, or not at all.
 */
@SuppressWarnings("restricted") // this package is allowed to leave Java
public final class ServiceFacility {
  /** The interface of the library that all releases of illumos have. */
  private static final String LIBRARY = "libscf.so.1";

  /** The longest text of the library that is read: names of states, and reasons. */
  private static final int LONGEST = 1024;

  private final MethodHandle degrade;
  private final MethodHandle restore;
  private final MethodHandle getState;
  private final MethodHandle error;
  private final MethodHandle errorText;
  private final MethodHandle free;

  private ServiceFacility(SymbolLookup library) {
    Linker linker = Linker.nativeLinker();
    FunctionDescriptor ofText = FunctionDescriptor.of(ADDRESS, ADDRESS);
    degrade =
        linker.downcallHandle(
            library.findOrThrow("smf_degrade_instance"),
            FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_INT));
    restore =
        linker.downcallHandle(
            library.findOrThrow("smf_restore_instance"), FunctionDescriptor.of(JAVA_INT, ADDRESS));
    getState = linker.downcallHandle(library.findOrThrow("smf_get_state"), ofText);
    error =
        linker.downcallHandle(library.findOrThrow("scf_error"), FunctionDescriptor.of(JAVA_INT));
    errorText =
        linker.downcallHandle(
            library.findOrThrow("scf_strerror"), FunctionDescriptor.of(ADDRESS, JAVA_INT));
    free =
        linker.downcallHandle(
            linker.defaultLookup().findOrThrow("free"), FunctionDescriptor.ofVoid(ADDRESS));
  }

  /**
   * Loads the library, which stays loaded.
   *
   * @throws IOException if this system does not have it, or another one
   */
  public static ServiceFacility open() throws IOException {
    try {
      return new ServiceFacility(SymbolLookup.libraryLookup(LIBRARY, Arena.global()));
    } catch (RuntimeException e) { // IllegalArgumentException, NoSuchElementException
      throw new IOException(String.valueOf(e.getMessage()), e);
    }
  }

  /**
   * Asks that an instance be degraded; SMF does that only if it is online.
   *
   * @throws IOException if the request is refused, with the reason of scf_strerror(3SCF)
   */
  public void degrade(String fmri) throws IOException {
    try (Arena arena = Arena.ofConfined()) {
      check((int) degrade.invokeExact(arena.allocateFrom(fmri), 0));
    } catch (IOException e) {
      throw e;
    } catch (Throwable e) {
      throw impossible(e);
    }
  }

  /**
   * Asks that an instance be online again, if it is degraded.
   *
   * @throws IOException if the request is refused, with the reason of scf_strerror(3SCF)
   */
  public void restore(String fmri) throws IOException {
    try (Arena arena = Arena.ofConfined()) {
      check((int) restore.invokeExact(arena.allocateFrom(fmri)));
    } catch (IOException e) {
      throw e;
    } catch (Throwable e) {
      throw impossible(e);
    }
  }

  /** The state that SMF shows, such as {@code online}; null: it is not known. */
  public @Nullable String state(String fmri) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment text = (MemorySegment) getState.invokeExact(arena.allocateFrom(fmri));
      if (text.equals(MemorySegment.NULL)) {
        return null;
      }
      try {
        return text.reinterpret(LONGEST).getString(0);
      } finally {
        free.invokeExact(text);
      }
    } catch (Throwable e) {
      throw impossible(e);
    }
  }

  private void check(int result) throws Throwable {
    if (result != 0) {
      MemorySegment text = (MemorySegment) errorText.invokeExact((int) error.invokeExact());
      throw new IOException(
          text.equals(MemorySegment.NULL)
              ? "unknown error"
              : text.reinterpret(LONGEST).getString(0));
    }
  }

  /** Functions of C throw nothing. */
  private static IllegalStateException impossible(Throwable e) {
    return new IllegalStateException(e);
  }
}
