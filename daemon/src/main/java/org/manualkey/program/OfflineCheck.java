package org.manualkey.program;

import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.manualkey.keyfile.KeyFileReader;
import org.manualkey.load.CommandPipeline;
import org.manualkey.load.LoadConditions;
import org.manualkey.print.TextSink;
import org.manualkey.sadb.Judge;

/** {@code manual-keyd --check}: what {@code ipseckey -c} does, without a daemon. */
public final class OfflineCheck {
  private final CommandPipeline pipeline;
  private final KeyFileReader reader;
  private final @Nullable Judge judge;

  /**
   * A check.
   *
   * @param judge the judgement of the database that files are meant for
   */
  public OfflineCheck(CommandPipeline pipeline, KeyFileReader reader, @Nullable Judge judge) {
    this.pipeline = pipeline;
    this.reader = reader;
    this.judge = judge;
  }

  /**
   * Checks a file; returns the exit status of {@code ipseckey -c}.
   *
   * @param numeric {@code -n}
   * @param json {@code --json}
   * @param program the name before messages that have no place
   */
  public int run(Path file, boolean numeric, boolean json, String program, Console console) {
    ErrorOutput errors = new ErrorOutput(program, new TextSink(console.err()));
    JsonProblems problems = json ? new JsonProblems(new TextSink(console.out())) : null;
    String name = isStandardInput(file) ? "standard input" : file.toString();
    return new FileCheck(
            console,
            pipeline,
            CommandPipeline.NameLookup.unless(numeric),
            new FileCheck.Target(judge, () -> LoadConditions.DEFAULT, null),
            errors)
        .check(read(file, name, errors), name, problems);
  }

  private static boolean isStandardInput(Path file) {
    return file.toString().equals("-");
  }

  private KeyFileReader.Result read(Path file, String name, ErrorOutput errors) {
    if (!isStandardInput(file)) {
      return reader.read(file);
    }
    FileInputStream in = new FileInputStream(FileDescriptor.in);
    if (Files.isRegularFile(Path.of("/dev/stdin"))) {
      return reader.read(FileDescriptor.in, name);
    }
    return FileCheck.ofPipe(reader.readPipe(in, name, _ -> {}), name, errors);
  }
}
