package org.manualkey.sadb.linux;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.manualkey.host.IpAddress;
import org.manualkey.pfkey.Message;
import org.manualkey.pfkey.SaType;
import org.manualkey.sa.Directions;
import org.manualkey.sa.Lifetimes;
import org.manualkey.sa.SaId;
import org.manualkey.sa.SecurityAssociation;
import org.manualkey.sadb.PreparedRequests;
import org.manualkey.sadb.Refusal;
import org.manualkey.sadb.SadbException;
import org.manualkey.sadb.rules.PairRules;

/**
 * Requests that are judged, and of which the records and the messages for the kernel are made,
 * before the first of them is sent.
 */
final class JudgedRequests implements PreparedRequests, Additions.Sink {
  private final SaRecord record;
  private final KnownSas known;
  private final Additions additions;
  private final Changes changes;
  private final Deletions deletions;
  private final PreparedChanges kernel;
  private final boolean ahead;

  /** What each request does to the record; the kernel counts them alike. */
  private final List<Effect> effects = new ArrayList<>();

  private final int[] errnos = new int[BATCH];

  /** What was recorded before of the SAs of the ADDs that are sent. */
  private final @Nullable RecordedSa[] before = new RecordedSa[BATCH];

  /** Of those that were sent last, the first at index 0. */
  private final @Nullable Refusal[] refusals = new Refusal[BATCH];

  private int first;

  /** What a request does to the record when it is granted. */
  private sealed interface Effect {
    /** An SA is added that has no other half. */
    record Added(RecordedSa sa) implements Effect {}

    /** An SA is added, and paired with another one. */
    record Paired(RecordedSa sa, SaId other) implements Effect {}

    /** An SA is deleted; source null: wherever it is from. */
    record Deleted(SaId id, @Nullable IpAddress source) implements Effect {}

    /**
     * An SA gets other limits; use not null: an idle period begins, before which it was used so.
     */
    record Limited(SaId id, Lifetimes lifetimes, @Nullable SaUse use) implements Effect {}

    record Flushed(List<SaType> types) implements Effect {}
  }

  /**
   * Requests to be made.
   *
   * @param ahead whether they are ADDs that were judged before
   */
  JudgedRequests(
      KnownSas known,
      Additions additions,
      Changes changes,
      Deletions deletions,
      PreparedChanges kernel,
      boolean ahead) {
    this.known = known;
    record = known.record();
    record.keepPlaces();
    this.ahead = ahead;
    this.additions = additions;
    this.changes = changes;
    this.deletions = deletions;
    this.kernel = kernel;
  }

  @Override
  public @Nullable Refusal add(Message request) {
    return switch (request.header().type()) {
      case ADD -> ahead ? additions.prepareJudged(request, this) : additions.prepare(request, this);
      case UPDATE ->
          changes.prepare(
              request,
              (held, wanted, idles) -> {
                kernel.change(held, wanted.withIdle(null));
                SaUse use = idles ? SaUse.counted(held.current()) : null;
                effects.add(new Effect.Limited(held.id(), wanted, use));
              });
      case DELETE ->
          deletions.prepare(
              request,
              (id, source) -> {
                kernel.delete(id, source);
                effects.add(new Effect.Deleted(id, source));
              });
      case FLUSH ->
          Deletions.prepareFlush(
              request,
              types -> {
                kernel.flush(types);
                effects.add(new Effect.Flushed(types));
              });
      default -> throw new IllegalArgumentException(request.header().type() + " is not prepared");
    };
  }

  @Override
  public void accept(SecurityAssociation asked, RecordedSa recorded, @Nullable SaId other) {
    kernel.add(asked, recorded.sends(), record.isThere(asked.id()));
    RecordedSa sa = record.reserve(recorded);
    effects.add(other == null ? new Effect.Added(sa) : new Effect.Paired(sa, other));
  }

  /** What this daemon added was judged then, and there is a place for its record. */
  @Override
  public @Nullable Refusal addAgain(SecurityAssociation sa, Directions directions, boolean paired) {
    RecordedSa recorded = record.get(sa.id());
    if (paired || recorded == null || recorded.isOfOthers() || !sa.hasOnlySettings()) {
      return PreparedRequests.super.addAgain(sa, directions, paired);
    }
    kernel.add(recorded.forKernel(sa.asAdded(directions, false)), recorded.sends(), true);
    effects.add(new Effect.Added(recorded.again()));
    return null;
  }

  @Override
  public @Nullable Refusal deleteWhichever(SaId id) {
    kernel.delete(id, null);
    effects.add(new Effect.Deleted(id, null));
    return null;
  }

  @Override
  public boolean goesOnAfter(SaId id) {
    return kernel.goesOnAfter(id);
  }

  @Override
  public int size() {
    return effects.size();
  }

  @Override
  public boolean send(int from, int to) {
    first = from;
    Arrays.fill(refusals, null);
    boolean all = true;
    try {
      for (int next = from; next < to; ) {
        int end = next;
        while (end < to && effects.get(end) instanceof Effect.Added) {
          end++;
        }
        if (end > next) {
          all &= added(next, end);
        } else {
          while (end < to && isSureDeletion(end)) {
            end++;
          }
          all &= end > next ? deleted(next, end) : made(next);
        }
        next = Math.max(end, next + 1);
      }
    } catch (SadbException e) {
      known.doubt();
      throw e;
    }
    return all;
  }

