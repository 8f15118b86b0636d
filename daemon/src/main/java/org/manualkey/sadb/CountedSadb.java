package org.manualkey.sadb;

import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.manualkey.pfkey.Message;
import org.manualkey.sa.Directions;
import org.manualkey.sa.SaId;
import org.manualkey.sa.SecurityAssociation;

/**
 * A database whose steps are counted. The step runs after each request, and for each SA or policy
 * of a dump.
 */
final class CountedSadb extends ForwardingSadb {
  private final Runnable step;

  CountedSadb(Sadb sadb, Runnable step) {
    super(sadb);
    this.step = step;
  }

  @Override
  public Reply exchange(Message request) {
    Reply reply = sadb().exchange(request);
    step.run();
    return reply;
  }

  @Override
  public List<Reply> exchangeAll(List<Message> requests) {
    List<Reply> replies = sadb().exchangeAll(requests);
    step.run();
    return replies;
  }

  @Override
  public PreparedRequests prepare() {
    return new CountedRequests(sadb().prepare(), step);
  }

  @Override
  public @Nullable PreparedRequests prepareAhead() {
    PreparedRequests requests = sadb().prepareAhead();
    return requests == null ? null : new CountedRequests(requests, step);
  }

  @Override
  public boolean keepsCounters() {
    return sadb().keepsCounters();
  }

  @Override
  public boolean hasTransactions() {
    return sadb().hasTransactions();
  }

  @Override
  public @Nullable Transaction begin(Transaction.Start start) {
    Transaction transaction = sadb().begin(start);
    return transaction == null ? null : new CountedTransaction(transaction, step);
  }

  @Override
  public Reply dump(Message request, Consumer<? super Message> sink) {
    return sadb()
        .dump(
            request,
            sa -> {
              step.run();
              sink.accept(sa);
            });
  }

  @Override
  public void forEach(Consumer<? super SecurityAssociation> sink) {
    sadb()
        .forEach(sa -> {
          step.run();
          sink.accept(sa);
        });
  }

  @Override
  public boolean policies(Consumer<? super PolicyTemplate> sink) {
    return sadb()
        .policies(template -> {
          step.run();
          sink.accept(template);
        });
  }

  private record CountedRequests(PreparedRequests requests, Runnable step)
      implements PreparedRequests {
    @Override
    public @Nullable Refusal add(Message request) {
      step.run();
      return requests.add(request);
    }

    @Override
    public @Nullable Refusal addAgain(
        SecurityAssociation sa, Directions directions, boolean paired) {
      step.run();
      return requests.addAgain(sa, directions, paired);
    }

    @Override
    public @Nullable Refusal deleteWhichever(SaId id) {
      step.run();
      return requests.deleteWhichever(id);
    }

    @Override
    public boolean goesOnAfter(SaId id) {
      return requests.goesOnAfter(id);
    }

    @Override
    public int size() {
      return requests.size();
    }

    @Override
    public boolean send(int from, int to) {
      boolean all = requests.send(from, to);
      step.run();
      return all;
    }

    @Override
    public @Nullable Refusal refusal(int index) {
      return requests.refusal(index);
    }

    @Override
    public void close() {
      requests.close();
    }
  }

  private record CountedTransaction(Transaction transaction, Runnable step) implements Transaction {
    @Override
    public Sadb copy() {
      return new CountedSadb(transaction.copy(), step);
    }

    @Override
    public void commit() {
      transaction.commit();
    }

    @Override
    public void close() {
      transaction.close();
    }
  }
}
