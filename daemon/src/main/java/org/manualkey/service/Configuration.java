package org.manualkey.service;

import java.io.File;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.manualkey.service.PropertyFile.Setting;

/**
 * The current properties. Those of the command line override those set by {@code setprop}, which
 * are kept in the state directory; these override those of the file, which override the defaults.
 */
public final class Configuration {
  private static final String COMMAND_LINE = "--set";

  private final Path file;
  private final DurableLines state;
  private final boolean lenient;
  private final @Nullable SmfInstance smf;
  private final Map<Property, Setting> fixed = new EnumMap<>(Property.class);
  private final Map<Property, Setting> delivered = new EnumMap<>(Property.class);
  private final Map<Property, Setting> set = new EnumMap<>(Property.class);

  private final List<Consumer<ServiceProperties>> followers = new ArrayList<>();

  private volatile ServiceProperties properties;

  private Configuration(
      Path file,
      DurableLines state,
      boolean lenient,
      @Nullable SmfInstance smf,
      Map<Property, Setting> fixed)
      throws IOException {
    this.file = file;
    this.state = state;
    this.lenient = lenient;
    this.smf = smf;
    this.fixed.putAll(fixed);
    delivered.putAll(settings(file));
    if (smf == null) {
      set.putAll(settings(state.path()));
    }
    properties = checked();
  }

  /**
   * Reads the file of properties and those set before; either file may be missing.
   *
   * @throws IOException if a file cannot be read, or has an unknown property or an invalid value;
   *     the message has its path
   */
  public static Configuration read(Path file, Path stateDirectory) throws IOException {
    return read(file, stateDirectory, Map.of());
  }

  /**
   * Reads the same below what the command line sets, which nothing changes while the daemon runs.
   *
   * @param commandLine values by {@code --set}
   * @throws IOException like {@link #read(Path, Path)}
   */
  public static Configuration read(
      Path file, Path stateDirectory, Map<Property, String> commandLine) throws IOException {
    return read(file, stateDirectory, commandLine, null);
  }

  /**
   * Reads the same for a daemon that may be under SMF.
   *
   * @param smf its instance, of whose repository the file is a copy that the start method and every
   *     refresh make: what {@code setprop} stored elsewhere does not count then; or null
   * @throws IOException like {@link #read(Path, Path)}
   */
  public static Configuration read(
      Path file, Path stateDirectory, Map<Property, String> commandLine, @Nullable SmfInstance smf)
      throws IOException {
    DurableLines state = new DurableLines(stateDirectory.resolve("properties"));
    return new Configuration(file, state, false, smf, settings(commandLine));
  }

  /**
   * Like {@link #read(Path, Path)}, but for a user who may lack the permission to read a file: it
   * counts as missing then.
   */
  public static Configuration asFarAsReadable(Path file, Path stateDirectory) throws IOException {
    DurableLines state = new DurableLines(stateDirectory.resolve("properties"));
    return new Configuration(file, state, true, null, Map.of());
  }

  private static Map<Property, Setting> settings(Map<Property, String> commandLine) {
    Map<Property, Setting> settings = new EnumMap<>(Property.class);
    commandLine.forEach(
        (property, value) -> settings.put(property, new Setting(value.strip(), COMMAND_LINE)));
    return settings;
  }

  /** The instance of SMF whose repository is the only store of the properties, or null. */
  public @Nullable SmfInstance smf() {
    return smf;
  }

  /** The effective properties. */
  public ServiceProperties properties() {
    return properties;
  }

  /**
   * Hands the properties to one more follower now, and whenever they were set or read again,
   * changed or not; on the thread that does that.
   */
  public synchronized void follow(Consumer<ServiceProperties> follower) {
    followers.add(follower);
    follower.accept(properties);
  }

  /** The value of a property, as written. */
  public synchronized String value(Property property) {
    Setting setting = setting(property);
    return setting == null ? property.defaultValue() : setting.value();
  }

