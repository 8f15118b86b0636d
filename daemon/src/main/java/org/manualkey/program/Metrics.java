package org.manualkey.program;

import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.manualkey.service.LoadHistory;
import org.manualkey.service.ManualKeyService;
import org.manualkey.service.SaCensus;
import org.manualkey.service.ServiceState;
import org.manualkey.service.ServiceStatus;

/**
 * The metrics of the daemon as text that is both OpenMetrics 1.0 and the older format of
 * Prometheus, version 0.0.4: promtool and the textfile collector of the node exporter know only the
 * latter, to which the last line is a comment. Names and labels do not change.
 */
public final class Metrics {
  private final ManualKeyService service;
  private final SaCensus census;
  private final LongSupplier monitorDrops;
  private final LongSupplier refusals;

  /**
   * Metrics of a service.
   *
   * @param monitorDrops how many messages monitors have missed
   * @param refusals how many commands and connections of clients were refused
   */
  public Metrics(
      ManualKeyService service, SaCensus census, LongSupplier monitorDrops, LongSupplier refusals) {
    this.service = service;
    this.census = census;
    this.monitorDrops = monitorDrops;
    this.refusals = refusals;
  }

  /** How many SAs there are now. */
  CompletableFuture<SaCensus.Counts> countNow() {
    return census.countNow();
  }

  /** All metrics, once the SAs have been counted, which may have been a while ago. */
  public CompletableFuture<String> text() {
    return census.counts().handle((counts, failure) -> text(failure == null ? counts : null));
  }

  /** The text; without counts if the database cannot be asked for them. */
  private String text(SaCensus.@Nullable Counts counts) {
    Exposition text = new Exposition();
    status(text);
    if (counts != null) {
      sas(text, counts);
    }
    loads(text);
    text.counter("monitor_dropped_messages", "Messages that slow monitors have missed.")
        .sample("", monitorDrops.getAsLong());
    text.counter("refusals", "Commands and connections of clients that were refused.")
        .sample("", refusals.getAsLong());
    return text.end();
  }

  private void status(Exposition text) {
    ServiceStatus status = service.status();
    text.gauge("daemon", "The running daemon, by its version; always 1.")
        .sample(label("version", Version.text()), 1);
    text.gauge("state", "1 for the state of the service, 0 for all others.");
    for (ServiceState state : ServiceState.values()) {
      text.sample(label("state", state.word()), status.state() == state ? 1 : 0);
    }
    text.gauge("state_since_timestamp_seconds", "When the service entered its state.")
        .sample("", seconds(status.since()));
    text.gauge("enabled", "Whether the service is enabled.").sample("", status.enabled() ? 1 : 0);
    text.gauge("protects_traffic", "0 if the database is the embedded one, which protects nothing.")
        .sample("", status.backend().protectsTraffic() ? 1 : 0);
    text.gauge("missing_sas", "SAs of the key file that are not in the database.")
        .sample("", service.missingSas().size());
    OptionalInt unused = service.unusedSas();
    if (unused.isPresent()) {
      text.gauge("unused_sas", "SAs of the key file that no policy of the kernel uses.")
          .sample("", unused.getAsInt());
    }
  }

  private static void sas(Exposition text, SaCensus.Counts counts) {
    text.gauge("sas", "SAs in the database, whoever added them, by type and state.");
    counts
        .byState()
        .forEach((type, states) ->
            states.forEach((state, count) ->
                text.sample(label("type", type) + "," + label("state", state), count)));
    text.gauge(
        "sas_near_limit",
        "SAs that have used nine tenths of a limit, or three quarters of their sequence numbers.");
    for (SaCensus.Limit limit : SaCensus.Limit.values()) {
      text.sample(
          label("limit", limit.name().toLowerCase(Locale.ROOT)),
          counts.nearEnd().getOrDefault(limit, 0));
    }
    text.gauge(
            "highest_sequence_number", "The highest that an SA has sent; the last is 4294967295.")
        .sample("", counts.highestSequence());
    if (counts.nextExpiry() != 0) {
      text.gauge("next_expiry_timestamp_seconds", "When the first SA expires by its hard lifetime.")
          .sample("", counts.nextExpiry());
    }
  }

  private void loads(Exposition text) {
    LoadHistory history = service.history();
    text.counter("loads", "Loads of the key file since the daemon started, by result.");
    for (LoadHistory.Result result : LoadHistory.Result.values()) {
      text.sample(label("result", result.word()), history.count(result));
    }
    LoadHistory.Load last = history.last();
    if (last != null) {
      text.gauge("last_load_timestamp_seconds", "When the last load ended.")
          .sample("", seconds(last.ended()));
      text.gauge("last_load_duration_seconds", "How long the last load took.")
          .sample("", seconds(last.duration()));
      text.gauge("last_load_commands", "Commands of the key file at the last load.")
          .sample("", last.commands());
      text.gauge("last_load_valid_commands", "Those without an error.").sample("", last.valid());
    }
    Instant lastGood = history.lastGood();
    if (lastGood != null) {
      text.gauge("last_good_load_timestamp_seconds", "When the last load ended that succeeded.")
          .sample("", seconds(lastGood));
    }
    text.gauge("failures", "Errors by which the last load failed.")
        .sample("", history.current().size());
  }

  private static String label(String name, String value) {
    String escaped = value.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n");
    return name + "=\"" + escaped + "\"";
  }

  private static BigDecimal seconds(Instant time) {
    return BigDecimal.valueOf(time.toEpochMilli(), 3);
  }

  private static BigDecimal seconds(Duration duration) {
    return BigDecimal.valueOf(duration.toMillis(), 3);
  }

  /** A text of metric families, each followed by its samples. */
  private static final class Exposition {
    private static final String PREFIX = "manual_key_";

    private final StringBuilder text = new StringBuilder();
    private String sample = "";

    Exposition gauge(String name, String help) {
      family(name, help);
      text.append("# TYPE ").append(sample).append(" gauge\n");
      return this;
    }

    /**
     * A counter, without its type. OpenMetrics gives the type to the name without "_total", the
     * older format to that of the sample: there, a text with {@code # TYPE x counter} has no help
     * for {@code x_total}, by which promtool rejects it, and OpenMetrics permits no {@code # TYPE
     * x_total counter}. Nor may both names have metadata in OpenMetrics, since they clash; and the
     * older format does not know its type "unknown". Without a type both accept the counter, and
     * PromQL asks for none.
     */
    Exposition counter(String name, String help) {
      family(name + "_total", help);
      return this;
    }

    private void family(String name, String help) {
      sample = PREFIX + name;
      text.append("# HELP ").append(sample).append(' ').append(help).append('\n');
    }

    void sample(String labels, long value) {
      sample(labels, BigDecimal.valueOf(value));
    }

    void sample(String labels, BigDecimal value) {
      text.append(sample);
      if (!labels.isEmpty()) {
        text.append('{').append(labels).append('}');
      }
      text.append(' ').append(value.toPlainString()).append('\n');
    }

    String end() {
      return text.append("# EOF\n").toString();
    }
  }
}
