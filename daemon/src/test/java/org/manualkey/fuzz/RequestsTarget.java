package org.manualkey.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.manualkey.fuzz.SadbModel.Verb;
import org.manualkey.host.IpAddress;
import org.manualkey.pfkey.Errno;
import org.manualkey.pfkey.ExtensionType;
import org.manualkey.pfkey.Key;
import org.manualkey.pfkey.Lifetime;
import org.manualkey.pfkey.Message;
import org.manualkey.pfkey.MessageType;
import org.manualkey.pfkey.Pair;
import org.manualkey.pfkey.SaType;
import org.manualkey.sadb.Draft;
import org.manualkey.sadb.Reply;
import org.manualkey.sadb.Sadb;
import org.manualkey.sadb.memory.OddAdds;
import org.manualkey.sadb.memory.RandomSas;

/**
 * Sequences of requests: a database, embedded or of Linux, against {@link SadbModel}. In between
 * come odd requests, of which the model knows nothing: those must be refused without a change, or
 * are the end of the sequence.
 */
final class RequestsTarget {
  private static final int MOST = 40;
  private static final IpAddress PEER = IpAddress.of(Draft.socketAddress(Draft.R4));

  private final Choices choices;
  private final LoadedSadb database;
  private final SadbModel model;

  private RequestsTarget(Choices choices, LoadedSadb database, SadbModel model) {
    this.choices = choices;
    this.database = database;
    this.model = model;
  }

  static void run(byte[] input) {
    Choices choices = new Choices(input);
    boolean linux = choices.oneIn(3);
    try (LoadedSadb database =
        linux ? LoadedSadb.linux(LoadedSadb.HOSTS) : LoadedSadb.memory(LoadedSadb.HOSTS)) {
      new RequestsTarget(choices, database, new SadbModel(!linux)).sequence();
    }
  }

  private void sequence() {
    for (int i = 0; i < MOST && !choices.isExhausted(); i++) {
      if (choices.oneIn(16)) {
        if (isGranted(new OddAdds(choices).next())) {
          database.assertPairsAreMutual();
          return;
        }
      } else {
        step(SadbModel.Step.of(choices));
      }
    }
  }

  private void step(SadbModel.Step step) {
    Errno expected = model.carryOut(step);
    List<String> before = expected == Errno.NONE ? List.of() : database.contents();
    Reply reply = database.sadb().exchange(request(step));
    assertThat(errno(reply)).as("%s", step).isEqualTo(expected.code());
    if (expected != Errno.NONE) {
      assertThat(database.contents()).as("after %s", step).isEqualTo(before);
    }
    assertThat(shown(database.sadb())).as("after %s", step).isEqualTo(model.told());
  }

  /** Whether an odd request is granted; one that is not changes nothing. */
  private boolean isGranted(Message request) {
    List<String> before = database.contents();
    boolean granted = errno(database.sadb().exchange(request)) == 0;
    if (!granted) {
      assertThat(database.contents()).as("after a refused %s", request).isEqualTo(before);
    }
    return granted;
  }

  private static int errno(Reply reply) {
    return switch (reply) {
      case Reply.Done done -> done.message().header().errno();
      case Reply.Refused refused -> refused.refusal().errno();
    };
  }

  private static Message request(SadbModel.Step step) {
    SadbModel.Id id = step.id();
    Draft draft =
        switch (step.verb()) {
          case ADD ->
              (id.ah() ? Draft.addAh(id.spi()) : Draft.addEsp(id.spi()))
                  .authKey(160, SadbModel.digits(step.key()))
                  .from(id.source())
                  .to(id.destination());
          case UPDATE -> about(MessageType.UPDATE, id).from(id.source());
          case UPDATE_PAIR -> about(MessageType.X_UPDATEPAIR, id).from(id.source());
          case DELETE -> about(MessageType.DELETE, id);
          case DELETE_PAIR -> about(MessageType.X_DELPAIR, id);
          case GET -> about(MessageType.GET, id);
          case PURGE -> Draft.of(MessageType.DELETE, type(id)).to(id.destination());
          case FLUSH -> Draft.of(MessageType.FLUSH, type(id));
        };
    if (step.hard() != 0 && step.verb().limits()) {
      draft = draft.hard(0, 0, step.hard(), 0);
    }
    if (step.soft() != 0 && step.verb().limits()) {
      draft = draft.soft(0, 0, step.soft(), 0);
    }
    boolean pairs = step.verb() == Verb.ADD || step.verb() == Verb.UPDATE;
    return (pairs && step.pair() >= 0 ? draft.with(new Pair(step.pair())) : draft).build();
  }

  private static Draft about(MessageType type, SadbModel.Id id) {
    return Draft.about(type, id.spi()).saType(type(id).code()).to(id.destination());
  }

  private static SaType type(SadbModel.Id id) {
    return id.ah() ? SaType.AH : SaType.ESP;
  }

  /** What the database shows. */
  private static Map<String, String> shown(Sadb sadb) {
    Map<String, String> shown = new TreeMap<>();
    for (Message sa : RandomSas.dump(sadb)) {
      boolean ah = sa.header().saType().equals(SaType.AH);
      boolean toPeer = PEER.equals(IpAddress.of(sa.destination().socketAddress()));
      String name = new SadbModel.Id(ah, sa.sa().spi(), toPeer).toString();
      Pair pair = (Pair) sa.find(ExtensionType.X_PAIR);
      String told =
          SadbModel.told(
              Draft.hex(sa.key(Key.Kind.AUTH)).substring(0, 2),
              addTime(sa, ExtensionType.LIFETIME_HARD),
              addTime(sa, ExtensionType.LIFETIME_SOFT),
              pair == null ? 0 : pair.spi());
      assertThat(shown.put(name, told)).as("%s twice", name).isNull();
    }
    return shown;
  }

  private static long addTime(Message sa, ExtensionType type) {
    return sa.find(type) instanceof Lifetime lifetime ? lifetime.addTime() : 0;
  }
}