  /** Who gave a property its value: the command line, {@code setprop}, a line, or nobody. */
  public synchronized String origin(Property property) {
    if (fixed.containsKey(property)) {
      return "set by " + COMMAND_LINE;
    }
    if (set.containsKey(property)) {
      return "set by setprop";
    }
    Setting inFile = delivered.get(property);
    return inFile == null
        ? "default"
        : smf == null ? "set at " + inFile.place() : "set in the repository of SMF";
  }

  /**
   * Sets a property, or resets it to the file or the default.
   *
   * @param value the value, or null to reset it
   * @throws IOException if the value is invalid or cannot be saved; nothing has changed then
   */
  public synchronized void set(Property property, @Nullable String value) throws IOException {
    if (fixed.containsKey(property)) {
      throw new IOException(PropertyMessage.ON_COMMAND_LINE.with(property.word()));
    }
    if (property == Property.ALGORITHMS_FILE && value != null) {
      checkReadable(value.strip());
    }
    Map<Property, Setting> before = new EnumMap<>(set);
    if (value == null) {
      set.remove(property);
    } else {
      set.put(property, new Setting(value.strip(), state.path().toString()));
    }
    try {
      ServiceProperties next = ServiceProperties.of(this::value);
      List<String> lines = new ArrayList<>();
      set.forEach((each, setting) -> lines.add(each.word() + "=" + escaped(setting.value())));
      state.replace(lines);
      properties = next;
    } catch (IOException e) {
      set.clear();
      set.putAll(before);
      throw e;
    }
    report();
  }

  /**
   * Checks a value as {@link #set} does, and sets nothing.
   *
   * @throws IOException if the value is invalid
   */
  public synchronized void check(Property property, String value) throws IOException {
    String stripped = value.strip();
    if (property == Property.ALGORITHMS_FILE) {
      checkReadable(stripped);
    }
    var _ = ServiceProperties.of(each -> each == property ? stripped : value(each));
  }

  private void report() {
    followers.forEach(each -> each.accept(properties));
  }

  /** A daemon that is started without its table does not start, and nothing could reset it then. */
  private static void checkReadable(String file) throws IOException {
    if (!file.isEmpty() && !new File(file).isFile()) {
      throw new IOException(PropertyMessage.NO_FILE.with(Property.ALGORITHMS_FILE.word(), file));
    }
  }

  /** Where a property was set: the file, or the one of {@code setprop}. */
  public synchronized String place(Property property) {
    Setting setting = setting(property);
    return smf != null ? smf.fmri() : setting == null ? file.toString() : setting.place();
  }

  /**
   * Reads both files again.
   *
   * @throws IOException like {@link #read(Path, Path)}; nothing has changed then
   */
  public synchronized void readAgain() throws IOException {
    Configuration again = new Configuration(file, state, lenient, smf, fixed);
    delivered.clear();
    delivered.putAll(again.delivered);
    set.clear();
    set.putAll(again.set);
    properties = again.properties;
    report();
  }

  /** The settings of a file; none if it is missing, or if it may be unreadable and is. */
  private Map<Property, Setting> settings(Path source) throws IOException {
    try {
      return PropertyFile.read(source);
    } catch (IOException e) {
      if (lenient && e.getCause() instanceof AccessDeniedException) {
        return Map.of();
      }
      throw e;
    }
  }

  private ServiceProperties checked() throws IOException {
    try {
      return ServiceProperties.of(this::value);
    } catch (InvalidPropertyException e) {
      Setting setting = setting(e.property());
      String place =
          smf == null ? setting == null ? String.valueOf(file) : setting.place() : smf.fmri();
      throw new IOException(place + ": " + e.getMessage(), e);
    }
  }

  private @Nullable Setting setting(Property property) {
    for (Map<Property, Setting> source : List.of(fixed, set)) {
      Setting setting = source.get(property);
      if (setting != null) {
        return setting;
      }
    }
    return delivered.get(property);
  }

  /** Escapes a stripped value for {@link java.util.Properties}. */
  private static String escaped(String value) {
    return value.replace("\\", "\\\\").replace("\n", "\\n").replace("\r", "\\r");
  }
}
