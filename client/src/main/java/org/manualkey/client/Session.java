package org.manualkey.client;

import java.io.FileDescriptor;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.manualkey.client.ClientException.Kind;
import org.manualkey.wire.ClientFrame;
import org.manualkey.wire.DaemonFrame;
import org.manualkey.wire.Frame;
import org.manualkey.wire.FrameException;
import org.manualkey.wire.Payload;

/** Runs one command, from the hello to the exit status. */
final class Session {
  private final Caller caller;
  private final DaemonConnection daemon;
  private final Map<String, String> announced;
  private final StandardInput input;
  private @Nullable SaveFile saving;
  private @Nullable EditedInput edited;

  /**
   * A session that has not begun.
   *
   * @param announced the environment that is sent to the daemon: {@link Caller#announced}, which is
   *     called before there is a connection, since the daemon waits for a hello only so long
   * @param pipe what to read instead of standard input, or null
   */
  Session(
      Caller caller,
      DaemonConnection daemon,
      Map<String, String> announced,
      @Nullable InputStream pipe) {
    this.caller = caller;
    this.daemon = daemon;
    this.announced = announced;
    this.input =
        new StandardInput(pipe == null ? caller.streams().in() : pipe, daemon, pipe != null);
  }

  /**
   * Sends the command, and serves requests of the daemon until it ends.
   *
   * @param argv all words of the user
   * @param files the files that the options name, in their order
   * @return the exit status
   */
  int run(String[] argv, List<CallerFile> files) throws ClientException {
    try {
      start(argv, files);
      int status = serve();
      for (CallerFile file : files) {
        complete(file);
      }
      finish(status != 0);
      return status;
    } catch (FrameException e) {
      throw new ClientException(
          Kind.BROKEN, ClientMessage.PROTOCOL_ERROR.with(String.valueOf(e.getMessage())));
    } finally {
      SaveFile unfinished = saving;
      if (unfinished != null) {
        CallerFiles.finish(List.of(unfinished), true); // without its end the text may be torn
      }
      EditedInput editor = edited;
      if (editor != null) {
        editor.close();
      }
    }
  }

  private void start(String[] argv, List<CallerFile> files) throws ClientException, FrameException {
    try {
      FileDescriptor[] descriptors = new FileDescriptor[files.size()];
      for (int i = 0; i < descriptors.length; i++) {
        descriptors[i] = files.get(i).descriptor();
      }
      daemon.send(
          descriptors,
          new ClientFrame.Hello(Frame.VERSION, caller.program(), announced),
          new ClientFrame.Command(List.of(argv), descriptors.length));
      if (announced.containsKey(
          ClientFrame.Hello.PROMPTS)) { // takes long: the daemon knows us by now
        edited = EditedInput.open(daemon);
      }
    } catch (FrameException e) {
      throw new ClientException(
          Kind.BROKEN, ClientMessage.COMMAND_TOO_LONG.with(String.valueOf(e.getMessage())));
    } catch (IOException e) {
      // A daemon that refuses the connection closes it unread: its reason is read below.
    }
  }

  private int serve() throws ClientException, FrameException {
    while (true) {
      DaemonFrame frame = daemon.receive();
      if (frame instanceof DaemonFrame.Out out) {
        print(out.bytes());
      } else if (frame instanceof DaemonFrame.Exit exit) {
        return exit.status();
      } else if (frame instanceof DaemonFrame.Err err) {
        printError(err.bytes());
      } else if (frame instanceof DaemonFrame.Welcome welcome) {
        check(welcome);
      } else if (frame instanceof DaemonFrame.Ready ready) {
        finish(false);
        request(ready.prompt());
      } else if (frame instanceof DaemonFrame.OpenForSaving open) {
        open(open.path());
      } else if (frame instanceof DaemonFrame.Refused refused) {
        throw new ClientException(Kind.BROKEN, ClientMessage.REFUSED.with(refused.reason()));
      } else if (frame instanceof DaemonFrame.Words words) {
        offer(words);
      } else {
        throw lost();
      }
    }
  }

  private void request(String prompt) throws ClientException {
    EditedInput editor = edited;
    if (editor == null) {
      show(prompt);
      input.request();
    } else {
      editor.request(prompt);
    }
  }

  /** Shows a prompt that the editor would show, had it been possible to open it. */
  private void show(String prompt) throws ClientException {
    if (!prompt.isEmpty()) {
      print(Payload.of(prompt.getBytes(StandardCharsets.UTF_8)));
    }
  }

  private void offer(DaemonFrame.Words words) {
    EditedInput editor = edited;
    if (editor != null) {
      editor.offer(words.places());
    }
  }

  /** Handles Ctrl-C: the daemon ends the command, and {@link #run} returns its exit status. */
  void interrupt() {
    try {
      daemon.send(new ClientFrame.Interrupt());
    } catch (IOException e) {
      // The connection is lost, which run() reports.
    }
  }

  private void print(Payload bytes) throws ClientException {
    EditedInput editor = edited;
    try {
      if (editor != null && editor.isAbandoned()) {
        return;
      }
      bytes.writeTo(caller.streams().out());
    } catch (IOException e) {
      String reason = String.valueOf(e.getMessage());
      throw reason.equals("Broken pipe")
          ? new ClientException(Kind.NO_READER, "")
          : new ClientException(Kind.BROKEN, ClientMessage.CANNOT_WRITE.with(reason));
    } finally {
      bytes.wipe();
    }
  }

  private void printError(Payload bytes) {
    try {
      bytes.writeTo(caller.streams().err());
    } catch (IOException e) {
      // Standard error has no reader; the command continues.
    }
  }

  private static void check(DaemonFrame.Welcome welcome) throws ClientException {
    if (welcome.version() != Frame.VERSION) {
      throw new ClientException(
          Kind.BROKEN,
          ClientMessage.VERSION_MISMATCH.with(
              String.valueOf(welcome.version()), String.valueOf(Frame.VERSION)));
    }
  }

  private void open(String path) throws ClientException {
    finish(false);
    try {
      SaveFile file = SaveFile.open(path);
      saving = file;
      if (!file.warning().isEmpty()) {
        caller.printError(file.warning());
      }
      daemon.send(new FileDescriptor[] {file.descriptor()}, new ClientFrame.Opened());
    } catch (ClientException e) {
      answer(new ClientFrame.NotOpened(String.valueOf(e.getMessage())));
    } catch (IOException e) {
      // A daemon that stops has sent the reason, which is read next.
    }
  }

  private void answer(ClientFrame frame) {
    try {
      daemon.send(frame);
    } catch (IOException e) {
      // The same.
    }
  }

  /** Ends the last save of an interactive session or of a command. */
  private void finish(boolean failed) throws ClientException {
    SaveFile file = saving;
    saving = null;
    if (file != null) {
      try {
        complete(file);
      } finally {
        CallerFiles.finish(List.of(file), failed);
      }
    }
  }

  private static void complete(CallerFile file) throws ClientException {
    try {
      file.complete();
    } catch (IOException e) {
      throw file instanceof SaveFile saved ? saved.incomplete(e) : lost();
    }
  }

  private static ClientException lost() {
    return new ClientException(Kind.BROKEN, ClientMessage.CONNECTION_LOST.text());
  }
}
