package org.manualkey.it;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Semaphore;

/**
 * The guests of a run, which its test classes lend one after another. A guest has one processor, so
 * that classes run faster beside each other in several; each is booted when there is none with its
 * kernel to lend.
 *
 * <p>A guest that does not start would not start for the next class either: the first one fails
 * with what its console printed, the others at once with a reference to it.
 */
final class Guests implements AutoCloseable {

  /** How many classes run at a time (see the configuration of Failsafe). */
  private static final int MOST = 2;

  /** Longer than any run of all tests. */
  private static final String SECONDS = "3600";

  private final String options;
  private final Semaphore places = new Semaphore(MOST, true);

  /** Processors that no lent guest has: two that share one would take twice as long. */
  private final Deque<Integer> processors = new ArrayDeque<>();

  private final Map<Seat, GuestKernel> idle = new HashMap<>();

  /** Which class could not have a guest with that kernel. */
  private final Map<Linux, String> failed = new EnumMap<>(Linux.class);

  /** Counts from a number that another run at the same time hardly begins with, too. */
  private final long firstProcessor = ProcessHandle.current().pid();

  /**
   * None yet.
   *
   * @param options words for the guests' kernels
   */
  Guests(String options) {
    this.options = options;
    for (int processor = 0; processor < MOST; processor++) {
      processors.add(processor);
    }
  }

  /** A guest has one kernel and one processor as long as it runs. */
  private record Seat(Linux kernel, int processor) {}

  /** A guest that no other class has until this is closed. */
  final class Loan implements AutoCloseable {
    private final Seat seat;
    private final GuestKernel guest;

    private Loan(Seat seat, GuestKernel guest) {
      this.seat = seat;
      this.guest = guest;
    }

    GuestKernel guest() {
      return guest;
    }

    @Override
    public void close() {
      giveBack(seat, guest);
    }
  }

  /**
   * Lends a guest, and waits for one while there are none.
   *
   * @param borrower the name of the class that needs it
   * @throws AssertionError if the guest does not start, or an earlier one did not
   */
  Loan lend(Linux kernel, String borrower) {
    places.acquireUninterruptibly();
    try {
      return idleOrNew(kernel, borrower);
    } catch (RuntimeException | Error e) {
      places.release();
      throw e;
    }
  }

  private synchronized Loan idleOrNew(Linux kernel, String borrower) {
    String earlier = failed.get(kernel);
    if (earlier != null) {
      throw new AssertionError(
          borrower + " needs the guest kernel, which did not start: see the failure of " + earlier);
    }
    Seat seat = seat(kernel);
    GuestKernel guest = idle.remove(seat);
    if (guest == null) {
      guest = booted(seat, borrower);
    }
    processors.remove(seat.processor());
    return new Loan(seat, guest);
  }

  /** A free processor, with an idle guest if there is one. */
  private Seat seat(Linux kernel) {
    return processors.stream()
        .map(processor -> new Seat(kernel, processor))
        .filter(idle::containsKey)
        .findFirst()
        .orElseGet(() -> new Seat(kernel, processors.getFirst()));
  }

  private GuestKernel booted(Seat seat, String borrower) {
    try {
      GuestKernel booted =
          GuestKernel.boot(
              seat.kernel(),
              Map.of(
                  "GUEST_OPTIONS",
                  options,
                  "GUEST_PROCESSOR",
                  Long.toString(firstProcessor + seat.processor()),
                  "GUEST_SECONDS",
                  SECONDS));
      System.out.printf("%s runs in a guest with Linux %s%n", borrower, booted.version());
      return booted;
    } catch (RuntimeException | Error e) {
      failed.put(seat.kernel(), borrower);
      throw e;
    }
  }

  private void giveBack(Seat seat, GuestKernel guest) {
    synchronized (this) {
      if (guest.isRunning()) {
        idle.put(seat, guest);
      } else { // the class that lost it has failed; the next one gets another
        guest.close();
      }
      processors.add(seat.processor());
    }
    places.release();
  }

  @Override
  public synchronized void close() {
    idle.values().forEach(GuestKernel::close);
    idle.clear();
  }
}
