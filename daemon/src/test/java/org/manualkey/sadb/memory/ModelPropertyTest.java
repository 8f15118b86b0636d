package org.manualkey.sadb.memory;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import org.manualkey.pfkey.Address;
import org.manualkey.pfkey.Errno;
import org.manualkey.pfkey.ExtensionType;
import org.manualkey.pfkey.Key;
import org.manualkey.pfkey.Lifetime;
import org.manualkey.pfkey.Message;
import org.manualkey.pfkey.MessageType;
import org.manualkey.pfkey.Sa;
import org.manualkey.pfkey.SaType;
import org.manualkey.sadb.Draft;
import org.manualkey.sadb.Exchanges;

/** The database against a map that does the same the slow way. */
final class ModelPropertyTest {
  private static final List<String> DESTINATIONS =
      List.of(Draft.L4, Draft.R4, Draft.R4B, Draft.M4, Draft.L6, Draft.R6);

  /** What is done. */
  enum Verb {
    ADD,
    UPDATE,
    DELETE,
    GET,
    PURGE,
    FLUSH
  }

  /** What identifies an SA. */
  record Identity(SaType type, int spi, String destination) {}

  /**
   * One step.
   *
   * @param key the octet that an added key is made of
   * @param hard the hard lifetime of an added or updated SA, in seconds
   */
  record Step(Verb verb, Identity identity, boolean fromAny, int key, long hard) {
    String source() {
      boolean six = identity.destination.contains(":");
      if (fromAny) {
        return six ? "::" : "0.0.0.0";
      }
      return six ? "2001:db8::9" : "10.0.0.9";
    }
  }

  /** What the model remembers of an SA. */
  record Remembered(int key, long hard) {}

  @Property(tries = 300, edgeCases = EdgeCasesMode.NONE)
  void agreesWithTheModel(@ForAll("steps") List<Step> steps) {
    Bench bench = new Bench();
    Map<Identity, Remembered> model = new LinkedHashMap<>();
    for (Step step : steps) {
      int errno = Exchanges.exchange(bench.sadb(), request(step)).header().errno();
      assertThat(errno).as("%s", step).isEqualTo(expected(step, model).code());
    }
    assertThat(dumped(bench)).isEqualTo(told(model));
    for (Identity identity : model.keySet()) {
      assertThat(Exchanges.exchange(bench.sadb(), about(MessageType.GET, identity).build()).sa())
          .isNotNull();
    }
  }

  @Provide
  Arbitrary<List<Step>> steps() {
    Arbitrary<Identity> identities =
        Combinators.combine(
                Arbitraries.of(SaType.AH, SaType.ESP),
                Arbitraries.integers().between(0x100, 0x104),
                Arbitraries.of(DESTINATIONS))
            .as(Identity::new);
    Arbitrary<Verb> verbs =
        Arbitraries.frequencyOf(
            Tuple.of(12, Arbitraries.just(Verb.ADD)),
            Tuple.of(4, Arbitraries.just(Verb.UPDATE)),
            Tuple.of(4, Arbitraries.just(Verb.DELETE)),
            Tuple.of(4, Arbitraries.just(Verb.GET)),
            Tuple.of(1, Arbitraries.of(Verb.PURGE, Verb.FLUSH)));
    return Combinators.combine(
            verbs,
            identities,
            Arbitraries.of(true, false),
            Arbitraries.integers().between(1, 255),
            Arbitraries.longs().between(1, 9999))
        .as(Step::new)
        .list()
        .ofMaxSize(120);
  }

  private static Message request(Step step) {
    Identity identity = step.identity();
    return switch (step.verb()) {
      case ADD -> add(step).build();
      case UPDATE ->
          about(MessageType.UPDATE, identity)
              .from(identity.destination().contains(":") ? "::" : "0.0.0.0")
              .hard(0, 0, step.hard(), 0)
              .build();
      case DELETE -> about(MessageType.DELETE, identity).build();
      case GET -> about(MessageType.GET, identity).build();
      case PURGE ->
          Draft.of(MessageType.DELETE, identity.type()).to(identity.destination()).build();
      case FLUSH -> Draft.of(MessageType.FLUSH, identity.type()).build();
    };
  }

  private static Draft add(Step step) {
    Identity identity = step.identity();
    Draft draft =
        identity.type().equals(SaType.AH)
            ? Draft.addAh(identity.spi())
            : Draft.addEsp(identity.spi());
    return draft
        .authKey(160, String.format("%02x", step.key()).repeat(20))
        .to(identity.destination())
        .from(step.source())
        .hard(0, 0, step.hard(), 0);
  }

  private static Draft about(MessageType type, Identity identity) {
    return Draft.about(type, identity.spi())
        .saType(identity.type().code())
        .to(identity.destination());
  }

  /** Does the step in the model. */
  private static Errno expected(Step step, Map<Identity, Remembered> model) {
    Identity identity = step.identity();
    boolean known = model.containsKey(identity);
    return switch (step.verb()) {
      case ADD ->
          model.putIfAbsent(identity, new Remembered(step.key(), step.hard())) == null
              ? Errno.NONE
              : Errno.EEXIST;
      case UPDATE -> {
        model.computeIfPresent(identity, (_, sa) -> new Remembered(sa.key(), step.hard()));
        yield known ? Errno.NONE : Errno.ESRCH;
      }
      case DELETE -> model.remove(identity) == null ? Errno.ESRCH : Errno.NONE;
      case GET -> known ? Errno.NONE : Errno.ESRCH;
      case PURGE -> {
        model
            .keySet()
            .removeIf(each ->
                each.type().equals(identity.type())
                    && each.destination().equals(identity.destination()));
        yield Errno.NONE;
      }
      case FLUSH -> {
        model.keySet().removeIf(each -> each.type().equals(identity.type()));
        yield Errno.NONE;
      }
    };
  }

  private static Map<String, String> told(Map<Identity, Remembered> model) {
    Map<String, String> told = new TreeMap<>();
    model.forEach((identity, sa) ->
        told.put(
            name(identity.type(), identity.spi(), normal(identity.destination())),
            String.format("%02x", sa.key()) + " " + sa.hard()));
    return told;
  }

  /** What a dump tells, and that it tells each SA once. */
  private static Map<String, String> dumped(Bench bench) {
    Map<String, String> told = new TreeMap<>();
    List<String> names = new ArrayList<>();
    for (Message message : bench.dump(SaType.UNSPEC)) {
      Sa sa = Bench.sa(message);
      Lifetime hard = (Lifetime) message.find(ExtensionType.LIFETIME_HARD);
      Object destination = Bench.socketAddress(message, Address.Kind.DST);
      String name = name(message.header().saType(), sa.spi(), destination);
      names.add(name);
      told.put(
          name,
          Draft.hex(Bench.key(message, Key.Kind.AUTH)).substring(0, 2) + " " + hard.addTime());
    }
    assertThat(names).doesNotHaveDuplicates();
    return told;
  }

  private static Object normal(String address) {
    return address.contains(":") ? Draft.socketAddress(address) : Draft.inet(address, 0);
  }

  private static String name(SaType type, int spi, Object destination) {
    return type + " " + spi + " " + destination;
  }
}
