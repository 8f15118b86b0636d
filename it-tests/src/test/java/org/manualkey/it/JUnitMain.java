package org.manualkey.it;

import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;
import org.junit.platform.launcher.listeners.SummaryGeneratingListener;
import org.junit.platform.launcher.listeners.TestExecutionSummary;

/** Runs test classes where there is no Maven: inside of the guest. */
final class JUnitMain {

  private JUnitMain() {}

  /**
   * Runs them; the exit status is 0 when there were tests and all of them succeeded, none skipped.
   *
   * @param classes names of test classes
   */
  public static void main(String[] classes) {
    SummaryGeneratingListener listener = new SummaryGeneratingListener();
    LauncherFactory.create()
        .execute(
            LauncherDiscoveryRequestBuilder.request()
                .selectors(Arrays.stream(classes).map(name -> selectClass(name)).toList())
                .build(),
            listener);
    TestExecutionSummary summary = listener.getSummary();
    PrintWriter out = new PrintWriter(System.out, false, StandardCharsets.UTF_8);
    summary.printFailuresTo(out);
    out.printf(
        "%d tests found, %d succeeded%n",
        summary.getTestsFoundCount(), summary.getTestsSucceededCount());
    out.flush();
    long found = summary.getTestsFoundCount();
    System.exit(
        found > 0
                && found == summary.getTestsSucceededCount()
                && summary.getTotalFailureCount() == 0
            ? 0
            : 1);
  }
}
