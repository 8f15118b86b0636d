package org.manualkey.load;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.manualkey.algorithm.AlgorithmsFile;
import org.manualkey.host.InterfaceAddresses;
import org.manualkey.pfkey.Extension;
import org.manualkey.pfkey.Header;
import org.manualkey.pfkey.Key;
import org.manualkey.pfkey.Message;
import org.manualkey.pfkey.MessageType;
import org.manualkey.pfkey.SaType;
import org.manualkey.sa.Directions;
import org.manualkey.sa.SecurityAssociation;
import org.manualkey.sadb.BackEnd;
import org.manualkey.sadb.Draft;
import org.manualkey.sadb.EventScope;
import org.manualkey.sadb.EventSink;
import org.manualkey.sadb.Judge;
import org.manualkey.sadb.Refusal;
import org.manualkey.sadb.Reply;
import org.manualkey.sadb.Sadb;
import org.manualkey.sadb.SadbException;
import org.manualkey.sadb.Subject;
import org.manualkey.sadb.Subscription;
import org.manualkey.sadb.Timed;
import org.manualkey.sadb.memory.MemorySadb;
import org.manualkey.secret.KeyMaterial;

/**
 * The real embedded database behind a wire that remembers what passed, keys included, and can be
 * told to refuse or fail.
 */
public final class RecordingSadb implements Sadb, Timed {
  private final MemorySadb memory;
  private final List<MessageType> requests = new ArrayList<>();
  private final List<KeyMaterial> keys = new ArrayList<>();
  private Predicate<Message> refused = request -> false;
  private Predicate<Message> lost = request -> false;
  private int errno;
  private volatile boolean silent;

  public RecordingSadb() {
    memory =
        new MemorySadb(
            AlgorithmsFile.builtIn(),
            () -> java.time.Instant.ofEpochSecond(1_700_000_000),
            new InterfaceAddresses());
  }

  /** Refuses requests with an illumos error number. */
  public RecordingSadb refusing(Predicate<Message> which, int errno) {
    refused = which;
    this.errno = errno;
    return this;
  }

  /** Loses all events from now on, as a kernel whose buffer is full does. */
  public void reportNothing() {
    silent = true;
  }

  /** Never answers requests. */
  public RecordingSadb losing(Predicate<Message> which) {
    lost = which;
    return this;
  }

  @Override
  public Optional<Duration> untilDue() {
    return memory.untilDue();
  }

  @Override
  public void age() {
    memory.age();
  }

  @Override
  public BackEnd backEnd() {
    return memory.backEnd();
  }

  @Override
  public Judge judge() {
    return memory.judge();
  }

  @Override
  public Directions directions() {
    return memory.directions();
  }

  @Override
  public Reply exchange(Message request) {
    requests.add(request.header().type());
    remember(request);
    if (lost.test(request)) {
      throw new SadbException("no reply", 0);
    }
    if (refused.test(request)) {
      return new Reply.Refused(refusal());
    }
    return memory.exchange(request);
  }

  private Refusal refusal() {
    return new Refusal(errno, 0, Subject.REQUEST, "");
  }

  @Override
  public Reply dump(Message request, Consumer<? super Message> sink) {
    requests.add(request.header().type());
    return memory.dump(
        request,
        sa -> {
          remember(sa);
          sink.accept(sa);
        });
  }

  /** Counts as a DUMP, which can be refused or lost. */
  @Override
  public void forEach(Consumer<? super SecurityAssociation> sink) {
    Message dump = Message.of(Header.request(MessageType.DUMP, SaType.UNSPEC, 0, 0));
    requests.add(MessageType.DUMP);
    memory.forEach(sa -> {
      remember(sa.keys().auth());
      remember(sa.keys().encrypt());
      sink.accept(sa);
    });
    if (lost.test(dump) || refused.test(dump)) {
      throw new SadbException("the dump broke off", errno);
    }
  }

  private void remember(@Nullable Key key) {
    if (key != null) {
      keys.add(key.material());
    }
  }

  @Override
  public Subscription subscribe(EventScope hearing, EventSink sink) {
    return memory.subscribe(
        hearing,
        new EventSink() {
          @Override
          public void onEvent(Message event) {
            if (!silent) {
              sink.onEvent(event);
            }
          }

          @Override
          public void end() {
            sink.end();
          }
        });
  }

  @Override
  public void close() {
    memory.close();
  }

  /** Types of all requests, in order. */
  public List<MessageType> requests() {
    return List.copyOf(requests);
  }

  /** The keys that passed, in either direction. */
  public List<KeyMaterial> keys() {
    return List.copyOf(keys);
  }

  public void forget() {
    requests.clear();
    keys.clear();
  }

  /** What the database holds, keys as digests: whole messages without their headers' numbers. */
  public List<String> contents() {
    List<String> contents = new ArrayList<>();
    memory.dump(
        Message.of(Header.request(MessageType.DUMP, SaType.UNSPEC, 1, 1)),
        sa -> contents.add(sa.header().saType() + " " + text(sa)));
    return contents.stream().sorted().toList();
  }

  private void remember(Message message) {
    for (Extension extension : message.extensions()) {
      if (extension instanceof Key key) {
        keys.add(key.material());
      }
    }
  }

  private static List<String> text(Message message) {
    List<String> extensions = new ArrayList<>();
    for (Extension extension : message.extensions()) {
      extensions.add(extension instanceof Key key ? text(key) : extension.toString());
    }
    return extensions;
  }

  private static String text(Key key) {
    return key.kind() + " " + key.bits() + "+" + key.reserved() + " digest " + Draft.digest(key);
  }

  /** Whether a request is about this SPI. */
  public static Predicate<Message> spi(MessageType type, int spi) {
    return request -> {
      var sa = request.sa();
      return request.header().type() == type && sa != null && sa.spi() == spi;
    };
  }
}
