package org.manualkey.program;

import java.time.InstantSource;
import java.util.function.Supplier;
import org.manualkey.algorithm.Algorithms;
import org.manualkey.pfkey.illumos.IllumosCodec;
import org.manualkey.print.CookieLabels;
import org.manualkey.print.ErrorTexts;
import org.manualkey.print.JsonPrinter;
import org.manualkey.print.MessagePrinter;
import org.manualkey.print.NameSource;
import org.manualkey.print.PrintContext;
import org.manualkey.print.PrintOptions;
import org.manualkey.print.Printer;
import org.manualkey.print.ReadBack;
import org.manualkey.print.SavePrinter;
import org.manualkey.print.TextSink;
import org.manualkey.sa.Directions;

/**
 * The dependencies of printers; each command creates a printer for its client.
 *
 * @param algorithms names of algorithms
 * @param names names of hosts and protocols, for one output
 * @param cookies labels of key management cookies
 * @param errors texts of error numbers
 * @param clock wall clock
 * @param codec the wire format whose lengths are printed
 * @param pid process id of requests, as it is printed
 */
public record Printing(
    Algorithms algorithms,
    Supplier<? extends NameSource> names,
    CookieLabels cookies,
    ErrorTexts errors,
    InstantSource clock,
    IllumosCodec codec,
    int pid) {

  Printer messages(Console console, PrintOptions options, TextSink out) {
    return new MessagePrinter(context(console), options, out);
  }

  Printer json(Console console, PrintOptions options, boolean withKeys, TextSink out) {
    return new JsonPrinter(context(console), options, withKeys, out);
  }

  /** Creates a printer for a database with these directions. */
  SavePrinter saves(
      Console console, PrintOptions options, Directions directions, ReadBack back, TextSink out) {
    return new SavePrinter(context(console), options, directions, back, out);
  }

  private PrintContext context(Console console) {
    return new PrintContext(
        algorithms, names.get(), cookies, errors, clock, console.caller().zone(), codec);
  }
}
