package org.manualkey.secret;

import java.io.Serial;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A failure as logs may record it: its class, the place where it happened and its causes, without
 * any message, because messages may contain keys.
 */
public final class RedactedFailure extends RuntimeException {
  @Serial private static final long serialVersionUID = 1;

  private RedactedFailure(Throwable failure, @Nullable RedactedFailure cause) {
    super(failure.getClass().getName());
    setStackTrace(failure.getStackTrace());
    if (cause != null) {
      initCause(cause);
    }
  }

  /** Returns the same failure and causes without their messages, for a log with a stack trace. */
  public static RedactedFailure of(Throwable failure) {
    return of(failure, Collections.newSetFromMap(new IdentityHashMap<>()));
  }

  private static RedactedFailure of(Throwable failure, Set<Throwable> seen) {
    seen.add(failure);
    Throwable cause = failure.getCause();
    if (cause == null || seen.contains(cause)) { // causes may form a circle
      return new RedactedFailure(failure, null);
    }
    return new RedactedFailure(failure, of(cause, seen));
  }

  /** Returns the class of a failure and the place where it happened, for a log of one line. */
  public static String summary(Throwable failure) {
    StackTraceElement[] trace = failure.getStackTrace();
    String place = trace.length == 0 ? "an unknown place" : trace[0].toString();
    return failure.getClass().getName() + " at " + place;
  }
}
