package org.manualkey.program;

import java.io.File;
import java.io.IOException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.manualkey.language.KeyShape;
import org.manualkey.print.TextSink;
import org.manualkey.service.Configuration;
import org.manualkey.service.InvalidPropertyException;
import org.manualkey.service.ManualKeyService;
import org.manualkey.service.PortWarning;
import org.manualkey.service.Property;
import org.manualkey.service.PropertyMessage;
import org.manualkey.service.ServiceWarning;

/** {@code getprop}, {@code setprop} and {@code listprop} of {@code manual-keyadm}. */
final class PropertyVerbs {
  /** Where others than root may choose files for the daemon to read. */
  private static final List<String> SAFE_DIRECTORIES =
      List.of("/etc/inet/secret", "/etc/manual-key");

  private final Configuration configuration;
  private final ManualKeyService service;
  private final Predicate<String> groups;

  PropertyVerbs(Configuration configuration, ManualKeyService service, Predicate<String> groups) {
    this.configuration = configuration;
    this.service = service;
    this.groups = groups;
  }

  /** Runs a command; returns its exit status. */
  int run(AdmCommand command, Console console, TextSink out, ErrorOutput errors) {
    return switch (command.verb()) {
      case LISTPROP -> list(out);
      case GETPROP -> get(command.operands().getFirst(), out, errors);
      case SETPROP -> set(command, console, out, errors);
      default -> throw new IllegalArgumentException(command.verb() + " is not about properties");
    };
  }

  private int list(TextSink out) {
    for (Property property : Property.values()) {
      print(property, configuration.origin(property) + "; ", out);
    }
    out.flush();
    return ExitStatus.OK;
  }

  private void print(Property property, String origin, TextSink out) {
    out.text(property.word()).text(" = ").text(configuration.value(property)).text("  # ");
    out.text(origin).text("takes effect ").text(property.effect()).newline();
  }

  private int get(String name, TextSink out, ErrorOutput errors) {
    Property property = property(name, errors);
    if (property == null) {
      return ExitStatus.FAILED;
    }
    out.text(configuration.value(property)).newline().flush();
    return ExitStatus.OK;
  }

  private int set(AdmCommand command, Console console, TextSink out, ErrorOutput errors) {
    String operand = command.operands().getFirst();
    boolean reset = command.has(AdmOption.DEFAULT);
    int equals = operand.indexOf('=');
    boolean hasValue = equals >= 0 && !reset;
    Property property = property(hasValue ? operand.substring(0, equals) : operand, errors);
    if (property == null) {
      return ExitStatus.FAILED;
    }
    if (!hasValue && !reset) {
      errors.print(AdmMessage.NO_VALUE.with(property.word(), "VALUE"));
      return ExitStatus.USAGE;
    }
    String value = reset ? null : operand.substring(equals + 1);
    String forbidden =
        console.caller().rights().include(Right.GRANT) ? null : forbidden(property, value);
    if (forbidden != null) {
      console.refused(command.action() + " " + property.word());
      errors.print(forbidden);
      return ExitStatus.FAILED;
    }
    String harmful = value == null ? null : harmful(property, value.strip());
    if (harmful != null) {
      errors.print(harmful);
      return ExitStatus.FAILED;
    }
    int status = set(property, value, out, errors);
    if (status == ExitStatus.OK) {
      switch (property) {
        case REPAIR -> console.began(service.repair());
        case NAT_T_PORTS -> warnOfPorts(errors);
        default -> {}
      }
      console.changed(AdmProgram.NAME + " setprop " + property.word());
    }
    return status;
  }

