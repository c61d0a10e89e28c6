package io.sidecars.demoapp.pod;

import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtensionContext;

/// Skips a test if the build runs without `-Dcontainers`, and prints one line that says so.
final class NeedsContainers implements ExecutionCondition {
    @Override
    public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
        if (System.getProperty("containers") != null) {
            return ConditionEvaluationResult.enabled("there is a container engine");
        }
        if (context.getTestMethod().isEmpty()) {
            System.out.println("Skipped: " + context.getDisplayName()
                    + ", which needs a container engine; to run it: mvn verify -Dcontainers");
        }
        return ConditionEvaluationResult.disabled("needs a container engine");
    }
}
