package org.manualkey.fault;

import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.manualkey.pfkey.Message;
import org.manualkey.sa.Directions;
import org.manualkey.sa.SecurityAssociation;
import org.manualkey.sadb.BackEnd;
import org.manualkey.sadb.EventScope;
import org.manualkey.sadb.EventSink;
import org.manualkey.sadb.Judge;
import org.manualkey.sadb.Reply;
import org.manualkey.sadb.Sadb;
import org.manualkey.sadb.Subscription;

/** The session of a daemon with a database that outlives it: each request is a step. */
record FaultySession(Sadb sadb, Steps steps) implements Sadb {
  @Override
  public BackEnd backEnd() {
    return sadb.backEnd();
  }

  @Override
  public @Nullable Judge judge() {
    return sadb.judge();
  }

  @Override
  public Directions directions() {
    return sadb.directions();
  }

  @Override
  public Reply exchange(Message request) {
    steps.beforeRequest();
    return sadb.exchange(request);
  }

  @Override
  public List<Reply> exchangeAll(List<Message> requests) {
    return requests.stream().map(this::exchange).toList();
  }

  @Override
  public Reply dump(Message request, Consumer<? super Message> sink) {
    steps.beforeRequest();
    return sadb.dump(request, sink);
  }

  @Override
  public void forEach(Consumer<? super SecurityAssociation> sink) {
    steps.beforeRequest();
    sadb.forEach(sink);
  }

  @Override
  public Subscription subscribe(EventScope scope, EventSink sink) {
    return () -> {};
  }

  /** The database outlives the daemon. */
  @Override
  public void close() {}
}
