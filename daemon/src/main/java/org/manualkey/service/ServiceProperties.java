package org.manualkey.service;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.manualkey.language.KeyShape;
import org.manualkey.load.LoadPolicy;
import org.manualkey.load.LoadPolicy.Refresh;
import org.manualkey.load.LoadPolicy.Scope;

/**
 * The configuration; {@code manual-key.conf(5)}.
 *
 * @param keyFile {@code config/config_file}: the key file
 * @param algorithmsFile {@code config/algorithms_file}: an ipsecalgs file, or null for the built-in
 *     table
 * @param policy {@code config/refresh}, {@code config/scope} and {@code config/linger}: how a load
 *     changes the database
 * @param refusesEarlierKeys {@code config/aead_restart}: whether a key of a cipher with a counter
 *     is refused that was loaded before this boot
 * @param degradesOnError {@code config/on_error}: whether a refresh by SMF that fails leaves the
 *     daemon with the SAs of before, or ends it
 * @param repair {@code config/repair}: whether SAs deleted by other programs are restored
 * @param sha256With96Bits {@code config/sha256_96}: whether HMAC-SHA-256 may be used although the
 *     kernel truncates it to 96 bits, as agreed with the peers
 * @param verifyInterval {@code config/verify_interval}: how often the database is compared with the
 *     key file that was loaded; zero: never
 * @param natTPorts {@code config/nat_t_ports}: the UDP ports at which the kernel is to take ESP out
 *     of UDP; none: that is not asked for
 * @param followsMappings {@code config/nat_t_mapping}: whether SAs follow a peer to the port that a
 *     NAT gave it; else that is reported alone
 * @param sadbGroup {@code config/sadb_group}: the group whose members may use the database, or an
 *     empty string
 * @param metricsFile {@code config/metrics_file}: where metrics are kept, or null
 * @param logFormat {@code config/log_format}: what a record of the log looks like
 * @param logFile {@code config/log_file}: a file that has the records, too, relative to the state
 *     directory, or null
 */
