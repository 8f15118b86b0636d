package org.manualkey.load;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.manualkey.pfkey.Errno;
import org.manualkey.pfkey.Extension;
import org.manualkey.pfkey.Lifetime;
import org.manualkey.pfkey.Message;
import org.manualkey.pfkey.MessageType;
import org.manualkey.pfkey.Sa;
import org.manualkey.pfkey.SaState;
import org.manualkey.request.Exchange;
import org.manualkey.request.Outcome;
import org.manualkey.request.RequestBuilder;
import org.manualkey.sa.Again;
import org.manualkey.sa.Pairs;
import org.manualkey.sa.Readding;
import org.manualkey.sa.SaContent;
import org.manualkey.sa.SaId;
import org.manualkey.sadb.Sadb;

/**
 * Takes the steps of a plan, and takes them back.
 *
 * <p>A pair is made by the half that is added last: a half whose partner is yet to be replaced or
 * deleted is added alone.
 */
final class Execution {
  private final Sadb sadb;
  private final RequestBuilder requests;
  private final Readding readding;
  private final Set<SaId> present;

  /** SAs that will not stay as they are. */
  private final Set<SaId> doomed = new HashSet<>();

  /** Steps that were begun: of the last one nobody knows how far it came. */
  private final List<Step> begun = new ArrayList<>();

  /** Whether the last step has deleted what it replaces. */
  private boolean halfDone;

  Execution(Sadb sadb, RequestBuilder requests, Planner.Work work) {
    this.sadb = sadb;
    this.requests = requests;
    readding = new Readding(sadb.directions());
    present = new HashSet<>(work.present().keySet());
    for (Step step : work.steps()) {
      switch (step) {
        case Step.Delete _, Step.Replace _ -> doomed.add(step.id());
        case Step.Add _, Step.Update _ -> {}
      }
    }
  }

  /**
   * Takes steps until one is refused, and from then on only ADDs of single SAs, to see which of
   * them are refused too. Where these follow each other they are sent together.
   */
  List<RefusedCommand> run(List<Step> steps) {
    RefusalList refusals = new RefusalList();
    int next = 0;
    while (next < steps.size() && !refusals.isFull()) {
      int end = next;
      while (end < steps.size() && end < next + Exchange.TOGETHER && isSingle(steps.get(end))) {
        end++;
      }
      if (end > next) {
        together(steps.subList(next, end), refusals);
      } else if (refusals.isEmpty()) {
        alone(steps.get(next), refusals);
      }
      next = Math.max(end, next + 1);
    }
    return refusals.all();
  }

  private static boolean isSingle(Step step) {
    return step instanceof Step.Add add && Pairs.otherHalf(add.add()) == null;
  }

  private void together(List<Step> adds, RefusalList refusals) {
    begun.addAll(adds); // without an answer, each may have been made
    List<Message> messages = new ArrayList<>(adds.size());
    for (Step step : adds) {
      if (step instanceof Step.Add add) {
        messages.add(add.add());
      }
    }
    List<Outcome> outcomes = Exchange.send(sadb, messages);
    begun.subList(begun.size() - adds.size(), begun.size()).clear();
    for (int i = 0; i < outcomes.size(); i++) {
      Step step = adds.get(i);
      if (outcomes.get(i) instanceof Outcome.Refused refusal) {
        refusals.add(new RefusedCommand(step.line(), refusal));
      } else {
        begun.add(step);
        present.add(step.id());
      }
    }
  }

  private void alone(Step step, RefusalList refusals) {
    begun.add(step);
    Outcome.Refused refusal = take(step);
    if (refusal == null) {
      return;
    }
    if (!halfDone) { // what was refused whole must not be taken back: it may be another's
      begun.removeLast();
    }
    refusals.add(new RefusedCommand(step.line(), refusal));
  }

  private Outcome.@Nullable Refused take(Step step) {
    halfDone = false;
    return switch (step) {
      case Step.Add add -> add(add.id(), add.add());
      case Step.Delete delete -> delete(delete.id(), delete.dumped());
      case Step.Replace replace -> {
        Outcome.Refused refusal = delete(replace.id(), replace.dumped());
        // It went by itself, or by somebody else, since the dump.
        boolean gone = refusal == null || refusal.errno() == Errno.ESRCH.code();
        halfDone = gone;
        yield gone ? add(replace.id(), replace.add()) : refusal;
      }
      case Step.Update update -> send(limits(update.dumped(), update.add()));
    };
  }

