package org.manualkey.sadb;

import java.util.List;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.manualkey.pfkey.Message;
import org.manualkey.sa.Directions;
import org.manualkey.sa.SaId;
import org.manualkey.sa.SecurityAssociation;

/**
 * A session that hands on what it is asked to another one.
 *
 * <p>What {@link Sadb} itself derives from single requests is left to it: requests that go together
 * or are prepared come as single ones, and there are no transactions. So a subclass that does
 * something at each request need only override {@link #exchange}.
 */
public abstract class ForwardingSadb implements Sadb {
  private final Sadb sadb;

  /** A session in front of another one. */
  protected ForwardingSadb(Sadb sadb) {
    this.sadb = sadb;
  }

  /** The other session. */
  protected final Sadb sadb() {
    return sadb;
  }

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
    return sadb.exchange(request);
  }

  @Override
  public Reply dump(Message request, Consumer<? super Message> sink) {
    return sadb.dump(request, sink);
  }

  @Override
  public void forEach(Consumer<? super SecurityAssociation> sink) {
    sadb.forEach(sink);
  }

  @Override
  public boolean policies(Consumer<? super PolicyTemplate> sink) {
    return sadb.policies(sink);
  }

  @Override
  public Subscription subscribe(EventScope scope, EventSink sink) {
    return sadb.subscribe(scope, sink);
  }

  @Override
  public List<SaId> follow(List<PeerMove> moves, Predicate<? super SaId> which) {
    return sadb.follow(moves, which);
  }

  @Override
  public int held() {
    return sadb.held();
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
