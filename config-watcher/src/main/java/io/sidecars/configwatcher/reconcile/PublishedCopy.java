package io.sidecars.configwatcher.reconcile;

import io.sidecars.configwatcher.config.Config;
import io.sidecars.configwatcher.config.InvalidConfigException;
import io.sidecars.configwatcher.config.PublishConfig;
import io.sidecars.configwatcher.config.Source;
import io.sidecars.configwatcher.publish.Origins;
import io.sidecars.configwatcher.publish.Published;
import io.sidecars.configwatcher.publish.SavedState;
import io.sidecars.configwatcher.publish.StateFile;
import io.sidecars.configwatcher.publish.Tmpfs;
import io.sidecars.configwatcher.publish.UnusableStateException;
import io.sidecars.configwatcher.source.Content;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The published copy and the state that is saved beside it.
public final class PublishedCopy {
    private final Published published;
    private final StateFile stateFile;

    private PublishedCopy(Published published, StateFile stateFile) {
        this.published = published;
        this.stateFile = stateFile;
    }

    /// Null without `publish`.
    ///
    /// @throws InvalidConfigException with one sentence if the directory cannot be used
    public static @Nullable PublishedCopy open(Config config) {
        PublishConfig publish = config.publish();
        if (publish == null) {
            return null;
        }
        try {
            Published published = Published.open(publish, paths(config));
            requireMemory(config, publish.path());
            return new PublishedCopy(published, new StateFile(publish.path()));
        } catch (IOException e) {
            throw new InvalidConfigException(publish.path() + " cannot be published to: " + e);
        }
    }

    /// Refuses what `run` would refuse, and changes nothing.
    ///
    /// @throws InvalidConfigException with one sentence if the directory cannot be used
    /// @throws UnusableStateException with one sentence if the saved state cannot be read
    public static void check(Config config) {
        PublishConfig publish = config.publish();
        if (publish != null) {
            try {
                requireMemory(config, Published.check(publish, paths(config)));
                Object _ = new StateFile(publish.path()).read();
            } catch (IOException e) {
                throw new InvalidConfigException(publish.path() + " cannot be published to: " + e);
            }
        }
    }

    private static List<Path> paths(Config config) {
        return config.sources().stream().map(Source::path).toList();
    }

    private static void requireMemory(Config config, Path directory) throws IOException {
        if (config.sources().stream().anyMatch(Source::secret)) {
            Tmpfs.problem(directory).ifPresent(problem -> {
                throw new InvalidConfigException(problem);
            });
        }
    }

    public void publish(Content content) throws IOException {
        try {
            published.publish(Origins.addedTo(content));
        } catch (IllegalArgumentException e) {
            throw new IOException(e.getMessage(), e);
        }
    }

    void accept() throws IOException {
        published.accept();
    }

    boolean restore() throws IOException {
        return published.restore();
    }

    Optional<Content> accepted() throws IOException {
        return published.accepted().flatMap(Origins::content);
    }

    SavedState saved() {
        return stateFile.read();
    }

    void save(SavedState state) throws IOException {
        stateFile.write(state);
    }
}