public record ServiceProperties(
    Path keyFile,
    @Nullable Path algorithmsFile,
    LoadPolicy policy,
    boolean refusesEarlierKeys,
    boolean degradesOnError,
    boolean repair,
    boolean sha256With96Bits,
    Duration verifyInterval,
    List<Integer> natTPorts,
    boolean followsMappings,
    String sadbGroup,
    @Nullable Path metricsFile,
    LogFormat logFormat,
    @Nullable Path logFile) {
  private static final int LONGEST_SECONDS = 86_400;
  private static final int LONGEST_LINGER = 3_600_000;

  /** Lower ones take a capability that the daemon does not have, and are not used for this. */
  private static final int FIRST_PORT = 1024;

  private static final int LAST_PORT = 65_535;
  private static final int MOST_PORTS = 8;

  /**
   * What a terminal may obey, or take for another line: every user's status shows the path, whoever
   * set it.
   */
  private static final Pattern CONTROLS = Pattern.compile("[\\p{Cc}\\p{Cf}\\p{Zl}\\p{Zp}]");

  public ServiceProperties {
    natTPorts = List.copyOf(natTPorts);
  }

  /**
   * Parses values.
   *
   * @throws InvalidPropertyException if one of them is invalid
   */
  static ServiceProperties of(Function<Property, String> values) throws InvalidPropertyException {
    String keys = values.apply(Property.KEY_FILE);
    String algorithms = values.apply(Property.ALGORITHMS_FILE);
    if (keys.isEmpty()) {
      throw new InvalidPropertyException(
          Property.KEY_FILE, PropertyMessage.EMPTY.with(Property.KEY_FILE.word()));
    }
    Refresh refresh =
        isSecond(Property.REFRESH, "flush", "delta", values) ? Refresh.DELTA : Refresh.FLUSH;
    Scope scope = isSecond(Property.SCOPE, "all", "owned", values) ? Scope.OWNED : Scope.ALL;
    return new ServiceProperties(
        path(Property.KEY_FILE, keys),
        pathIfAny(Property.ALGORITHMS_FILE, algorithms),
        new LoadPolicy(refresh, scope, milliseconds(Property.LINGER, values)),
        isSecond(Property.AEAD_RESTART, "allow", "refuse", values),
        isSecond(Property.ON_ERROR, "maintenance", "degraded", values),
        isSecond(Property.REPAIR, "false", "true", values),
        isSecond(Property.SHA256_96, "false", "true", values),
        seconds(Property.VERIFY_INTERVAL, values.apply(Property.VERIFY_INTERVAL)),
        ports(Property.NAT_T_PORTS, values.apply(Property.NAT_T_PORTS)),
        isSecond(Property.NAT_T_MAPPING, "report", "update", values),
        group(Property.SADB_GROUP, values.apply(Property.SADB_GROUP)),
        metricsFile(values.apply(Property.METRICS_FILE)),
        LogFormat.of(values.apply(Property.LOG_FORMAT)),
        logFile(Property.LOG_FILE, values.apply(Property.LOG_FILE)));
  }

  /** It is replaced without a question: the end of its name keeps it apart from a key file. */
  private static @Nullable Path metricsFile(String value) throws InvalidPropertyException {
    if (!value.isEmpty() && !value.endsWith(".prom")) {
      throw new InvalidPropertyException(
          Property.METRICS_FILE,
          PropertyMessage.BAD_PATH.with(
              Property.METRICS_FILE.word(), "its name must end in '.prom'"));
    }
    return pathIfAny(Property.METRICS_FILE, value);
  }

  /** The end of its name keeps it apart from other files of the state directory. */
  private static @Nullable Path logFile(Property property, String value)
      throws InvalidPropertyException {
    if (value.isEmpty()) {
      return null;
    }
    if (!value.matches("[A-Za-z0-9_./-]*[A-Za-z0-9_-]\\.log")) {
      throw new InvalidPropertyException(
          property,
          PropertyMessage.INVALID.with(
              KeyShape.quoted(value),
              property.word(),
              "a path of letters, digits, - _ . / that ends in .log, or nothing"));
    }
    return Path.of(value);
  }

  private static String group(Property property, String value) throws InvalidPropertyException {
    if (value.isEmpty() || value.matches("[A-Za-z_][A-Za-z0-9_.-]{0,31}")) {
      return value;
    }
    throw new InvalidPropertyException(
        property,
        PropertyMessage.INVALID.with(
            KeyShape.quoted(value), property.word(), "the name of a group, or nothing"));
  }

  private static List<Integer> ports(Property property, String value)
      throws InvalidPropertyException {
    if (value.isEmpty()) {
      return List.of();
    }
    if (value.matches("[0-9]{1,5}( *, *[0-9]{1,5})*")) {
      List<Integer> ports = Stream.of(value.split(" *, *")).map(Integer::valueOf).toList();
      if (ports.size() <= MOST_PORTS
          && ports.stream().distinct().count() == ports.size()
          && ports.stream().allMatch(port -> port >= FIRST_PORT && port <= LAST_PORT)) {
        return ports;
      }
    }
    throw new InvalidPropertyException(
        property,
        PropertyMessage.INVALID.with(
            KeyShape.quoted(value),
            property.word(),
            "up to %d different ports, %d to %d, separated by commas, or nothing"
                .formatted(MOST_PORTS, FIRST_PORT, LAST_PORT)));
  }

  private static Duration seconds(Property property, String value) throws InvalidPropertyException {
    if (value.matches("[0-9]{1,5}") && Integer.parseInt(value) <= LONGEST_SECONDS) {
      return Duration.ofSeconds(Integer.parseInt(value));
    }
    throw new InvalidPropertyException(
        property,
        PropertyMessage.INVALID.with(
            KeyShape.quoted(value),
            property.word(),
            "seconds, 1 to " + LONGEST_SECONDS + ", or 0 for looks after loads and events only"));
  }

  private static Duration milliseconds(Property property, Function<Property, String> values)
      throws InvalidPropertyException {
    String value = values.apply(property);
    if (value.matches("[0-9]{1,7}") && Integer.parseInt(value) <= LONGEST_LINGER) {
      return Duration.ofMillis(Integer.parseInt(value));
    }
    throw new InvalidPropertyException(
        property,
        PropertyMessage.INVALID.with(
            KeyShape.quoted(value), property.word(), "milliseconds, 0 to " + LONGEST_LINGER));
  }

  private static @Nullable Path pathIfAny(Property property, String value)
      throws InvalidPropertyException {
    return value.isEmpty() ? null : path(property, value);
  }

  private static Path path(Property property, String value) throws InvalidPropertyException {
    try {
      Path path = Path.of(value);
      if (CONTROLS.matcher(value).find()) {
        throw new InvalidPathException(value, "it has a control character");
      }
      if (!path.isAbsolute()) {
        throw new InvalidPathException(value, "it must begin with '/'");
      }
      return path;
    } catch (InvalidPathException e) {
      throw new InvalidPropertyException(
          property, PropertyMessage.BAD_PATH.with(property.word(), e.getReason()));
    }
  }

  private static boolean isSecond(
      Property property, String first, String second, Function<Property, String> values)
      throws InvalidPropertyException {
    String value = values.apply(property);
    if (value.equals(first) || value.equals(second)) {
      return value.equals(second);
    }
    throw new InvalidPropertyException(
        property,
        PropertyMessage.INVALID.with(
            KeyShape.quoted(value), property.word(), first + ", " + second));
  }
}
