package org.manualkey.sadb.linux;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.manualkey.host.IpAddress;
import org.manualkey.pfkey.Address;
import org.manualkey.pfkey.Errno;
import org.manualkey.pfkey.Message;
import org.manualkey.pfkey.Pair;
import org.manualkey.sa.SaId;
import org.manualkey.sa.SecurityAssociation;
import org.manualkey.sadb.Refusal;
import org.manualkey.sadb.Reply;
import org.manualkey.sadb.rules.PairRules;
import org.manualkey.sadb.rules.Placement;
import org.manualkey.sadb.rules.RequestInProgress;

/**
 * ADDs: judged one by one, added to the kernel together, and recorded, unless the kernel refuses.
 */
final class Additions {
  private final LinuxKernel kernel;
  private final KnownSas known;
  private final LinuxRules rules;
  private final RequestedSas requestedSas = new RequestedSas();

  Additions(LinuxKernel kernel, KnownSas known, LinuxRules rules) {
    this.kernel = kernel;
    this.known = known;
    this.rules = rules;
  }

  /** Adds SAs, each whatever became of those before; the replies are in the same order. */
  List<Reply> add(List<Message> requests) {
    Batch batch = new Batch(requests.size());
    requests.forEach(batch::add);
    batch.send();
    return batch.replies;
  }

  /** Takes what is to be asked of the kernel, with the keys of the request, and its record. */
  interface Sink {
    /**
     * Takes an ADD.
     *
     * @param other what to pair it with; null: nothing
     */
    void accept(SecurityAssociation asked, RecordedSa recorded, @Nullable SaId other);
  }

  /**
   * Judges an ADD that is to be sent later, as far as that does not depend on what is there, and
   * makes its record, without entering it.
   *
   * @return why it is refused; null: the sink has it
   */
  @Nullable Refusal prepare(Message message, Sink sink) {
    Refusal refusal = rules.form(message);
    if (refusal != null) {
      return refusal;
    }
    RequestInProgress request = new RequestInProgress(message);
    refusal = rules.content(request);
    if (refusal == null) {
      refusal = rules.add().refusal(request);
    }
    Pair pair = request.pair();
    if (refusal == null && pair != null) {
      refusal = PairRules.impossible(request.id(), pair.spi());
    }
    if (refusal == null) {
      accept(request, sink);
    }
    return refusal;
  }

  /**
   * The same for an ADD without pair that was judged before.
   *
   * @return null: the sink has it
   */
  @Nullable Refusal prepareJudged(Message message, Sink sink) {
    RequestInProgress request = new RequestInProgress(message);
    Refusal refusal = rules.content(request);
    if (refusal == null) {
      accept(request, sink);
    }
    return refusal;
  }

  private void accept(RequestInProgress request, Sink sink) {
    SecurityAssociation asked = requested(request);
    RecordedSa recorded = recorded(request, asked);
    Pair pair = request.pair();
    SaId other =
        pair == null ? null : request.id().partner(pair.spi(), request.ip(Address.Kind.SRC));
    sink.accept(recorded.forKernel(asked), recorded, other);
  }

  /** Why an SA cannot stand beside those that are there; or null. */
  private @Nullable Refusal refusalByOthers(RequestInProgress request) {
    SaId id = request.id();
    Pair pair = request.pair();
    reconcile(id, request.ip(Address.Kind.SRC));
    if (pair != null) {
      IpAddress source = request.ip(Address.Kind.SRC);
      reconcile(id.partner(pair.spi(), source), id.ip());
    }
    return rules.add().refusal(request, known.record());
  }

  private void reconcile(SaId id, IpAddress source) {
    KnownSas.Known sa = known.reconcile(id, source);
    if (sa != null) {
      sa.wipe();
    }
  }

  /** Whether the kernel alone says whether an SA can stand beside those that are there. */
  private boolean isAlone(RequestInProgress request) {
    return request.pair() == null && known.record().get(request.id()) == null;
  }

  /** An ADD that was granted and has not been sent: where its reply goes, and what it adds. */
  private record Waiting(int place, SecurityAssociation sa, RecordedSa recorded) {}

  /** The ADDs of one call. */
  private final class Batch {
    private final List<Reply> replies;
    private final List<Waiting> waiting = new ArrayList<>(kernel.window());

    Batch(int size) {
      replies = new ArrayList<>(size);
    }

    void add(Message message) {
      Refusal refusal = rules.form(message);
      if (refusal != null) {
        replies.add(new Reply.Refused(refusal));
        return;
      }
      RequestInProgress request = new RequestInProgress(message);
      refusal = rules.content(request);
      if (refusal == null) {
        refusal = rules.add().refusal(request);
      }
      if (refusal == null && !isAlone(request)) {
        send(); // what waits may be what is asked for
        refusal = refusalByOthers(request);
      }
      if (refusal != null) {
        replies.add(new Reply.Refused(refusal));
        return;
      }
      SecurityAssociation asked = requested(request);
      RecordedSa recorded = record(request, asked);
      waiting.add(new Waiting(replies.size(), recorded.forKernel(asked), recorded));
      replies.add(new Reply.Done(request.echo()));
      if (waiting.size() == kernel.window()) {
        send();
      }
    }

    /** Sends what waits. */
    private void send() {
      if (waiting.isEmpty()) {
        return;
      }
      List<LinuxReply> answers = kernel.add(waiting.stream().map(Waiting::sa).toList());
      for (int i = 0; i < answers.size(); i++) {
        LinuxReply answer = answers.get(i);
        if (!answer.isDone()) {
          Waiting refused = waiting.get(i);
          known.record().forget(refused.recorded.id());
          replies.set(refused.place, new Reply.Refused(refusal(answer)));
        }
      }
      waiting.clear();
    }
  }

  static Refusal refusal(LinuxReply answer) {
    return answer.errno() == LinuxErrno.EEXIST
        ? Refusal.of(Errno.EEXIST)
        : LinuxRefusals.of(answer);
  }

  /** What the kernel is asked for, with the keys of the request. */
  private static SecurityAssociation requested(RequestInProgress request) {
    SecurityAssociation sa = SecurityAssociation.requested(request.current());
    if (sa == null) {
      throw new IllegalStateException("an ADD without ends was granted");
    }
    return sa;
  }

  /** The record of the SA; puts into the request the flags that it gets. */
  private RecordedSa recorded(RequestInProgress request, SecurityAssociation asked) {
    IpAddress source = requestedSas.source(request);
    Placement placement = rules.add().placement(request, source);
    int flags = rules.add().flags(request, placement);
    request.put(request.sa().withFlags(flags));
    return new RecordedSa(
        requestedSas.of(asked.id(), request), placement, source, flags, known.digests().of(asked));
  }

  /** Records the SA, and puts into the request the flags that it gets. */
  private RecordedSa record(RequestInProgress request, SecurityAssociation asked) {
    RecordedSa recorded = recorded(request, asked);
    known.record().put(recorded);
    known.record().doubts().willAdd(recorded);
    Pair pair = request.pair();
    if (pair != null) {
      known.record().link(recorded, pair.spi());
      request.put(request.sa().withFlags(recorded.sa().flags()));
    }
    return recorded;
  }
}
