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

/// Which version the apps shall run: the mounted one; or, if that was rejected and there is a published copy, the
/// version that was accepted before it. A rejection is saved before the version is rolled back, so that a
/// version is not told again after a crash between the two steps.
final class Rollout {
    enum Rejection {
        /// There is no accepted version to roll back to.
        KEPT,
        /// The accepted version is published and desired again.
        ROLLED_BACK,
        /// The accepted version was rejected too: any further signal may make things worse.
        STUCK
    }

    private final @Nullable PublishedCopy copy;
    private volatile SavedState saved;
    private volatile @Nullable Content desired;
    private volatile @Nullable String lastGood;

    Rollout(@Nullable PublishedCopy copy) throws IOException {
        this.copy = copy;
        this.saved = copy == null ? new SavedState(Map.of(), null, false) : copy.saved();
        this.lastGood =
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

    /// The version to roll back to, null if there is none.
    @Nullable
    String lastGood() {
        return lastGood;
    }

    /// The version that was rolled back, null if none was.
    @Nullable
    String rejected() {
        return saved.rejected();
    }

    boolean isStuck() {
        return saved.stuck();
    }

    /// Publishes a valid mounted version, or the accepted one if the mounted one was rejected before.
    ///
    /// @throws IOException if it cannot be published: then nothing has changed
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
            clearRejection();
            desired = content;
        }
    }

    /// Every target runs the desired version.
    void confirmAll(Collection<String> targets) throws IOException {
        Content now = desired;
        if (copy != null && now != null) {
            copy.accept();
            lastGood = now.version();
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

    /// A target rejected the desired version.
    Rejection reject(String target, String why) throws IOException {
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
        targetStates.put(target, new SavedTarget(lastGood, now.version(), why));
        if (onTheWayBack) {
            save(new SavedState(targetStates, saved.rejected(), true));
            return Rejection.STUCK;
        }
        save(new SavedState(targetStates, now.version(), false));
        boolean _ = copy.restore();
        desired = good.get();
        return Rejection.ROLLED_BACK;
    }

    /// Lets a rejected version be tried once more.
    void clearRejection() throws IOException {
        if (saved.rejected() != null || saved.stuck()) {
            save(new SavedState(saved.targets(), null, false));
        }
    }

    /// Why the version that was rolled back was rejected.
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
