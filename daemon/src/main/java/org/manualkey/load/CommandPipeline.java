package org.manualkey.load;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.manualkey.algorithm.Algorithms;
import org.manualkey.language.Parser;
import org.manualkey.request.RequestBuilder;
import org.manualkey.request.Resolver;
import org.manualkey.request.UntilSilent;
import org.manualkey.sadb.Sadb;

/** Makes parsers, builders and loaders that share one numbering of messages and one resolver. */
public final class CommandPipeline {
  private final Algorithms algorithms;
  private final Resolver resolver;
  private final int pid;
  private final Supplier<? extends Sadb> shadows;
  private final AtomicInteger seq = new AtomicInteger();

  /**
   * A source of loads.
   *
   * @param pid process id that messages carry
   * @param shadows makes empty databases in which a file can be tried out
   */
  public CommandPipeline(
      Algorithms algorithms, Resolver resolver, int pid, Supplier<? extends Sadb> shadows) {
    this.shadows = shadows;
    this.algorithms = algorithms;
    this.resolver = resolver;
    this.pid = pid;
  }

  /** Process id that messages carry. */
  public int pid() {
    return pid;
  }

  public Parser parser(boolean numeric) {
    return new Parser(algorithms, numeric);
  }

  /** A builder that asks for every name once. */
  public RequestBuilder requests(boolean numeric) {
    return requests(resolver, numeric);
  }

  /** A loader for one load, which waits for a silent name service once. */
  public Loader loader(boolean numeric) {
    return new Loader(parser(numeric), requests(new UntilSilent(resolver), numeric), shadows);
  }

  private RequestBuilder requests(Resolver names, boolean numeric) {
    return new RequestBuilder(names, numeric, this::nextSeq, pid);
  }

  /** 1 to 2^31-1: the upper half belongs to the kernel, and 0 ends a dump. */
  private int nextSeq() {
    return seq.updateAndGet(last -> last == Integer.MAX_VALUE ? 1 : last + 1);
  }
}
