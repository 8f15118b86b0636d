package org.manualkey.sadb.memory;

import java.util.ArrayList;
import java.util.List;
import org.manualkey.pfkey.Message;
import org.manualkey.sadb.EventSink;
import org.manualkey.sadb.Hearing;
import org.manualkey.sadb.Subscription;

/**
 * Who hears of what happens here. As from illumos, replies to changes go to everybody, refusals
 * too, and those to GET and DUMP only to promiscuous listeners; here without their keys.
 */
final class Audience {
  private record Seat(Hearing hearing, EventSink sink) {}

  private final List<Seat> seats = new ArrayList<>();

  Subscription seat(Hearing hearing, EventSink sink) {
    Seat seat = new Seat(hearing, sink);
    seats.add(seat);
    return () -> seats.remove(seat);
  }

  /** Tells whoever hears a reply of this type. */
  void tell(Message reply) {
    if (seats.isEmpty()) {
      return;
    }
    Message told = reply.withoutKeys();
    for (Seat seat : seats) {
      if (seat.hearing == Hearing.PROMISCUOUS || isForAll(reply)) {
        seat.sink.tell(told);
      }
    }
  }

  void end() {
    seats.forEach(seat -> seat.sink.end());
    seats.clear();
  }

  private static boolean isForAll(Message reply) {
    return switch (reply.header().type()) {
      case ADD, UPDATE, X_UPDATEPAIR, DELETE, X_DELPAIR, GETSPI, FLUSH, EXPIRE -> true;
      case GET,
          DUMP,
          REGISTER,
          ACQUIRE,
          X_PROMISC,
          X_INVERSE_ACQUIRE,
          X_DELPAIR_STATE,
          RESERVED,
          UNKNOWN ->
          false;
    };
  }
}
