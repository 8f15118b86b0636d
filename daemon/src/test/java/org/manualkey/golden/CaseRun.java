package org.manualkey.golden;

import java.io.IOException;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.manualkey.algorithm.Algorithms;
import org.manualkey.algorithm.AlgorithmsFile;
import org.manualkey.client.ClientException;
import org.manualkey.client.CommandLine;
import org.manualkey.keyfile.KeyFileReader;
import org.manualkey.load.CommandPipeline;
import org.manualkey.load.LoadConditions;
import org.manualkey.pfkey.illumos.IllumosCodec;
import org.manualkey.print.CookieLabels;
import org.manualkey.print.ErrorTexts;
import org.manualkey.program.IpseckeyProgram;
import org.manualkey.program.MemoryConsole;
import org.manualkey.program.Printing;
import org.manualkey.sadb.SadbOwner;

/** Runs a case: the real command, between a scripted socket and a client in memory. */
final class CaseRun {
  private static final InstantSource CLOCK =
      InstantSource.fixed(Instant.ofEpochSecond(1_700_000_000));
  private static final Algorithms ALGORITHMS = AlgorithmsFile.builtIn();
  private static final ErrorTexts ERRORS = ErrorTexts.builtIn();

  /** What came of it; placeholders stand for paths. */
  record Result(
      int exit,
      String stdout,
      String stderr,
      List<byte[]> messages,
      @Nullable String saveFile,
      int saveMode) {}

  private CaseRun() {}

  /** With the script itself in place of a database. */
  static Result of(GoldenCase golden, Path folder) throws IOException {
    return of(golden, folder, ScriptedSadb::new);
  }

  static Result of(GoldenCase golden, Path folder, CaseSadb.Supply supply) throws IOException {
    CaseFiles files = new CaseFiles(golden, folder);
    MemoryConsole console = console(golden).in(folder);
    List<String> argv = files.arguments(golden.argv());
    try (CaseSadb played = supply.of(golden, console::interrupt)) {
      int exit;
      try (SadbOwner owner = new SadbOwner(played.sadb())) {
        exit = run(golden, argv, console, owner);
      }
      return new Result(
          exit,
          files.withPlaceholders(console.printed()),
          files.withPlaceholders(console.complained()),
          played.written(),
          files.savedText(),
          files.savedMode());
    }
  }

  private static MemoryConsole console(GoldenCase golden) {
    MemoryConsole console = new MemoryConsole(golden.uid() == 0, golden.underSmf());
    return golden.stdin().length == 0 ? console : console.enter(golden.stdin());
  }

  /** What the client does before and after it has the daemon run the command. */
  private static int run(
      GoldenCase golden, List<String> argv, MemoryConsole console, SadbOwner owner)
      throws IOException {
    try (var opened = console.files()) {
      console.pass(opened.open(CommandLine.parse(argv.toArray(String[]::new))));
      int exit = command(golden, owner).run(argv, console);
      opened.ended(exit);
      return exit;
    } catch (ClientException e) {
      return console.files().fail(e, golden.underSmf());
    }
  }

  private static IpseckeyProgram command(GoldenCase golden, SadbOwner owner) {
    HostsFile hosts = new HostsFile(golden.hosts());
    Printing printing =
        new Printing(
            ALGORITHMS,
            () -> hosts,
            CookieLabels.parse(golden.cookieMap()),
            ERRORS,
            CLOCK,
            new IllumosCodec(ByteOrder.LITTLE_ENDIAN),
            4242);
    return new IpseckeyProgram(
        new CommandPipeline(
            ALGORITHMS,
            hosts,
            () ->
                new org.manualkey.sadb.memory.MemorySadb(
                    ALGORITHMS,
                    java.time.InstantSource.system(),
                    new org.manualkey.host.InterfaceAddresses())),
        new KeyFileReader(0),
        owner,
        () -> LoadConditions.DEFAULT,
        printing);
  }
}
