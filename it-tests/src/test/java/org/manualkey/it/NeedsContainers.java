package org.manualkey.it;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.testcontainers.DockerClientFactory;

/**
 * Skips a test class, with the reason, where there is no Docker engine or its set-up was declined.
 * {@code ./manual-key test} has printed before which of the two it is.
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@ExtendWith({NeedsContainers.Condition.class, NeedsContainers.Watch.class})
@interface NeedsContainers {

  /** Looks at what the launcher decided, then for an engine. */
  final class Condition implements ExecutionCondition {
    @Override
    public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
      if ("skip".equals(System.getProperty("containers"))) {
        return ConditionEvaluationResult.disabled("containers=skip was asked for");
      }
      if (!DockerClientFactory.instance().isDockerAvailable()) {
        return ConditionEvaluationResult.disabled("no Docker engine answers");
      }
      return ConditionEvaluationResult.enabled("a Docker engine answers");
    }
  }

  /** Prints every ten seconds which test it is that still runs. */
  final class Watch implements BeforeEachCallback {
    @Override
    public void beforeEach(ExtensionContext context) {
      String test =
          context.getRequiredTestClass().getSimpleName()
              + "."
              + context.getRequiredTestMethod().getName()
              + (context.getDisplayName().startsWith("[") ? " " + context.getDisplayName() : "");
      // It is closed with the context.
      context
          .getStore(Namespace.create(Progress.class))
          .put(Progress.class, Progress.of("running " + test));
    }
  }
}
