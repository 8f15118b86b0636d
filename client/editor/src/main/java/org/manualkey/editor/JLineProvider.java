package org.manualkey.editor;

import java.io.IOException;
import org.jline.terminal.Size;
import org.jline.terminal.Terminal;
import org.jline.terminal.Terminal.Signal;
import org.jline.terminal.TerminalBuilder;
import org.jline.utils.Signals;
import org.jspecify.annotations.Nullable;
import org.manualkey.client.LineEditor;

/** Opens the terminal of this process with JLine. */
public final class JLineProvider implements LineEditor.Provider {
  @Override
  public @Nullable LineEditor open() {
    // JLine looks for its parts there, now and as long as the terminal is used.
    Thread.currentThread().setContextClassLoader(JLineProvider.class.getClassLoader());
    try {
      Terminal terminal =
          TerminalBuilder.builder()
              .system(true)
              .provider(TerminalBuilder.PROP_PROVIDER_EXEC)
              .dumb(false)
              // JLine would take over signals, such as Ctrl-Z, which it then ignores.
              .nativeSignals(false)
              .build();
      Size size = terminal.getSize();
      if (terminal.getType().startsWith(Terminal.TYPE_DUMB)
          || size.getColumns() <= 0
          || size.getRows() <= 0) {
        terminal.close();
        return null;
      }
      for (Signal signal : new Signal[] {Signal.INT, Signal.WINCH, Signal.CONT}) {
        Signals.register(signal.name(), () -> terminal.raise(signal));
      }
      return new JLineEditor(terminal);
    } catch (IOException | IllegalStateException e) {
      return null;
    }
  }
}