  /**
   * Takes back what was done, the last first; returns how many SAs of before are not there again or
   * not as they were.
   */
  int undo() {
    doomed.clear(); // what was not come to stays as it is
    for (Step step : begun) {
      if (step instanceof Step.Replace || step instanceof Step.Add) {
        doomed.add(step.id());
      }
    }
    int lost = 0;
    for (Step step : begun.reversed()) {
      lost += back(step) ? 0 : 1;
    }
    return lost;
  }

  private boolean back(Step step) {
    return switch (step) {
      case Step.Add add -> gone(add.id(), add.add());
      case Step.Delete delete -> again(delete.id(), delete.dumped());
      case Step.Replace replace ->
          gone(replace.id(), replace.add()) && again(replace.id(), replace.dumped());
      case Step.Update update ->
          send(limits(update.add(), update.dumped())) == null && isAsBefore(update)
              || gone(update.id(), update.dumped()) && again(update.id(), update.dumped());
    };
  }

  /** A limit that the update set, and that was none before, only a new SA is without. */
  private boolean isAsBefore(Step.Update update) {
    SaContent before = SaContent.dumped(update.dumped());
    SaContent after = SaContent.wanted(update.add(), sadb.directions(), 0);
    try {
      return after.limits().canBecome(before.limits());
    } finally {
      before.wipeCopies(update.dumped());
      after.wipeCopies(update.add());
    }
  }

  private boolean gone(SaId id, Message about) {
    Outcome.Refused refusal = delete(id, about);
    return refusal == null || refusal.errno() == Errno.ESRCH.code();
  }

  private boolean again(SaId id, Message dumped) {
    Sa sa = dumped.sa();
    if (sa == null) {
      return false;
    }
    var header = requests.whole(MessageType.ADD, dumped.header().saType()).header();
    Message add = Again.add(header, dumped, sa, readding, Pairs.of(dumped));
    try {
      Outcome.Refused refusal = add(id, add);
      // Already there: the reply to its deletion was lost because it was not deleted.
      return refusal == null || refusal.errno() == Errno.EEXIST.code();
    } finally {
      Again.wipeCopies(add, dumped);
    }
  }

  private Outcome.@Nullable Refused add(SaId id, Message add) {
    SaId half = Pairs.otherHalf(add);
    boolean pairs = half != null && present.contains(half) && !doomed.contains(half);
    Outcome.Refused refusal = send(half == null || pairs ? add : Pairs.without(add));
    if (refusal == null) {
      present.add(id);
      doomed.remove(id);
    }
    return refusal;
  }

  private Outcome.@Nullable Refused delete(SaId id, Message about) {
    List<Extension> extensions = new ArrayList<>(3);
    Sa sa = about.sa();
    if (sa != null) {
      extensions.add(named(sa));
    }
    addEnds(about, extensions);
    var header = requests.whole(MessageType.DELETE, about.header().saType()).header();
    Outcome.Refused refusal = send(new Message(header, extensions));
    if (refusal == null) {
      present.remove(id);
      doomed.remove(id);
    }
    return refusal;
  }

  /** An UPDATE of what is there to the lifetimes of what is wanted. */
  private Message limits(Message from, Message to) {
    List<Extension> extensions = new ArrayList<>(6);
    Sa sa = from.sa();
    if (sa != null) {
      extensions.add(named(sa));
    }
    for (Extension extension : to.extensions()) {
      if (extension instanceof Lifetime lifetime && lifetime.kind() != Lifetime.Kind.CURRENT) {
        extensions.add(lifetime);
      }
    }
    addEnds(from, extensions);
    var header = requests.whole(MessageType.UPDATE, from.header().saType()).header();
    return new Message(header, extensions);
  }

  private static Sa named(Sa sa) {
    return new Sa(sa.spi(), 0, SaState.MATURE.code(), 0, 0, 0);
  }

  private static void addEnds(Message about, List<Extension> extensions) {
    var destination = about.destination();
    var source = about.source();
    if (destination != null) {
      extensions.add(destination);
    }
    if (source != null) {
      extensions.add(source);
    }
  }

  private Outcome.@Nullable Refused send(Message request) {
    return Exchange.send(sadb, request) instanceof Outcome.Refused refused ? refused : null;
  }
}
