package org.manualkey.it;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.EnumMap;
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
  private final Map<Linux, Deque<GuestKernel>> free = new EnumMap<>(Linux.class);

  /** Which class could not have a guest with that kernel. */
  private final Map<Linux, String> failed = new EnumMap<>(Linux.class);

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
    private final Linux kernel;
    private final GuestKernel guest;

    private Loan(Linux kernel, GuestKernel guest) {
      this.kernel = kernel;
      this.guest = guest;
    }

    GuestKernel guest() {
      return guest;
    }

    @Override
    public void close() {
      giveBack(kernel, guest);
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
      return new Loan(kernel, freeOrNew(kernel, borrower));
    } catch (RuntimeException | Error e) {
      places.release();
      throw e;
    }
  }

  private synchronized GuestKernel freeOrNew(Linux kernel, String borrower) {
    String earlier = failed.get(kernel);
    if (earlier != null) {
      throw new AssertionError(
          borrower + " needs the guest kernel, which did not start: see the failure of " + earlier);
    }
    GuestKernel idle = free(kernel).poll();
    if (idle != null) {
      return idle;
    }
    try {
      GuestKernel booted =
          GuestKernel.boot(
              kernel,
              Map.of(
                  "GUEST_OPTIONS",
                  options,
                  "GUEST_PROCESSOR",
                  Long.toString(processor++),
                  "GUEST_SECONDS",
                  SECONDS));
      System.out.printf("%s runs in a guest with Linux %s%n", borrower, booted.version());
      return booted;
    } catch (RuntimeException | Error e) {
      failed.put(kernel, borrower);
      throw e;
    }
  }

  private Deque<GuestKernel> free(Linux kernel) {
    return free.computeIfAbsent(kernel, _ -> new ArrayDeque<>());
  }

  private void giveBack(Linux kernel, GuestKernel guest) {
    synchronized (this) {
      if (guest.isRunning()) {
        free(kernel).push(guest);
      } else { // the class that lost it has failed; the next one gets another
        guest.close();
      }
    }
    places.release();
  }

  @Override
  public synchronized void close() {
    free.values().forEach(guests -> guests.forEach(GuestKernel::close));
    free.clear();
  }
}
