package org.manualkey.program;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CancellationException;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.manualkey.client.ClientMessage;
import org.manualkey.language.Command;
import org.manualkey.language.Parsed;
import org.manualkey.language.Problem;
import org.manualkey.load.Plural;
import org.manualkey.pfkey.Header;
import org.manualkey.pfkey.Message;
import org.manualkey.pfkey.MessageType;
import org.manualkey.pfkey.SaType;
import org.manualkey.print.PrintOptions;
import org.manualkey.print.Printer;
import org.manualkey.print.ReadBack;
import org.manualkey.print.SavePrinter;
import org.manualkey.print.TextSink;
import org.manualkey.request.Asked;
import org.manualkey.request.RefusedRequest;
import org.manualkey.request.RequestBuilder;
import org.manualkey.sadb.ClientMemory;
import org.manualkey.sadb.Refusal;
import org.manualkey.sadb.Reply;
import org.manualkey.sadb.SadbException;
import org.manualkey.sadb.SadbOwner;

/** Runs commands for one client and prints their results. */
final class CommandRun {
  private final Console console;
  private final Printing printing;
  private final PrintOptions options;

  /** Octets of an SA of a dump. */
  private static final int DUMPED = 700;

  private final SadbOwner owner;
  private final Supplier<RequestBuilder> builders;
  private final RequestNumbers numbers;
  private final MonitorRun monitors;
  private final TextSink out;
  private final Printer printer;
  private final ErrorOutput errors;
  private final ChangeCount changes = new ChangeCount();

