package org.manualkey.load;

import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.manualkey.algorithm.Algorithms;
import org.manualkey.language.Parser;
import org.manualkey.request.RequestBuilder;
import org.manualkey.request.Resolver;
import org.manualkey.sadb.Judge;
import org.manualkey.sadb.Sadb;

/** Makes the parsers, request builders and loaders of one daemon. */
public final class CommandPipeline {
  private final Algorithms algorithms;
  private final Resolver resolver;
  private final Supplier<? extends Sadb> trials;

  /**
   * A pipeline.
   *
   * @param trials makes empty databases in which commands can be tried out
   */
  public CommandPipeline(
      Algorithms algorithms, Resolver resolver, Supplier<? extends Sadb> trials) {
    this.trials = trials;
    this.algorithms = algorithms;
    this.resolver = resolver;
  }

  /** Whether names of hosts are looked up, or commands hold addresses only ({@code -n}). */
  public enum NameLookup {
    ON,
    OFF;

    /** As with the option {@code -n}. */
    public static NameLookup unless(boolean numeric) {
      return numeric ? OFF : ON;
    }
  }

  public Parser parser(NameLookup names) {
    return new Parser(algorithms, names == NameLookup.OFF);
  }

  /** A builder for one text or one typed command, which asks for every name once. */
  public RequestBuilder requests(NameLookup names) {
    return new RequestBuilder(resolver, names == NameLookup.OFF);
  }

  /**
   * A loader for one load.
   *
   * @param judge the judgement of the database; null: it has none
   */
  public Loader loader(NameLookup names, @Nullable Judge judge) {
    return loader(names, judge, () -> {}, WantedSas.UNHEARD);
  }

  /**
   * A loader whose work can be stopped.
   *
   * @param turn runs before each command; what it throws ends the work
   */
  public Loader loader(NameLookup names, @Nullable Judge judge, Runnable turn) {
    return loader(names, judge, turn, WantedSas.UNHEARD);
  }

  /**
   * The same.
   *
   * @param wanted hears what the text asks for
   */
  public Loader loader(NameLookup names, @Nullable Judge judge, Runnable turn, WantedSas wanted) {
    Parser parser = new Parser(algorithms, names == NameLookup.OFF, turn);
    RequestBuilder requests = requests(names);
    return new Loader(
        parser, requests, new Checker(parser, requests, judge, trials, wanted), trials);
  }
}
