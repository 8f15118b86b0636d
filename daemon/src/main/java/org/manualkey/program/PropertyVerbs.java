package org.manualkey.program;

import java.io.IOException;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.manualkey.print.TextSink;
import org.manualkey.service.Configuration;
import org.manualkey.service.Property;

/** {@code getprop}, {@code setprop} and {@code listprop} of {@code manual-keyadm}. */
final class PropertyVerbs {
  static final Set<String> VERBS = Set.of("getprop", "setprop", "listprop");

  private final Configuration configuration;

  PropertyVerbs(Configuration configuration) {
    this.configuration = configuration;
  }

  /** Whether a verb, of these or another, takes these operands. */
  static boolean takes(String verb, List<String> operands) {
    return switch (verb) {
      case "getprop", "setprop" -> operands.size() == 1;
      default -> operands.isEmpty();
    };
  }

  int run(
      String verb, boolean delete, List<String> operands, TextSink out, ErrorOutput complaints) {
    if (verb.equals("listprop")) {
      for (Property property : Property.values()) {
        list(property, out);
      }
      out.flush();
      return ExitStatus.OK;
    }
    String operand = operands.getFirst();
    int equals = operand.indexOf('=');
    boolean gives = verb.equals("setprop") && !delete;
    String name = gives && equals >= 0 ? operand.substring(0, equals) : operand;
    Property property = Property.named(name.strip());
    if (property == null) {
      complaints.print("unknown property '" + name + "'; there are " + Configuration.names());
      return ExitStatus.FAILED;
    }
    if (verb.equals("getprop")) {
      out.text(configuration.value(property)).newline().flush();
      return ExitStatus.OK;
    }
    if (gives && equals < 0) {
      complaints.print("setprop wants NAME=VALUE");
      return ExitStatus.USAGE;
    }
    return set(property, gives ? operand.substring(equals + 1) : null, complaints);
  }

  private int set(Property property, @Nullable String value, ErrorOutput complaints) {
    try {
      configuration.set(property, value);
      return ExitStatus.OK;
    } catch (IOException e) {
      complaints.print(String.valueOf(e.getMessage()));
      return ExitStatus.FAILED;
    }
  }

  private void list(Property property, TextSink out) {
    out.text(property.word()).text(" = ").text(configuration.value(property)).text("  # ");
    out.text(configuration.isSet(property) ? "set; " : "").text("a change counts ");
    out.text(property.effect()).newline();
  }
}
