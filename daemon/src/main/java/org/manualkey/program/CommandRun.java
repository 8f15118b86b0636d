package org.manualkey.program;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import org.manualkey.language.Command;
import org.manualkey.language.Parsed;
import org.manualkey.language.Problem;
import org.manualkey.pfkey.Header;
import org.manualkey.pfkey.Message;
import org.manualkey.pfkey.MessageType;
import org.manualkey.pfkey.SaType;
import org.manualkey.print.PrintOptions;
import org.manualkey.print.Printer;
import org.manualkey.print.SavePrinter;
import org.manualkey.print.TextSink;
import org.manualkey.request.Exchange;
import org.manualkey.request.Outcome;
import org.manualkey.request.RequestBuilder;
import org.manualkey.sadb.SadbException;
import org.manualkey.sadb.SadbOwner;

/** Carries out commands for one client and prints what they say. */
final class CommandRun {
  private final Console console;
  private final Printing printing;
  private final PrintOptions options;
  private final SadbOwner owner;
  private final RequestBuilder requests;
  private final MonitorRun monitors;
  private final TextSink out;
  private final Printer printer;
  private final ErrorOutput complaints;

  CommandRun(
      Console console,
      Printing printing,
      PrintOptions options,
      Format format,
      SadbOwner owner,
      RequestBuilder requests,
      MonitorRun monitors,
      ErrorOutput complaints) {
    this.console = console;
    this.printing = printing;
    this.options = options;
    this.owner = owner;
    this.requests = requests;
    this.monitors = monitors;
    this.complaints = complaints;
    out = new TextSink(console.out());
    printer =
        switch (format) {
          case TEXT -> printing.messages(console, options, out);
          case JSON -> printing.json(console, options, false, out);
          case JSON_WITH_KEYS -> printing.json(console, options, true, out);
        };
  }

  /** How SAs and events are printed. */
  enum Format {
    TEXT,
    JSON,
    JSON_WITH_KEYS
  }

  TextSink out() {
    return out;
  }

  /** Carries out one command; whether it succeeded. */
  boolean run(Parsed parsed, String where) {
    Command command = parsed.command();
    boolean done =
        switch (command) {
          case null -> false;
          case Command.OneSa _, Command.Flush _ -> execute(parsed, where);
          case Command.Dump dump -> dump(dump.saType());
          case Command.Save save -> save(save);
          case Command.Monitor monitor -> monitor(monitor);
          case Command.Help help -> {
            Help.print(help.topic(), out);
            yield true;
          }
          case Command.Exit _ -> true;
        };
    out.flush();
    return done;
  }

  /** Whether it ended as it should: by Ctrl-C. */
  private boolean monitor(Command.Monitor monitor) {
    try {
      return monitors.run(monitor.passive(), console, printer, out, complaints)
          == MonitorRun.End.INTERRUPTED;
    } catch (SadbException e) {
      failed(e, "");
      return false;
    }
  }

  private boolean execute(Parsed parsed, String where) {
    try {
      CommandExchange unsent = CommandExchange.unsent(parsed, requests);
      return tell(owner.call(unsent::sentTo), where);
    } catch (SadbException e) {
      failed(e, where);
      return false;
    }
  }

  /** Prints what came of a command, wipes its keys, and tells whether it succeeded. */
  boolean tell(CommandExchange execution, String where) {
    for (Problem fault : execution.faults()) {
      complaints.say(where + (fault.isError() ? "" : "warning: ") + fault.message());
    }
    for (int i = 0; i < execution.outcomes().size(); i++) {
      if (options.verbose()) {
        printer.request(execution.requests().get(i));
      }
      tell(execution.outcomes().get(i), where);
    }
    execution.wipeKeys();
    return execution.succeeded();
  }

  private void tell(Outcome outcome, String where) {
    switch (outcome) {
      case Outcome.Done(Message reply) when reply.header().type() == MessageType.GET -> {
        printer.print(reply);
        reply.wipeKeys();
      }
      case Outcome.Done _ -> {}
      case Outcome.Refused refused -> refused(refused, where);
    }
  }

  private void refused(Outcome.Refused refused, String where) {
    Outcome.Asked asked = refused.request();
    Header answer =
        new Header(
            Header.VERSION,
            asked.typeCode(),
            refused.errno(),
            asked.saType(),
            refused.diagnostic(),
            0,
            0);
    printer.refused(answer, asked.spi(), asked.destination(), ErrorOutput.words(refused));
    complaints.refused(where, refused);
  }

  private void failed(SadbException failure, String where) {
    String reason = String.valueOf(failure.getMessage());
    printer.failed(reason);
    complaints.say(where + reason);
  }

  private boolean dump(SaType saType) {
    Message request = requests.whole(MessageType.DUMP, saType);
    if (options.verbose()) {
      printer.request(request);
    }
    boolean done =
        collect(
            request,
            sa -> {
              printer.dumped(sa);
              sa.wipeKeys();
            });
    if (done) {
      printer.dumpEnd(saType);
    }
    return done;
  }

  /**
   * Takes a dump from the database and hands it on afterwards: a client may read as slowly as it
   * likes, the database does not wait for it.
   */
  private boolean collect(Message request, java.util.function.Consumer<Message> sink) {
    List<Message> sas = new ArrayList<>();
    Message end;
    try {
      end = owner.call(sadb -> sadb.dump(request, sas::add));
    } catch (SadbException e) {
      failed(e, "");
      return false;
    }
    for (int i = 0; i < sas.size(); i++) {
      sink.accept(sas.set(i, end)); // what is printed can be collected as garbage
    }
    if (end.header().errno() != 0) {
      refused(
          new Outcome.Refused(
              Exchange.asked(request), end.header().errno(), end.header().diagnostic()),
          "");
      return false;
    }
    return true;
  }

  private boolean save(Command.Save save) {
    if (save.path() == null) {
      return saveTo(save.saType(), out);
    }
    try {
      SaveTarget target = new SaveTarget(console.openForSaving(save.path()));
      return target.replace(stream -> saveTo(save.saType(), new TextSink(stream)));
    } catch (IOException | UncheckedIOException e) {
      complaints.say(save.path() + ": " + e.getMessage());
      return false;
    }
  }

  /** Writes all SAs of a type as commands; whether all of them could be. */
  boolean saveTo(SaType saType, TextSink to) {
    Message request = requests.whole(MessageType.DUMP, saType);
    SavePrinter saver = printing.saves(console, options, owner.directions(), to);
    saver.start();
    if (options.verbose()) {
      printer.request(request);
      out.flush();
    }
    boolean[] whole = {true};
    boolean done =
        collect(
            request,
            sa -> {
              whole[0] &= saver.save(sa);
              sa.wipeKeys();
            });
    to.flush();
    return done && whole[0];
  }
}
