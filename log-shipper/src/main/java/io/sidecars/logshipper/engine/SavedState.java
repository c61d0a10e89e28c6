package io.sidecars.logshipper.engine;

import io.sidecars.logshipper.catalog.Losses;
import io.sidecars.logshipper.checkpoint.Checkpoint;
import io.sidecars.logshipper.checkpoint.CheckpointFile;
import io.sidecars.logshipper.checkpoint.DamagedCheckpointException;
import io.sidecars.logshipper.config.Config;
import io.sidecars.logshipper.config.Config.State.OnDamage;
import io.sidecars.logshipper.config.Output;
import io.sidecars.logshipper.config.Output.StartAt;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What an earlier run has left, and what follows from it for the files that are already there.
///
/// @param startAtEnd names of the outputs that skip the present content of those files
record SavedState(Checkpoint checkpoint, Set<String> startAtEnd) {
    private static final Logger log = LoggerFactory.getLogger(SavedState.class);

    /// Reads the checkpoint. If it is damaged, `state.onDamage` decides.
    ///
    /// @throws DamagedCheckpointException if it is damaged and the policy is to fail
    static SavedState load(CheckpointFile file, Config config, Losses losses) throws DamagedCheckpointException {
        try {
            Checkpoint saved = file.load();
            return new SavedState(saved, newAtEnd(config, saved.outputs()));
        } catch (DamagedCheckpointException e) {
            OnDamage policy = config.state().onDamage();
            if (policy == OnDamage.FAIL) {
                throw e;
            }
            log.atError()
                    .addKeyValue("policy", policy.name().toLowerCase(Locale.ROOT))
                    .log("checkpoint lost, starting without the positions of earlier runs");
            losses.unknown(Losses.Reason.STATE, config.state().directory().toString());
            Set<String> atEnd = policy == OnDamage.END
                    ? config.outputs().stream().map(Output::name).collect(Collectors.toUnmodifiableSet())
                    : newAtEnd(config, List.of());
            return new SavedState(Checkpoint.EMPTY, atEnd);
        }
    }

    /// The outputs with `startAt: end` that have never run before.
    ///
    /// @param earlier names of the outputs that have
    static Set<String> newAtEnd(Config config, List<String> earlier) {
        return config.outputs().stream()
                .filter(output -> output.common().startAt() == StartAt.END)
                .map(Output::name)
                .filter(name -> !earlier.contains(name))
                .collect(Collectors.toUnmodifiableSet());
    }
}