  CommandRun(
      Console console,
      Printing printing,
      PrintOptions options,
      Format format,
      SadbOwner owner,
      Supplier<RequestBuilder> builders,
      RequestNumbers numbers,
      MonitorRun monitors,
      ErrorOutput errors) {
    this.console = console;
    this.printing = printing;
    this.options = options;
    this.owner = owner;
    this.builders = builders;
    this.numbers = numbers;
    this.monitors = monitors;
    this.errors = errors;
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

  /** Carries out one command, and wipes its keys; whether it succeeded. */
  boolean run(Parsed parsed) {
    Command command = parsed.command();
    boolean done =
        switch (command) {
          case null -> false;
          case Command.OneSa _, Command.Flush _ -> execute(parsed);
          case Command.Dump dump -> dump(dump.saType());
          case Command.Save save -> save(save);
          case Command.Monitor monitor -> monitor(monitor);
          case Command.Help help -> {
            if (Help.ALGORITHMS.equals(help.topic())) {
              printAlgorithms();
            } else {
              Help.print(help.topic(), out);
            }
            yield true;
          }
          case Command.Exit _ -> true;
        };
    out.flush();
    return done;
  }

  /** Prints which algorithms the database has. */
  void printAlgorithms() {
    new AlgorithmList(printing.algorithms(), owner.backEnd().capabilities()).print(out);
    out.flush();
  }

  /** Whether it ended as it should: by Ctrl-C. */
  private boolean monitor(Command.Monitor monitor) {
    try {
      return monitors.run(monitor, options.verbose(), console, printer, out, errors)
          == MonitorRun.End.INTERRUPTED;
    } catch (SadbException e) {
      failed(e);
      return false;
    }
  }

  private boolean execute(Parsed parsed) {
    try {
      CommandExchange unsent = unsent(parsed, builder());
      return report(owner.call(unsent::sentTo), null, new AddedSas());
    } catch (SadbException e) {
      failed(e);
      return false;
    } finally {
      if (parsed.command() instanceof Command.OneSa command) {
        command.wipeKeys();
      }
    }
  }

  /** A builder for one typed command, or for the commands of one file. */
  RequestBuilder builder() {
    return builders.get();
  }

  /** The requests of a command, with their numbers; none is sent. */
  CommandExchange unsent(Parsed parsed, RequestBuilder builder) {
    return CommandExchange.unsent(parsed, builder, numbers);
  }

  /**
   * Prints what came of a command, and returns whether it succeeded.
   *
   * @param file the name of the file that it is in; null: it is in none
   * @param earlier the SAs that were added before by the same file
   */
  boolean report(CommandExchange exchange, @Nullable String file, AddedSas earlier) {
    if (file == null) {
      errors.problems(exchange.problems());
    } else {
      errors.problems(file, exchange.problems());
    }
    for (int i = 0; i < exchange.replies().size(); i++) {
      Message request = exchange.requests().get(i);
      if (options.verbose()) {
        printer.request(request);
      }
      switch (exchange.replies().get(i)) {
        case Reply.Done(Message reply) when reply.header().type() == MessageType.GET -> {
          printer.print(reply);
          reply.wipeKeys();
        }
        case Reply.Done _ -> {
          earlier.note(exchange.line(), request);
          noteChange(request);
        }
        case Reply.Refused(Refusal refusal) ->
            refused(exchange, request, earlier.explain(request, refusal), file);
      }
    }
    return exchange.succeeded();
  }

  private void noteChange(Message done) {
    changes.note(done.header().type());
    if (done.header().type() == MessageType.FLUSH) {
      SaType type = done.header().saType();
      String which =
          switch (type.code()) {
            case 0 -> "all SAs";
            case 2 -> "all AH SAs";
            case 3 -> "all ESP SAs";
            default -> "all SAs of type " + type.code();
          };
      console.changed(IpseckeyProgram.PROGRAM + ": " + which + " flushed");
    }
  }

  /** Logs how many SAs were changed by all commands, if any were. */
  void logChanges() {
    String words = changes.words();
    if (!words.isEmpty()) {
      console.changed(IpseckeyProgram.PROGRAM + ": " + words);
    }
  }

  private void refused(
      CommandExchange exchange, Message request, Refusal refusal, @Nullable String file) {
    Asked asked = Asked.of(request);
    printRefused(asked, refusal);
    Command.OneSa command = exchange.command();
    Problem problem = command == null ? null : RefusedRequest.problem(refusal, command);
    if (problem == null) {
      errors.print((file == null ? "" : file + ": ") + ErrorOutput.words(asked, refusal));
    } else if (RefusedRequest.isAboutDatabase(problem)) {
      String place = file + ":" + problem.line() + ":" + problem.column() + ": error: ";
      errors.print((file == null ? "" : place) + ErrorOutput.words(asked, refusal));
    } else {
      String place =
          file == null ? "" : file + ":" + problem.line() + ":" + problem.column() + ": error: ";
      errors.print(place + problem.message() + ErrorOutput.diagnostic(refusal));
    }
  }

  private void printRefused(Asked asked, Refusal refusal) {
    Header answer =
        new Header(
            Header.VERSION,
            asked.typeCode(),
            refusal.errno(),
            asked.saType(),
            refusal.diagnostic(),
            0,
            0);
    printer.refused(answer, asked.spi(), asked.destination(), ErrorOutput.words(asked, refusal));
  }

  private void failed(SadbException failure) {
    String reason = String.valueOf(failure.getMessage());
    printer.failed(reason);
    errors.print(reason);
  }

  private boolean dump(SaType saType) {
    Message request = numbers.number(RequestBuilder.whole(MessageType.DUMP, saType));
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
   * likes, the database does not wait for it. Stops if the client is gone.
   */
  private boolean collect(Message request, Consumer<Message> sink) {
    long octets = (long) owner.held() * DUMPED;
    try (ClientMemory.Share _ = owner.clientMemory().take(octets, octets)) {
      return collectAll(request, sink);
    } catch (SadbException e) {
      failed(e);
      return false;
    } catch (OutOfMemoryError e) { // what was collected is garbage now
      errors.print(IpseckeyMessage.DUMP_OUT_OF_MEMORY.text());
      return false;
    }
  }

  private boolean collectAll(Message request, Consumer<Message> sink) {
    Presence client = new Presence(console);
    List<@Nullable Message> sas = new ArrayList<>();
    Reply end;
    try {
      end = client.await(owner.submit(sadb -> sadb.dump(request, sas::add)));
      for (int i = 0; i < sas.size(); i++) {
        client.run();
        sink.accept(Objects.requireNonNull(sas.set(i, null))); // what is printed may be collected
      }
    } catch (SadbException e) {
      failed(e);
      return false;
    } catch (CancellationException e) {
      if (!client.isGone()) {
        throw e; // the daemon is stopping
      }
      errors.print(ClientMessage.INTERRUPTED.text());
      return false;
    } finally {
      sas.stream().filter(Objects::nonNull).forEach(Message::wipeKeys);
    }
    if (end instanceof Reply.Refused(Refusal refusal)) {
      Asked asked = Asked.of(request);
      printRefused(asked, refusal);
      errors.print(ErrorOutput.words(asked, refusal));
      return false;
    }
    return true;
  }

  private boolean save(Command.Save save) {
    if (save.path() == null) {
      return saveTo(save.saType(), out) == Saved.WHOLE;
    }
    try {
      SaveTarget target = new SaveTarget(console.openForSaving(save.path()));
      return target.replace(stream -> saveTo(save.saType(), new TextSink(stream))) == Saved.WHOLE;
    } catch (IOException | UncheckedIOException e) {
      String reason = String.valueOf(e.getMessage());
      errors.print(reason.contains(save.path()) ? reason : save.path() + ": " + reason);
      return false;
    }
  }

  /** What came of a save. */
  enum Saved {
    WHOLE,
    /** An SA could not even be shown. */
    INCOMPLETE,
    /** There was no dump. */
    NOTHING
  }

  /** Writes all SAs of a type as commands. */
  Saved saveTo(SaType saType, TextSink to) {
    Message request = numbers.number(RequestBuilder.whole(MessageType.DUMP, saType));
    ReadBack back = new LoadedBack(printing.algorithms(), owner.judge());
    try (SavePrinter saver = printing.saves(console, options, owner.directions(), back, to)) {
      return saveTo(request, saver, to);
    }
  }

  private Saved saveTo(Message request, SavePrinter saver, TextSink to) {
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
    if (saver.comments() > 0) {
      errors.print(IpseckeyMessage.SAVED_AS_COMMENTS.with(Plural.of(saver.comments(), "SA")));
    }
    if (!done) {
      return Saved.NOTHING;
    }
    return whole[0] ? Saved.WHOLE : Saved.INCOMPLETE;
  }
}
