package org.manualkey.editor;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jline.keymap.KeyMap;
import org.jline.reader.Binding;
import org.jline.reader.Buffer;
import org.jline.reader.EndOfFileException;
import org.jline.reader.LineReader;
import org.jline.reader.LineReader.Option;
import org.jline.reader.LineReaderBuilder;
import org.jline.reader.Reference;
import org.jline.reader.UserInterruptException;
import org.jline.reader.Widget;
import org.jline.reader.impl.DefaultParser;
import org.jline.terminal.Terminal;
import org.jline.terminal.Terminal.Signal;
import org.jline.utils.NonBlockingReader;
import org.manualkey.client.LineEditor;
import org.manualkey.wire.ClientFrame;
import org.manualkey.wire.Payload;

/**
 * Edits lines with JLine. Lines may hold keys: the history is kept in memory only, and no line is
 * passed to a program or a file.
 */
final class JLineEditor implements LineEditor {
  /** Longer lines would take too long to display. */
  private static final int MAX_LENGTH = 8 << 10;

  private final Terminal terminal;
  private final LineReader reader;
  private final WordCompleter words = new WordCompleter();
  private boolean tooLong;

  JLineEditor(Terminal terminal) {
    this.terminal = terminal;
    // Quotes and backslashes are interpreted by the daemon.
    DefaultParser parser = new DefaultParser();
    parser.setEscapeChars(new char[0]);
    parser.setQuoteChars(new char[0]);
    reader =
        LineReaderBuilder.builder()
            .terminal(terminal)
            .parser(parser)
            .completer(words)
            .option(Option.DISABLE_EVENT_EXPANSION, true)
            .variable(LineReader.ERRORS, 0)
            .build();
    // It writes the line to a temporary file for an editor.
    reader.getWidgets().remove(LineReader.EDIT_AND_EXECUTE_COMMAND);
    arrowKeys(Objects.requireNonNull(reader.getKeyMaps().get(LineReader.MAIN)));
    bound(LineReader.SELF_INSERT);
    bound(LineReader.BEGIN_PASTE);
  }

  @Override
  public ClientFrame read(String prompt) {
    while (true) {
      tooLong = false;
      try {
        String line = reader.readLine(prompt);
        if (!tooLong) {
          return new ClientFrame.Input(Payload.of((line + "\n").getBytes(StandardCharsets.UTF_8)));
        }
        terminal
            .writer()
            .println("ipseckey: line longer than " + MAX_LENGTH + " characters ignored");
        terminal.flush();
      } catch (UserInterruptException e) {
        return new ClientFrame.Abandon();
      } catch (EndOfFileException e) {
        return new ClientFrame.EndOfInput();
      }
    }
  }

  @Override
  public void offer(Map<String, List<String>> places) {
    words.offer(places);
  }

  @Override
  public void whenInterrupted(Runnable action) {
    terminal.handle(
        Signal.INT,
        _ -> {
          terminal.writer().println(); // behind the ^C that the terminal shows
          terminal.flush();
          action.run();
        });
  }

  @Override
  public void close() {
    try {
      terminal.close();
    } catch (IOException e) {
      // The terminal is gone.
    }
  }

  /**
   * Binds the keys by what terminals send in either mode of the cursor keys: terminfo knows one,
   * and some terminals, and programs in between, ignore that it was switched.
   */
  private static void arrowKeys(KeyMap<Binding> keys) {
    Map.of(
            "A", LineReader.UP_LINE_OR_HISTORY,
            "B", LineReader.DOWN_LINE_OR_HISTORY,
            "C", LineReader.FORWARD_CHAR,
            "D", LineReader.BACKWARD_CHAR,
            "H", LineReader.BEGINNING_OF_LINE,
            "F", LineReader.END_OF_LINE)
        .forEach((key, widget) -> {
          Reference reference = new Reference(widget);
          keys.bind(reference, KeyMap.esc() + "[" + key, KeyMap.esc() + "O" + key);
        });
  }

  /** Wraps a widget that inserts text, to reject lines that become too long. */
  private void bound(String name) {
    Widget inserting = Objects.requireNonNull(reader.getWidgets().get(name), name);
    reader
        .getWidgets()
        .put(
            name,
            () -> {
              boolean done = inserting.apply();
              Buffer buffer = reader.getBuffer();
              if (buffer.length() > MAX_LENGTH) {
                tooLong = true;
                buffer.clear();
                skipLine(name.equals(LineReader.BEGIN_PASTE));
                reader.callWidget(LineReader.ACCEPT_LINE);
              }
              return done;
            });
  }

  /** Discards the rest of a line that is too long; a paste was read whole. */
  private void skipLine(boolean whole) {
    NonBlockingReader input = terminal.reader();
    try {
      int next = whole ? '\n' : input.read();
      while (next >= 0 && next != '\r' && next != '\n') {
        next = input.read();
      }
    } catch (IOException e) {
      // Ctrl-C, or the end: there is no rest.
    }
  }
}
