package io.sidecars.demoapp.pod;

import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtensionContext;

/// Leaves a test out where the build was not told that there is a container engine, and says so in one line.
final class NeedsContainers implements ExecutionCondition {
    @Override
    public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
        if (System.getProperty("containers") != null) {
            return ConditionEvaluationResult.enabled("there is a container engine");
        }
        if (context.getTestMethod().isEmpty()) {
            System.out.println("Left out: " + context.getDisplayName()
                    + ", which needs a container engine; to run it: mvn verify -Dcontainers");
        }
        return ConditionEvaluationResult.disabled("needs a container engine");
    }
}