  @Override
  public @Nullable Refusal refusal(int index) {
    return refusals[index - first];
  }

  /** Adds SAs together. Their events may come before the replies, and look for the records. */
  private boolean added(int from, int to) {
    for (int i = from; i < to; i++) {
      RecordedSa sa = recorded(i);
      before[i - from] = record.enter(sa);
      record.doubts().willAdd(sa);
    }
    kernel.send(from, to, errnos);
    boolean all = true;
    for (int i = from; i < to; i++) {
      all &= added(i, reply(i - from), before[i - from]);
    }
    return all;
  }

  private RecordedSa recorded(int index) {
    return switch (effects.get(index)) {
      case Effect.Added(RecordedSa sa) -> sa;
      case Effect.Paired(RecordedSa sa, _) -> sa;
      case Effect.Deleted _, Effect.Limited _, Effect.Flushed _ ->
          throw new IllegalStateException("not an ADD");
    };
  }

  /** Whether an SA was added. */
  private boolean added(int index, LinuxReply reply, @Nullable RecordedSa earlier) {
    RecordedSa sa = recorded(index);
    if (reply.isDone()) {
      if (!sa.isPresent()) { // it was forgotten meanwhile
        var _ = record.enter(sa);
      }
      return true;
    }
    if (earlier != sa) { // else it is there still
      record.leave(sa.id());
      if (earlier != null) { // which is why it was refused
        var _ = record.enter(earlier);
      }
    }
    return refused(index, Additions.refusal(reply));
  }

  /** What became of one that was sent last. */
  private LinuxReply reply(int place) {
    return errnos[place] == 0 ? LinuxReply.DONE : new LinuxReply(errnos[place], kernel.text(place));
  }

  private boolean refused(int index, Refusal refusal) {
    refusals[index - first] = refusal;
    return false;
  }

  /** Whether a change was made that is sent alone. */
  private boolean made(int index) {
    return switch (effects.get(index)) {
      case Effect.Added _ -> added(index, index + 1);
      case Effect.Paired(RecordedSa sa, SaId other) -> paired(index, sa, other);
      case Effect.Deleted(SaId id, @Nullable IpAddress source) -> deleted(index, id, source);
      case Effect.Limited(SaId id, Lifetimes lifetimes, @Nullable SaUse use) -> {
        LinuxReply reply = sent(index);
        RecordedSa sa = record.get(id);
        if (reply.isDone() && sa != null) {
          sa.limit(lifetimes);
          if (use != null) {
            record.idle().begin(sa, use);
          }
        }
        yield reply.isDone() || refused(index, Changes.refusal(reply));
      }
      case Effect.Flushed(List<SaType> types) -> {
        LinuxReply reply = sent(index);
        if (reply.isDone()) {
          record.leaveAll(types);
          yield true;
        }
        known.doubt(); // of which type it was refused is not known
        yield refused(index, LinuxRefusals.of(reply));
      }
    };
  }

  private LinuxReply sent(int index) {
    kernel.send(index, index + 1, errnos);
    return reply(0);
  }

  /** The kernel knows nothing of pairs. */
  private boolean paired(int index, RecordedSa sa, SaId other) {
    RecordedSa partner = record.partner(sa, other);
    Refusal refusal = PairRules.refusal(partner, sa.direction(), sa.id());
    if (refusal != null || partner == null) {
      return refused(index, refusal == null ? Changes.NOT_FOUND : refusal);
    }
    if (!added(index, index + 1)) {
      return false;
    }
    record.link(sa, partner);
    return true;
  }

  /**
   * Whether an SA was deleted. The kernel does not compare the source. That of the SA was looked at
   * when the request was made; a look at each again would take as long as the deletions, so it is
   * looked at where the events of others say that it may be another SA now.
   */
  private boolean deleted(int index, SaId id, @Nullable IpAddress source) {
    if (record.doubts().isDoubtful(id) && !known.holds(id, source)) {
      return refused(index, Changes.NOT_FOUND);
    }
    return deleted(index, sent(index), id);
  }

  /** Whether a request deletes an SA that nobody else can have exchanged, or whichever is there. */
  private boolean isSureDeletion(int index) {
    return effects.get(index) instanceof Effect.Deleted deleted
        && (deleted.source() == null || !record.doubts().isDoubtful(deleted.id()));
  }

  /** Whether SAs were deleted together. */
  private boolean deleted(int from, int to) {
    kernel.send(from, to, errnos);
    boolean all = true;
    for (int i = from; i < to; i++) {
      all &= deleted(i, reply(i - from), ((Effect.Deleted) effects.get(i)).id());
    }
    return all;
  }

  private boolean deleted(int index, LinuxReply reply, SaId id) {
    boolean gone = reply.isDone() || reply.errno() == LinuxErrno.ESRCH;
    if (gone) {
      record.leave(id);
    }
    return reply.isDone() || refused(index, gone ? Changes.NOT_FOUND : LinuxRefusals.of(reply));
  }

  /** What was not added is not recorded, either. */
  @Override
  public void close() {
    kernel.close();
    record.releasePlaces();
  }
}
