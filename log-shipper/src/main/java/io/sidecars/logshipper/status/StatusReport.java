package io.sidecars.logshipper.status;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.sidecars.logshipper.engine.EngineStatus;
import io.sidecars.logshipper.engine.EngineStatus.FollowedFile;
import io.sidecars.logshipper.pipeline.PipelineStatus;
import io.sidecars.logshipper.text.Printable;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The status of the running process.
///
/// @param configProblem why the present text of the configuration file is not in use, null if it is
/// @param waitingFiles how many files wait until others are delivered
public record StatusReport(
        @Nullable String configProblem, List<PipelineStatus> outputs, List<FollowedFile> files, int waitingFiles) {
    private static final ObjectMapper JSON = new ObjectMapper();

    /// While the engine runs.
    public static StatusReport of(@Nullable String configProblem, EngineStatus engine) {
        return new StatusReport(configProblem, engine.outputs(), engine.files(), engine.waitingFiles());
    }

    /// While there is no valid configuration.
    public static StatusReport waiting(@Nullable String configProblem) {
        return new StatusReport(configProblem, List.of(), List.of(), 0);
    }

    /// Whether nothing needs attention.
    public boolean isHealthy() {
        return configProblem == null && outputs.stream().allMatch(PipelineStatus::isHealthy);
    }

    public String json() {
        try {
            return Printable.of(JSON.writeValueAsString(this));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }
}
