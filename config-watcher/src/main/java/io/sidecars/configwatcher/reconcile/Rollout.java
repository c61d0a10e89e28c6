package io.sidecars.configwatcher.reconcile;

import io.sidecars.configwatcher.publish.SavedState;
import io.sidecars.configwatcher.publish.SavedState.SavedTarget;
import io.sidecars.configwatcher.source.Content;
import java.io.IOException;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// Which version the apps are to run: the one that is mounted, or, where that was rejected and a copy is published,
/// the one that was accepted before it. What is rejected is remembered before it is taken back, so that a crash in
/// between does not try it once more.
final class Rollout {
    enum Rejection {
        /// There is nothing to go back to.
        KEPT,
        /// The accepted version is published and wanted again.
        ROLLED_BACK,
        /// The accepted version was rejected too: whatever is told now may make it worse.
        STUCK
    }

    private final @Nullable PublishedCopy copy;
    private volatile SavedState saved;
    private volatile @Nullable Content desired;
    private volatile @Nullable String accepted;

    Rollout(@Nullable PublishedCopy copy) throws IOException {
        this.copy = copy;
        this.saved = copy == null ? new SavedState(Map.of(), null, false) : copy.saved();
        this.accepted =
                copy == null ? null : copy.accepted().map(Content::version).orElse(null);
    }

    /// Null before the first.
    @Nullable
    Content desired() {
        return desired;
    }

    boolean publishes() {
        return copy != null;
    }

    /// The version to go back to, null if there is none.
    @Nullable
    String accepted() {
        return accepted;
    }

    /// The version that was taken back, null if none was.
    @Nullable
    String rejected() {
        return saved.rejected();
    }

    boolean isStuck() {
        return saved.stuck();
    }

    /// A valid version is mounted.
    ///
    /// @throws IOException if it cannot be published: nothing has changed
    void mounted(Content content) throws IOException {
        if (copy == null) {
            desired = content;
            return;
        }
        Optional<Content> good = content.version().equals(saved.rejected()) ? copy.accepted() : Optional.empty();
        if (good.isPresent()) {
            boolean _ = copy.restore();
            desired = good.get();
        } else {
            copy.publish(content);
            forget();
            desired = content;
        }
    }

    /// Every app runs what is desired.
    void accepted(Collection<String> targets) throws IOException {
        Content now = desired;
        if (copy != null && now != null) {
            copy.accept();
            accepted = now.version();
            Map<String, SavedTarget> targetStates = new TreeMap<>(saved.targets());
            targets.forEach(target -> {
                SavedTarget before = targetStates.get(target);
                targetStates.put(
                        target,
                        before == null || saved.rejected() == null
                                ? new SavedTarget(now.version(), null, null)
                                : new SavedTarget(now.version(), before.rejected(), before.reason()));
            });
            save(new SavedState(targetStates, saved.rejected(), saved.stuck()));
        }
    }

    /// One app does not run what is desired, and will not.
    Rejection rejected(String target, String why) throws IOException {
        Content now = desired;
        if (copy == null || now == null) {
            return Rejection.KEPT;
        }
        boolean onTheWayBack = saved.rejected() != null && !now.version().equals(saved.rejected());
        Optional<Content> good =
                copy.accepted().filter(content -> !content.version().equals(now.version()));
        if (!onTheWayBack && good.isEmpty()) {
            return Rejection.KEPT;
        }
        Map<String, SavedTarget> targetStates = new TreeMap<>(saved.targets());
        targetStates.put(target, new SavedTarget(accepted, now.version(), why));
        if (onTheWayBack) {
            save(new SavedState(targetStates, saved.rejected(), true));
            return Rejection.STUCK;
        }
        save(new SavedState(targetStates, now.version(), false));
        boolean _ = copy.restore();
        desired = good.get();
        return Rejection.ROLLED_BACK;
    }

    /// What was rejected may be tried once more.
    void forget() throws IOException {
        if (saved.rejected() != null || saved.stuck()) {
            save(new SavedState(saved.targets(), null, false));
        }
    }

    /// Why the version that was taken back was rejected.
    String reason() {
        return saved.targets().entrySet().stream()
                .filter(entry ->
                        entry.getValue().rejected() != null && entry.getValue().reason() != null)
                .map(entry -> entry.getKey() + ": " + entry.getValue().reason())
                .findFirst()
                .orElse("");
    }

    private void save(SavedState state) throws IOException {
        if (copy != null && !state.equals(saved)) {
            copy.save(state);
        }
        saved = state;
    }
}
