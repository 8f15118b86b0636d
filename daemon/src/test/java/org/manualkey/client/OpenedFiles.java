package org.manualkey.client;

import java.io.Closeable;
import java.io.FileDescriptor;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.newsclub.net.unix.AFUNIXSocketChannel;
import org.newsclub.net.unix.AFUNIXSocketPair;

/**
 * The files of a client, opened by its real code and passed as they are to a daemon: the receiver
 * has descriptors of its own and may close them.
 */
public final class OpenedFiles implements Closeable {
  private final Caller caller;
  private final List<CallerFile> files = new ArrayList<>();
  private final List<AFUNIXSocketChannel> receivers = new ArrayList<>();
  private boolean failed = true;

  /**
   * A client without files yet.
   *
   * @param err its standard error
   */
  public OpenedFiles(OutputStream err) {
    caller =
        new Caller(
            "ipseckey",
            Map.of(),
            new Streams(InputStream.nullInputStream(), OutputStream.nullOutputStream(), err));
  }

  /** Opens the files that options name, in the client's order; their descriptors in that order. */
  public List<FileDescriptor> open(CommandLine line) throws ClientException, IOException {
    files.addAll(CallerFiles.toRead(line));
    CallerFiles.addToSave(line, caller, files);
    List<FileDescriptor> passed = new ArrayList<>();
    for (CallerFile file : files) {
      passed.add(passed(file.descriptor()));
    }
    return passed;
  }

  /**
   * Opens a file that a command names.
   *
   * @throws IOException with what the client would answer
   */
  public FileDescriptor openForSaving(String path) throws IOException {
    try {
      SaveFile file = SaveFile.open(path);
      files.add(file);
      if (!file.warning().isEmpty()) {
        caller.printError(file.warning());
      }
      return passed(file.descriptor());
    } catch (ClientException e) {
      throw new IOException(e.getMessage(), e);
    }
  }

  /** The end of a run with an exit status. */
  public void ended(int status) {
    failed = status != 0;
    try {
      for (CallerFile file : files) {
        file.complete();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** What the client prints and answers when it cannot start. */
  public int fail(ClientException failure, boolean underSmf) {
    caller.printError(String.valueOf(failure.getMessage()));
    return failure.exitStatus(underSmf);
  }

  @Override
  public void close() throws IOException {
    for (AFUNIXSocketChannel receiver : receivers) {
      receiver.close();
    }
    CallerFiles.finish(files, failed);
  }

  /** Received descriptors live no longer than the socket that they came through. */
  private FileDescriptor passed(FileDescriptor descriptor) throws IOException {
    AFUNIXSocketPair<AFUNIXSocketChannel> pair = AFUNIXSocketPair.open();
    AFUNIXSocketChannel receiver = pair.getSocket2();
    receivers.add(receiver);
    try (AFUNIXSocketChannel sender = pair.getSocket1()) {
      sender.setOutboundFileDescriptors(descriptor);
      receiver.setAncillaryReceiveBufferSize(256);
      sender.write(ByteBuffer.wrap(new byte[1]));
      receiver.read(ByteBuffer.allocate(1));
      return receiver.getReceivedFileDescriptors()[0];
    }
  }
}
