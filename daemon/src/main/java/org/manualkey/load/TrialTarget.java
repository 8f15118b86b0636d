package org.manualkey.load;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.manualkey.pfkey.Header;
import org.manualkey.pfkey.Message;
import org.manualkey.pfkey.MessageType;
import org.manualkey.sa.Directions;
import org.manualkey.sa.SecurityAssociation;
import org.manualkey.sadb.Sadb;

/** What a text asks for whose commands build on each other: what a trial of them leaves. */
final class TrialTarget implements Target {
  private final Trial trial;
  private final Supplier<? extends Sadb> databases;
  private final Directions directions;
  private final List<Message> kept = new ArrayList<>();

  /**
   * A target.
   *
   * @param trial of a text that passed it before
   * @param directions those of the real database
   */
  TrialTarget(Trial trial, Supplier<? extends Sadb> databases, Directions directions) {
    this.trial = trial;
    this.databases = databases;
    this.directions = directions.now();
  }

  @Override
  public void forEach(Predicate<Wanted> sink) {
    try (Sadb database = databases.get()) {
      trial.run(database, new ProblemList());
      List<SecurityAssociation> sas = new ArrayList<>();
      database.forEach(sas::add);
      for (SecurityAssociation sa : sas) {
        Message add = sa.toAdd(Header.request(MessageType.ADD, sa.type(), 0, 0), directions, true);
        sa.keys().wipe(); // those of the request are copies
        SecurityAssociation wanted = SecurityAssociation.requested(add);
        if (wanted != null && sink.test(new Wanted(wanted, trial.place(sa.id()), add))) {
          kept.add(add);
        } else {
          add.wipeKeys();
        }
      }
    }
  }

  @Override
  public void close() {
    kept.forEach(Message::wipeKeys);
    kept.clear();
  }
}
