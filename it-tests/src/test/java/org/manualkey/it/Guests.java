package org.manualkey.it;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.concurrent.Semaphore;

/**
 * The guests of a run, which its test classes lend one after another. A guest has one processor, so
 * that classes run faster beside each other in several; each is booted when there is none to lend.
 *
 * <p>A guest that does not start would not start for the next class either: the first one fails
 * with what its console printed, the others at once with a reference to it.
 */
final class Guests implements AutoCloseable {

  /** How many classes run at a time (see the configuration of Failsafe). */
  private static final int MOST = 2;

  private final String options;
  private final Semaphore places = new Semaphore(MOST, true);
  private final Deque<GuestKernel> free = new ArrayDeque<>();
  private String failed = "";

  /** Counts from a number that another run at the same time hardly begins with, too. */
  private long processor = ProcessHandle.current().pid();

  /**
   * None yet.
   *
   * @param options words for the guests' kernels
   */
  Guests(String options) {
    this.options = options;
  }

  /** A guest that no other class has until this is closed. */
  final class Loan implements AutoCloseable {
    private final GuestKernel guest;

    private Loan(GuestKernel guest) {
      this.guest = guest;
    }

    GuestKernel guest() {
      return guest;
    }

    @Override
    public void close() {
      giveBack(guest);
    }
  }

  /**
   * Lends a guest, and waits for one while there are none.
   *
   * @param borrower the name of the class that needs it
   * @throws AssertionError if the guest does not start, or an earlier one did not
   */
  Loan lend(String borrower) {
    places.acquireUninterruptibly();
    try {
      return new Loan(freeOrNew(borrower));
    } catch (RuntimeException | Error e) {
      places.release();
      throw e;
    }
  }

  private synchronized GuestKernel freeOrNew(String borrower) {
    if (!failed.isEmpty()) {
      throw new AssertionError(
          borrower + " needs the guest kernel, which did not start: see the failure of " + failed);
    }
    if (!free.isEmpty()) {
      return free.pop();
    }
    try {
      return GuestKernel.boot(
          Map.of("GUEST_OPTIONS", options, "GUEST_PROCESSOR", Long.toString(processor++)));
    } catch (RuntimeException | Error e) {
      failed = borrower;
      throw e;
    }
  }

  private void giveBack(GuestKernel guest) {
    synchronized (this) {
      if (guest.isRunning()) {
        free.push(guest);
      } else { // the class that lost it has failed; the next one gets another
        guest.close();
      }
    }
    places.release();
  }

  @Override
  public synchronized void close() {
    free.forEach(GuestKernel::close);
    free.clear();
  }
}
