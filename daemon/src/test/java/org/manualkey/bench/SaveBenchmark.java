package org.manualkey.bench;

import java.io.OutputStream;
import java.nio.ByteOrder;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.manualkey.algorithm.AlgorithmsFile;
import org.manualkey.golden.HostsFile;
import org.manualkey.load.CommandPipeline;
import org.manualkey.load.LoadPolicy;
import org.manualkey.load.Ownership;
import org.manualkey.pfkey.Header;
import org.manualkey.pfkey.Message;
import org.manualkey.pfkey.MessageType;
import org.manualkey.pfkey.SaType;
import org.manualkey.pfkey.illumos.IllumosCodec;
import org.manualkey.print.CookieLabels;
import org.manualkey.print.ErrorTexts;
import org.manualkey.print.MessagePrinter;
import org.manualkey.print.PrintContext;
import org.manualkey.print.PrintOptions;
import org.manualkey.print.ReadBack;
import org.manualkey.print.SavePrinter;
import org.manualkey.print.TextSink;
import org.manualkey.program.LoadedBack;
import org.manualkey.sadb.Sadb;
import org.manualkey.secret.SecretText;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * How long does it take to dump SAs out of the embedded SADB and to print or to save them, and how
 * much of a save is reading the commands back? Twice the SAs must take twice the time.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(
    value = 1,
    jvmArgsAppend = {"-Xmx1g", "-XX:+UseSerialGC"})
public class SaveBenchmark {
  private static final PrintOptions NUMERIC = new PrintOptions(true, false, false);

  @Param({"25000", "50000", "100000"})
  private int count;

  private final Sadb sadb = KeyFiles.sadb();
  private final PrintContext context =
      new PrintContext(
          AlgorithmsFile.builtIn(),
          new HostsFile(""),
          CookieLabels.parse(""),
          ErrorTexts.builtIn(),
          InstantSource.system(),
          ZoneOffset.UTC.getRules(),
          new IllumosCodec(ByteOrder.LITTLE_ENDIAN));

  @Setup
  public void prepare() {
    byte[] text = KeyFiles.of(count);
    var _ =
        KeyFiles.loads()
            .loader(CommandPipeline.NameLookup.ON, sadb.judge())
            .load(SecretText.taking("bench", text), sadb, LoadPolicy.DEFAULT, Ownership.NOBODY);
  }

  /** The text of {@code dump}. */
  @Benchmark
  public int dump() {
    TextSink out = new TextSink(OutputStream.nullOutputStream());
    MessagePrinter printer = new MessagePrinter(context, NUMERIC, out);
    List<Message> all = all();
    all.forEach(sa -> {
      printer.dumped(sa);
      sa.wipeKeys();
    });
    return all.size();
  }

  /** The text of {@code save}, each command read back. */
  @Benchmark
  public int save() {
    return saved(new LoadedBack(context.algorithms(), sadb.judge()));
  }

  /** The same text without looking at it. */
  @Benchmark
  public int saveUnread() {
    return saved(_ -> new ReadBack.Loaded.Refused("it was not read"));
  }

  private int saved(ReadBack back) {
    TextSink out = new TextSink(OutputStream.nullOutputStream());
    SavePrinter printer = new SavePrinter(context, NUMERIC, sadb.directions(), back, out);
    printer.start();
    all()
        .forEach(sa -> {
          printer.save(sa);
          sa.wipeKeys();
        });
    out.flush();
    return printer.comments();
  }

  private List<Message> all() {
    List<Message> all = new ArrayList<>(count);
    Message dump = Message.of(Header.request(MessageType.DUMP, SaType.UNSPEC, 1, 1));
    var _ = sadb.dump(dump, all::add);
    return all;
  }
}
