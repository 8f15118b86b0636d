package org.manualkey.client;

import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.jspecify.annotations.Nullable;
import org.manualkey.wire.ClientFrame;

/**
 * Sends edited lines to the daemon, one for each request, as {@link StandardInput} does for a pipe.
 * Its classes are loaded only if standard input is a terminal.
 */
final class EditedInput implements Runnable {
  /** Where the installed editor and its library are; otherwise they are on the class path. */
  private static final String DIRECTORY = "manualkey.editor";

  private static final int INTERRUPTED = 130;

  private final LineEditor editor;
  private final DaemonConnection daemon;
  private final BlockingQueue<String> prompts = new LinkedBlockingQueue<>();

  /** Whether the daemon executes a line. */
  private volatile boolean running;

  /** Whether the user abandoned that line. */
  private volatile boolean abandoned;

  private EditedInput(LineEditor editor, DaemonConnection daemon) {
    this.editor = editor;
    this.daemon = daemon;
  }

  /** The input from this terminal, or null if it must be read without an editor. */
  static @Nullable EditedInput open(DaemonConnection daemon) {
    LineEditor editor = editor();
    if (editor == null) {
      return null;
    }
    EditedInput input = new EditedInput(editor, daemon);
    editor.whenInterrupted(input::abandon);
    Thread thread = new Thread(input, "line editor");
    thread.setDaemon(true);
    thread.start();
    return input;
  }

  private static @Nullable LineEditor editor() {
    try {
      for (LineEditor.Provider provider : ServiceLoader.load(LineEditor.Provider.class, loader())) {
        return provider.open();
      }
      return null;
    } catch (IOException e) {
      return null;
    }
  }

  /** The library is not a module, and therefore not part of a modular runtime. */
  private static @Nullable ClassLoader loader() throws IOException {
    ClassLoader own = EditedInput.class.getClassLoader();
    String directory = System.getProperty(DIRECTORY);
    if (directory == null) {
      return own;
    }
    List<URL> jars = new ArrayList<>();
    try (DirectoryStream<Path> files = Files.newDirectoryStream(Path.of(directory), "*.jar")) {
      for (Path file : files) {
        jars.add(file.toUri().toURL());
      }
    }
    return new URLClassLoader(jars.toArray(URL[]::new), own);
  }

  /** Reads and sends one more line. */
  void request(String prompt) {
    running = false;
    abandoned = false;
    prompts.add(prompt);
  }

  /** Whether the output of the running command is discarded. */
  boolean isAbandoned() {
    return abandoned;
  }

  /**
   * Handles Ctrl-C outside of editing: the running command is interrupted, and its further output
   * discarded. If none runs, or on a second Ctrl-C, the client exits.
   */
  private void abandon() {
    if (!running || abandoned) {
      System.exit(INTERRUPTED);
    }
    abandoned = true;
    try {
      daemon.send(new ClientFrame.Abandon());
    } catch (IOException e) {
      // The session reads the same connection and reports the loss.
    }
  }

  /** Sets the words to complete. */
  void offer(Map<String, List<String>> places) {
    editor.offer(places);
  }

  /** Restores the terminal. */
  void close() {
    editor.close();
  }

  @Override
  public void run() {
    try {
      while (true) {
        ClientFrame answer = editor.read(prompts.take());
        // This line also answers requests that arrived meanwhile.
        prompts.clear();
        running = true;
        daemon.send(answer);
        if (answer instanceof ClientFrame.Input input) {
          input.bytes().wipe();
        }
      }
    } catch (IOException | InterruptedException e) {
      // The session reads the same connection and reports the loss.
    }
  }
}
