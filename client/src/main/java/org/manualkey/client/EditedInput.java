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
 * Hands lines that a user edits to the daemon, one by one as it asks: what {@link StandardInput} is
 * to a pipe. Nothing of it is loaded unless standard input is a terminal.
 */
final class EditedInput implements Runnable {
  /** Where the installed form has the editor and its library; else they are on the class path. */
  private static final String DIRECTORY = "manualkey.editor";

  private static final int INTERRUPTED = 130;

  private final LineEditor editor;
  private final DaemonConnection daemon;
  private final BlockingQueue<String> prompts = new LinkedBlockingQueue<>();

  /** Whether the daemon works on what was typed. */
  private volatile boolean running;

  /** Whether the user has had enough of that. */
  private volatile boolean abandoned;

  private EditedInput(LineEditor editor, DaemonConnection daemon) {
    this.editor = editor;
    this.daemon = daemon;
  }

  /**
   * The input from this terminal, or null when it has to be read without an editor.
   *
   * @param announced gets the name that tells the daemon of the editor
   */
  static @Nullable EditedInput open(DaemonConnection daemon, Map<String, String> announced) {
    LineEditor editor = editor();
    if (editor == null) {
      return null;
    }
    announced.put(ClientFrame.Hello.PROMPTS, "");
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

  /** The library is no module, and so no part of a runtime that consists of modules. */
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

  /** Whether nothing more shall be shown of the command that runs. */
  boolean isAbandoned() {
    return abandoned;
  }

  /**
   * Ctrl-C while no line is read: what runs is asked to end, and what it still prints is not shown.
   * Where nothing runs, or it does not end, the client does.
   */
  private void abandon() {
    if (!running || abandoned) {
      System.exit(INTERRUPTED);
    }
    abandoned = true;
    try {
      daemon.send(new ClientFrame.Abandon());
    } catch (IOException e) {
      // The session reads the same connection and reports that it is lost.
    }
  }

  /** Words to complete from now on. */
  void offer(Map<String, List<String>> places) {
    editor.offer(places);
  }

  /** Gives the terminal back. */
  void close() {
    editor.close();
  }

  @Override
  public void run() {
    try {
      while (true) {
        ClientFrame answer = editor.read(prompts.take());
        // A request that came before this line is sent is answered by it.
        prompts.clear();
        running = true;
        daemon.send(answer);
        if (answer instanceof ClientFrame.Input input) {
          input.bytes().wipe();
        }
      }
    } catch (IOException | InterruptedException e) {
      // The session reads the same connection and reports that it is lost.
    }
  }
}
