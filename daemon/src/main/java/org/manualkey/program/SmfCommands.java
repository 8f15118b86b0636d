package org.manualkey.program;

import org.jspecify.annotations.Nullable;
import org.manualkey.language.KeyShape;
import org.manualkey.service.Property;
import org.manualkey.service.SmfInstance;

/**
 * The commands of svcadm(8) and svccfg(8) that do under SMF what verbs of {@code manual-keyadm} do
 * elsewhere: two switches, and two stores of properties, would contradict each other.
 */
record SmfCommands(SmfInstance instance) {
  /** What svccfg and the shell take as it is. */
  private static final String PLAIN = "[A-Za-z0-9_./-]+";

  /** The commands of a service, or null if SMF does not run it. */
  static @Nullable SmfCommands of(@Nullable SmfInstance instance) {
    return instance == null ? null : new SmfCommands(instance);
  }

  /**
   * The command in place of a verb, or null: SMF has none, and the verb does what it does
   * elsewhere. The stop method of the service itself may delete the SAs.
   */
  @Nullable String inPlaceOf(AdmCommand command, Console.Caller caller) {
    return switch (command.verb()) {
      case ENABLE -> switched(command, "enable");
      case DISABLE -> caller.underSmf() ? null : switched(command, "disable");
      case CLEAR -> "svcadm clear " + instance.fmri();
      case MARK -> "svcadm mark maintenance " + instance.fmri();
      case SETPROP -> set(command);
      case REFRESH, RESTART, STATUS, BACKENDS, LOG, METRICS, SELFTEST, LISTPROP, GETPROP, HELP ->
          null;
    };
  }

  private String switched(AdmCommand command, String verb) {
    StringBuilder svcadm = new StringBuilder("svcadm ").append(verb);
    if (command.has(AdmOption.WAIT)) {
      svcadm.append(" -s");
    }
    if (command.has(AdmOption.TEMPORARY)) {
      svcadm.append(" -t");
    }
    return svcadm.append(' ').append(instance.fmri()).toString();
  }

  /**
   * The properties are those of the service. Unset is what the manifest has. Null if the verb fails
   * by itself: nobody should be told to set a property that does not exist, or to what was not
   * said.
   */
  private @Nullable String set(AdmCommand command) {
    String operand = command.operands().getFirst();
    int equals = operand.indexOf('=');
    boolean hasValue = equals >= 0 && !command.has(AdmOption.DEFAULT);
    String name = (equals < 0 ? operand : operand.substring(0, equals)).strip();
    Property property = Property.named(name);
    if (property == null || (!hasValue && !command.has(AdmOption.DEFAULT))) {
      return null;
    }
    String value = hasValue ? operand.substring(equals + 1).strip() : delivered(property);
    return "svccfg -s "
        + instance.service()
        + " setprop "
        + name(property)
        + " = "
        + (KeyShape.mayBeKey(value) ? "VALUE" : quoted(value))
        + " && svcadm refresh "
        + instance.fmri();
  }

  private static String quoted(String value) {
    return value.matches(PLAIN) ? value : "'\"" + value.replace("'", "'\\''") + "\"'";
  }

  /**
   * The name of a property in the repository. Those that give more rights than to set them are in a
   * group that only administrators of the whole service may change.
   */
  static String name(Property property) {
    String word = property.word();
    return isRestricted(property) ? "restricted" + word.substring(word.indexOf('/')) : word;
  }

  private static boolean isRestricted(Property property) {
    return switch (property.guard()) {
      case NONE -> false;
      // What is wrong with a key file is logged without its words, and with those of a table.
      case PATH -> property != Property.KEY_FILE;
      case ROOT -> true;
    };
  }

  /** Its value in the manifest: without a key file, the methods take that of the stock service. */
  static String delivered(Property property) {
    return property == Property.KEY_FILE ? "" : property.defaultValue();
  }

  /** The same advice with commands of SMF. */
  String translated(String help) {
    String refresh = "svcadm refresh " + instance.fmri();
    return help.replace("manual-keyadm enable -s", "svcadm enable " + instance.fmri())
        .replace("manual-keyadm disable -s", "svcadm disable " + instance.fmri())
        .replace("manual-keyadm clear -s", refresh)
        .replace("manual-keyadm refresh -s", refresh);
  }
}
