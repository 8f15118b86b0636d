package org.manualkey.sadb;

import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.manualkey.pfkey.Message;
import org.manualkey.sa.Directions;
import org.manualkey.sa.SecurityAssociation;

/**
 * A database whose steps are counted.
 *
 * @param sadb does the work
 * @param step runs after each request, and for each SA of a dump
 */
record CountedSadb(Sadb sadb, Runnable step) implements Sadb {
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
    Reply reply = sadb.exchange(request);
    step.run();
    return reply;
  }

  @Override
  public List<Reply> exchangeAll(List<Message> requests) {
    List<Reply> replies = sadb.exchangeAll(requests);
    step.run();
    return replies;
  }

  @Override
  public Reply dump(Message request, Consumer<? super Message> sink) {
    return sadb.dump(
        request,
        sa -> {
          step.run();
          sink.accept(sa);
        });
  }

  @Override
  public void forEach(Consumer<? super SecurityAssociation> sink) {
    sadb.forEach(sa -> {
      step.run();
      sink.accept(sa);
    });
  }

  @Override
  public Subscription subscribe(EventScope scope, EventSink sink) {
    return sadb.subscribe(scope, sink);
  }

  @Override
  public boolean hasPromiscuity() {
    return sadb.hasPromiscuity();
  }

  @Override
  public void promiscuous(Message request) {
    sadb.promiscuous(request);
  }

  @Override
  public void close() {
    sadb.close();
  }
}
