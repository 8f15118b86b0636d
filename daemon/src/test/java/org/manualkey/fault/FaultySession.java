package org.manualkey.fault;

import java.util.function.Consumer;
import org.manualkey.pfkey.Message;
import org.manualkey.sa.SecurityAssociation;
import org.manualkey.sadb.EventScope;
import org.manualkey.sadb.EventSink;
import org.manualkey.sadb.ForwardingSadb;
import org.manualkey.sadb.Reply;
import org.manualkey.sadb.Sadb;
import org.manualkey.sadb.Subscription;

/** The session of a daemon with a database that outlives it: each request is a step. */
final class FaultySession extends ForwardingSadb {
  private final Steps steps;

  FaultySession(Sadb sadb, Steps steps) {
    super(sadb);
    this.steps = steps;
  }

  @Override
  public Reply exchange(Message request) {
    steps.beforeRequest();
    return super.exchange(request);
  }

  @Override
  public Reply dump(Message request, Consumer<? super Message> sink) {
    steps.beforeRequest();
    return super.dump(request, sink);
  }

  @Override
  public void forEach(Consumer<? super SecurityAssociation> sink) {
    steps.beforeRequest();
    super.forEach(sink);
  }

  @Override
  public Subscription subscribe(EventScope scope, EventSink sink) {
    return () -> {};
  }

  /** The database outlives the daemon. */
  @Override
  public void close() {}
}
