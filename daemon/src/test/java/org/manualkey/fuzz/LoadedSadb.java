package org.manualkey.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.manualkey.algorithm.Algorithms;
import org.manualkey.algorithm.AlgorithmsFile;
import org.manualkey.golden.HostsFile;
import org.manualkey.load.CommandPipeline;
import org.manualkey.load.CommandPipeline.NameLookup;
import org.manualkey.load.ContentsOfLoad;
import org.manualkey.load.LoadPolicy;
import org.manualkey.load.Loader;
import org.manualkey.pfkey.illumos.IllumosCodec;
import org.manualkey.print.CookieLabels;
import org.manualkey.print.ErrorTexts;
import org.manualkey.print.PrintContext;
import org.manualkey.print.PrintOptions;
import org.manualkey.print.SavePrinter;
import org.manualkey.print.TextSink;
import org.manualkey.program.LoadedBack;
import org.manualkey.request.Resolver;
import org.manualkey.sa.SaContents;
import org.manualkey.sa.SaId;
import org.manualkey.sadb.Draft;
import org.manualkey.sadb.Sadb;
import org.manualkey.sadb.linux.Databases;
import org.manualkey.sadb.linux.FakeLinuxKernel;
import org.manualkey.sadb.linux.afkey.AfKeyCapabilities;
import org.manualkey.sadb.memory.Meaning;
import org.manualkey.sadb.memory.MemorySadb;
import org.manualkey.sadb.memory.RandomSas;
import org.manualkey.secret.SecretText;

/** A database that texts are loaded into, and what can be said of it afterwards. */
final class LoadedSadb implements AutoCloseable {
  static final Algorithms ALGORITHMS = AlgorithmsFile.builtIn();

  static final LoadPolicy FLUSH = new LoadPolicy(LoadPolicy.Refresh.FLUSH, LoadPolicy.Scope.ALL);
  static final LoadPolicy DELTA = new LoadPolicy(LoadPolicy.Refresh.DELTA, LoadPolicy.Scope.ALL);

  /** Names with one address, with several, and with several of both families. */
  static final HostsFile HOSTS =
      new HostsFile(
          """
          10.0.0.1 me
          10.0.0.2 peer
          10.0.0.2 many
          10.0.0.3 many
          10.0.0.4 many
          2001:db8::2 peer6
          10.0.0.2 dual
          2001:db8::2 dual
          """);

  /** At a time that stands still. */
  static final PrintContext PRINTING =
      new PrintContext(
          ALGORITHMS,
          HOSTS,
          CookieLabels.NONE,
          ErrorTexts.builtIn(),
          InstantSource.fixed(Instant.ofEpochSecond(1_700_000_000)),
          ZoneOffset.UTC.getRules(),
          new IllumosCodec(ByteOrder.LITTLE_ENDIAN));

  private final Sadb sadb;
  private final CommandPipeline pipeline;

  private LoadedSadb(Sadb sadb, Resolver names) {
    this.sadb = sadb;
    pipeline = new CommandPipeline(ALGORITHMS, names, LoadedSadb::empty);
  }

  /** The embedded database, empty. */
  static LoadedSadb memory(Resolver names) {
    return new LoadedSadb(empty(), names);
  }

  /** That of a Linux kernel, empty. */
  static LoadedSadb linux(Resolver names) {
    FakeLinuxKernel kernel = new FakeLinuxKernel(AfKeyCapabilities.table(false), Draft.PID);
    return new LoadedSadb(Databases.over(kernel, Draft.PID), names);
  }

  private static Sadb empty() {
    return MemorySadb.timeless(ALGORITHMS, Databases.HOST);
  }

  static SecretText text(byte[] octets) {
    return SecretText.taking("keys", octets.clone());
  }

  static SecretText text(String text) {
    return text(text.getBytes(StandardCharsets.UTF_8));
  }

  Sadb sadb() {
    return sadb;
  }

  /** A loader for one text. */
  Loader loader() {
    return pipeline.loader(
        NameLookup.ON, sadb.judge(), () -> {}, new ContentsOfLoad(new SaContents()));
  }

  /** All that it holds, in lines that compare; of keys their digests. */
  List<String> contents() {
    return Meaning.of(RandomSas.dump(sadb), extension -> extension);
  }

  /** That each half of a pair is known by the other half. */
  void assertPairsAreMutual() {
    Map<SaId, SaId> partners = new HashMap<>();
    sadb.forEach(sa -> {
      SaId partner = sa.partner();
      if (partner != null) {
        partners.put(sa.id(), partner);
      }
    });
    partners.forEach((sa, partner) ->
        assertThat(partners.get(partner)).as("partner of the partner of %s", sa).isEqualTo(sa));
  }

  /**
   * What {@code save} writes.
   *
   * @param text its octets as characters
   * @param remarks how many SAs are only remarks
   */
  record Saved(String text, int remarks) {
    SecretText asFile() {
      return LoadedSadb.text(text.getBytes(StandardCharsets.ISO_8859_1));
    }
  }

  Saved saved() {
    ByteArrayOutputStream octets = new ByteArrayOutputStream();
    TextSink out = new TextSink(octets);
    SavePrinter saver =
        new SavePrinter(
            PRINTING,
            PrintOptions.PLAIN,
            sadb.directions(),
            new LoadedBack(ALGORITHMS, sadb.judge()),
            out);
    saver.start();
    RandomSas.dump(sadb).forEach(saver::save);
    out.flush();
    return new Saved(octets.toString(StandardCharsets.ISO_8859_1), saver.comments());
  }

  @Override
  public void close() {
    sadb.close();
  }
}