  /**
   * Whether the value of a {@code setprop} is valid, which another program is to set; prints why it
   * is not. Nobody learns more of files by that than by {@code setprop} itself.
   */
  boolean accepts(AdmCommand command, Console.Caller caller, ErrorOutput errors) {
    String operand = command.operands().getFirst();
    int equals = operand.indexOf('=');
    if (equals < 0 || command.has(AdmOption.DEFAULT)) {
      return true;
    }
    Property property = property(operand.substring(0, equals), errors);
    if (property == null) {
      return false;
    }
    String value = operand.substring(equals + 1).strip();
    if (value.equals(SmfCommands.delivered(property))
        || (!caller.rights().include(Right.GRANT) && forbidden(property, value) != null)) {
      return true;
    }
    String wrong = harmful(property, value);
    if (wrong == null) {
      try {
        configuration.check(property, value);
        return true;
      } catch (IOException e) {
        wrong = reason(e, property, value);
      }
    }
    errors.print(wrong);
    return false;
  }

  /** It is set all the same: who has the port may give it back. */
  private void warnOfPorts(ErrorOutput errors) {
    for (ServiceWarning warning : service.warnings()) {
      if (warning instanceof PortWarning port) {
        errors.print("warning: " + port.text());
      }
    }
  }

  /**
   * Why only root may set a property to a value, or null. Errors in a file are shown with words of
   * it, and a property that grants rights would grant them to whoever sets it.
   */
  private static @Nullable String forbidden(Property property, @Nullable String value) {
    return switch (property.guard()) {
      case NONE -> null;
      case ROOT -> AdmMessage.ROOT_PROPERTY.with(property.word());
      case PATH ->
          value == null || value.isBlank() || isInSafeDirectory(value.strip())
              ? null
              : AdmMessage.ROOT_PATH.with(property.word(), String.join(" or ", SAFE_DIRECTORIES));
    };
  }

  /** Only root makes links in these directories; a path with ".." may lead out of them. */
  private static boolean isInSafeDirectory(String value) {
    try {
      Path path = Path.of(value);
      return path.equals(path.normalize())
          && SAFE_DIRECTORIES.stream()
              .anyMatch(each -> path.startsWith(each) && !path.equals(Path.of(each)));
    } catch (InvalidPathException e) {
      return true; // and refused for that
    }
  }

  /** Why a daemon would not start with a value, or null: nothing could reset the property then. */
  private @Nullable String harmful(Property property, String value) {
    return switch (property) {
      case ALGORITHMS_FILE ->
          isNoTable(value) ? AdmMessage.NO_TABLE.with(property.word(), value) : null;
      case SADB_GROUP ->
          value.matches("[\\w.-]{1,32}") && !groups.test(value) // else refused for that
              ? AdmMessage.NO_GROUP.with(property.word(), KeyShape.shown(value))
              : null;
      default -> null;
    };
  }

  /**
   * Whether a file is there and no table. What is wrong is not said, since that has words of the
   * file.
   */
  private static boolean isNoTable(String file) {
    if (!new File(file).isFile()) {
      return false; // and refused for that, unless it is empty
    }
    try {
      var _ = AlgorithmTable.read(Path.of(file));
      return false;
    } catch (IOException e) {
      return true;
    }
  }

  private static @Nullable Property property(String name, ErrorOutput errors) {
    Property property = Property.named(name.strip());
    if (property == null) {
      errors.print(PropertyMessage.unknown(name));
    }
    return property;
  }

  private int set(Property property, @Nullable String value, TextSink out, ErrorOutput errors) {
    try {
      configuration.set(property, value);
      print(property, value == null ? configuration.origin(property) + "; " : "", out);
      out.flush();
      return ExitStatus.OK;
    } catch (IOException e) {
      errors.print(reason(e, property, value));
      return ExitStatus.FAILED;
    }
  }

  /** Why a value is refused; an empty one may be that of a variable which a script did not set. */
  private static String reason(IOException e, Property property, @Nullable String value) {
    String reason = String.valueOf(e.getMessage());
    return e instanceof InvalidPropertyException && value != null && value.isBlank()
        ? AdmMessage.UNSET.with(reason, property.word())
        : reason;
  }
}
