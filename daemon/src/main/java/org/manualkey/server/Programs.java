package org.manualkey.server;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.manualkey.program.AdmProgram;
import org.manualkey.program.Console;
import org.manualkey.program.IpseckeyProgram;

/** The programs that clients of the private socket can run. */
public interface Programs {
  /** The program with this name, or null. */
  @Nullable Program named(String name);

  /** The programs that the daemon has. */
  static Programs of(IpseckeyProgram ipseckey, AdmProgram adm) {
    Program service =
        new Program() {
          @Override
          public int run(List<String> argv, Console console) {
            return adm.run(argv, console);
          }

          @Override
          public boolean isShort(List<String> argv) {
            return AdmProgram.isShort(argv);
          }
        };
    return name ->
        switch (name) {
          case "ipseckey" -> ipseckey::run;
          case "manual-keyadm" -> service;
          default -> null;
        };
  }

  /** A program. */
  interface Program {
    /** Runs a command; returns its exit status. */
    int run(List<String> argv, Console console);

    /** Whether a command ends soon by itself, and is served even if all sessions are taken. */
    default boolean isShort(List<String> argv) {
      return false;
    }
  }
}
