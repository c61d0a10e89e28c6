package io.sidecars.logshipper.catalog;

import io.sidecars.logshipper.config.Config;
import io.sidecars.logshipper.config.Input;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What the patterns match at this moment. It keeps nothing open and remembers nothing.
public final class Survey {
    private static final int COMPARED = 64 << 10;
    private static final int LEAST = 64;
    private static final int MOST_COMPARED = 200;

    /// One file that matches.
    ///
    /// @param problem why it cannot be read, null if it can
    public record Match(
            Input input, Path path, long size, @Nullable String problem) {}

    private final List<Match> matches;

    private Survey(List<Match> matches) {
        this.matches = matches;
    }

    public static Survey of(Config config) {
        Discovery discovery =
                new Discovery(config.inputs(), config.ownPaths(), _ -> true, InstantSource.system(), System::nanoTime);
        return new Survey(discovery.find(true).files().values().stream()
                .map(file -> new Match(file.input(), file.path(), file.size(), problem(file.path())))
                .toList());
    }

    /// In the order of their paths.
    public List<Match> of(Input input) {
        return matches.stream().filter(match -> match.input().equals(input)).toList();
    }

    /// Files that begin with all that another one holds: what `copytruncate` leaves when its copy matches too. Each
    /// is one sentence.
    public List<String> copies() throws IOException {
        List<String> copies = new ArrayList<>();
        List<Match> bySize = matches.stream()
                .filter(match -> match.problem() == null && match.size() >= LEAST)
                .limit(MOST_COMPARED)
                .sorted(Comparator.comparingLong(Match::size))
                .toList();
        List<byte[]> beginnings = new ArrayList<>();
        for (Match match : bySize) {
            byte[] beginning = beginning(match.path());
            for (int i = 0; i < beginnings.size(); i++) {
                byte[] shorter = beginnings.get(i);
                if (shorter.length <= beginning.length
                        && Arrays.equals(shorter, 0, shorter.length, beginning, 0, shorter.length)) {
                    copies.add(match.path() + " begins like " + bySize.get(i).path()
                            + ": if one is a copy of the other, exclude it, or its lines are sent twice");
                }
            }
            beginnings.add(beginning);
        }
        return copies;
    }

    private static byte[] beginning(Path path) throws IOException {
        try (InputStream in = Files.newInputStream(path)) {
            return in.readNBytes(COMPARED);
        }
    }

    private static @Nullable String problem(Path path) {
        try (InputStream in = Files.newInputStream(path)) {
            int _ = in.read();
            return null;
        } catch (AccessDeniedException e) {
            try {
                return AccessDenial.of(path).toString();
            } catch (IOException hidden) {
                return String.valueOf(hidden.getMessage());
            }
        } catch (IOException e) {
            return String.valueOf(e.getMessage());
        }
    }
}
