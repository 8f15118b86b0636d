package org.manualkey.language;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.manualkey.algorithm.Algorithms;
import org.manualkey.pfkey.SaType;

/** The words of one command to a {@link Command}. */
final class CommandParser {
  private enum Name {
    ADD,
    UPDATE,
    UPDATE_PAIR,
    DELETE,
    DELETE_PAIR,
    GET,
    FLUSH,
    DUMP,
    SAVE,
    MONITOR,
    PASSIVE_MONITOR,
    HELP,
    EXIT
  }

  private static final Map<String, Name> NAMES =
      Map.ofEntries(
          Map.entry("add", Name.ADD),
          Map.entry("update", Name.UPDATE),
          Map.entry("update-pair", Name.UPDATE_PAIR),
          Map.entry("delete", Name.DELETE),
          Map.entry("delete-pair", Name.DELETE_PAIR),
          Map.entry("get", Name.GET),
          Map.entry("flush", Name.FLUSH),
          Map.entry("dump", Name.DUMP),
          Map.entry("save", Name.SAVE),
          Map.entry("monitor", Name.MONITOR),
          Map.entry("passive_monitor", Name.PASSIVE_MONITOR),
          Map.entry("pmonitor", Name.PASSIVE_MONITOR),
          Map.entry("help", Name.HELP),
          Map.entry("?", Name.HELP),
          Map.entry("exit", Name.EXIT),
          Map.entry("quit", Name.EXIT));
  private static final WordTable<Name> TABLE = new WordTable<>(NAMES);
  private static final int MAX_SA_TYPE = 255;

  private final ParseMode mode;
  private final OneSaParser oneSa;
  private final NumberWord number = new NumberWord();

  CommandParser(Algorithms algorithms, boolean numeric, ParseMode mode) {
    this.mode = mode;
    oneSa = new OneSaParser(algorithms, numeric);
  }

  /** Parses the command that the tokenizer stands at. */
  Parsed parse(Tokenizer tokenizer) {
    List<Problem> faults = new ArrayList<>(2);
    Command command = null;
    Problem fault = tokenizer.fault();
    if (fault != null) {
      faults.add(fault);
    } else {
      command = parse(tokenizer.tokens(), faults);
    }
    return new Parsed(tokenizer.tokens().line(), tokenizer.lastLine(), command, faults);
  }

  /** Parses words; null when a fault is an error. */
  @Nullable Command parse(Tokens tokens, List<Problem> faults) {
    Name name = tokens.in(TABLE, 0);
    if (name == null) {
      String hint = tokens.hint(0, NAMES.keySet());
      faults.add(tokens.fault(ProblemCode.UNKNOWN_COMMAND, 0, hint));
      return null;
    }
    return switch (name) {
      case ADD -> oneSa(Verb.ADD, tokens, faults);
      case UPDATE -> oneSa(Verb.UPDATE, tokens, faults);
      case UPDATE_PAIR -> oneSa(Verb.UPDATE_PAIR, tokens, faults);
      case DELETE -> oneSa(Verb.DELETE, tokens, faults);
      case DELETE_PAIR -> oneSa(Verb.DELETE_PAIR, tokens, faults);
      case GET -> oneSa(Verb.GET, tokens, faults);
      case FLUSH -> {
        SaType saType = wholeType(tokens, 2, false, faults);
        yield saType == null ? null : new Command.Flush(saType);
      }
      case DUMP -> {
        SaType saType = notInFile(tokens, faults) ? wholeType(tokens, 2, false, faults) : null;
        yield saType == null ? null : new Command.Dump(saType);
      }
      case SAVE -> {
        SaType saType = notInFile(tokens, faults) ? wholeType(tokens, 3, true, faults) : null;
        yield saType == null ? null : new Command.Save(saType, path(tokens));
      }
      case MONITOR -> notInFile(tokens, faults) ? new Command.Monitor(false) : null;
      case PASSIVE_MONITOR -> notInFile(tokens, faults) ? new Command.Monitor(true) : null;
      case HELP ->
          notInFile(tokens, faults)
              ? new Command.Help(tokens.count() > 1 ? tokens.string(1) : null)
              : null;
      case EXIT -> new Command.Exit();
    };
  }

  private @Nullable Command oneSa(Verb verb, Tokens tokens, List<Problem> faults) {
    if (mode == ParseMode.ARGUMENTS && verb.carriesKeys()) {
      String hint = "use a file with -f, or the interactive mode";
      faults.add(tokens.fault(ProblemCode.NOT_AS_ARGUMENT, 0, hint));
      return null;
    }
    if (tokens.count() < 2) {
      faults.add(tokens.endFault(ProblemCode.MISSING_SA_TYPE, ""));
      return null;
    }
    SaType saType = saType(tokens, 1, faults);
    if (saType == null) {
      return null;
    }
    if (saType.equals(SaType.UNSPEC)) {
      faults.add(tokens.fault(ProblemCode.MISSING_SA_TYPE, 1, "name one type"));
      return null;
    }
    return oneSa.parse(verb, saType, tokens, faults);
  }

  /** The type of flush, dump and save, where none means all; null when something is wrong. */
  private @Nullable SaType wholeType(
      Tokens tokens, int maxWords, boolean required, List<Problem> faults) {
    if (tokens.count() < 2) {
      if (required) {
        faults.add(tokens.endFault(ProblemCode.MISSING_SA_TYPE, "all, ah, esp or a number"));
        return null;
      }
      return SaType.UNSPEC;
    }
    SaType saType = saType(tokens, 1, faults);
    if (saType != null && tokens.count() > maxWords) {
      faults.add(tokens.fault(ProblemCode.TOO_MANY_ARGUMENTS, maxWords, ""));
      return null;
    }
    return saType;
  }

  private @Nullable SaType saType(Tokens tokens, int index, List<Problem> faults) {
    String word = tokens.string(index).toLowerCase(Locale.ROOT);
    return switch (word) {
      case "all" -> SaType.UNSPEC;
      case "ah" -> SaType.AH;
      case "esp" -> SaType.ESP;
      default -> {
        if (number.read(tokens, index, MAX_SA_TYPE) == NumberWord.Flaw.NONE) {
          yield SaType.of((int) number.value());
        }
        faults.add(
            tokens.fault(ProblemCode.UNKNOWN_SA_TYPE, index, "all, ah, esp or a number to 255"));
        yield null;
      }
    };
  }

  private static @Nullable String path(Tokens tokens) {
    return tokens.count() < 3 || tokens.is(2, "-") ? null : tokens.string(2);
  }

  /** Whether the command may stand here; complains when it may not. */
  private boolean notInFile(Tokens tokens, List<Problem> faults) {
    if (mode == ParseMode.FILE) {
      faults.add(tokens.fault(ProblemCode.NOT_IN_FILE, 0, ""));
      return false;
    }
    return true;
  }

  /** Every command by name, in order. */
  static SortedSet<String> names() {
    return new TreeSet<>(NAMES.keySet());
  }
}
