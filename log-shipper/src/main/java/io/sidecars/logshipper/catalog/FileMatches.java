package io.sidecars.logshipper.catalog;

import io.sidecars.logshipper.config.Config;
import io.sidecars.logshipper.config.Input;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// The files that the patterns match at this moment, for `check`. No file stays open.
public final class FileMatches {
    private static final int COMPARED = 64 << 10;
    private static final int LEAST = 64;
    private static final int MOST_COMPARED = 200;

    /// One file that matches.
    ///
    /// @param problem why it cannot be read, null if it can
    public record Match(
            Input input,
            Path path,
            long size,
            FileTime modified,
            @Nullable String problem) {
        private boolean canBeRead() {
            return problem == null;
        }
    }

    private final List<Match> matches;
    private final List<Path> absent = new ArrayList<>();
    private final List<String> hidden = new ArrayList<>();

    private FileMatches(List<Match> matches) {
        this.matches = matches;
    }

    public static FileMatches of(Config config) {
        Discovery.Found found = new Discovery(
                        config.inputs(), config.ownPaths(), _ -> true, InstantSource.system(), System::nanoTime)
                .find(true);
        FileMatches fileMatches = new FileMatches(
                found.files().values().stream().flatMap(FileMatches::match).toList());
        found.unseen().stream().sorted().forEach(fileMatches::unseen);
        return fileMatches;
    }

    /// In the order of their paths.
    public List<Match> of(Input input) {
        return matches.stream().filter(match -> match.input().equals(input)).toList();
    }

    /// Files with bytes, the newest first.
    public List<Match> newest(int most) {
        return matches.stream()
                .filter(match -> match.canBeRead() && match.size() > 0)
                .sorted(Comparator.comparing(Match::modified).reversed())
                .limit(most)
                .toList();
    }

    /// Directories that the patterns name but that do not exist.
    public List<Path> absent() {
        return absent;
    }

    /// Why directories, or names in them, cannot be read. Each is one sentence.
    public List<String> hidden() {
        return hidden.stream().distinct().toList();
    }

    /// Files that begin with the whole content of another one, as with `copytruncate` when the copy matches too. Each
    /// is one sentence.
    public List<String> copies() {
        List<String> copies = new ArrayList<>();
        Map<Path, byte[]> shorterOnes = new LinkedHashMap<>();
        Stream<Match> bySize = matches.stream()
                .filter(match -> match.canBeRead() && match.size() >= LEAST)
                .limit(MOST_COMPARED)
                .sorted(Comparator.comparingLong(Match::size));
        bySize.map(Match::path).forEach(path -> {
            byte[] beginning = beginning(path);
            shorterOnes.forEach((shorter, bytes) -> {
                int differ = Arrays.mismatch(bytes, beginning);
                if (differ < 0 || differ == bytes.length) {
                    copies.add(path + " begins with the content of " + shorter
                            + ": if it is a copy, exclude it, or its lines are sent twice");
                }
            });
            if (beginning.length >= LEAST) {
                shorterOnes.put(path, beginning);
            }
        });
        return copies;
    }

    private static byte[] beginning(Path path) {
        try (InputStream in = Files.newInputStream(path)) {
            return in.readNBytes(COMPARED);
        } catch (IOException e) {
            return new byte[0];
        }
    }

    private static Stream<Match> match(Candidate file) {
        String problem;
        try (InputStream in = Files.newInputStream(file.path())) {
            problem = UnsupportedContent.of(in.readNBytes(UnsupportedContent.LENGTH));
        } catch (NoSuchFileException _) {
            return Stream.empty();
        } catch (IOException e) {
            problem = AccessDenial.explain(file.path(), e);
        }
        return Stream.of(new Match(file.input(), file.path(), file.size(), file.modified(), problem));
    }

    private void unseen(Path path) {
        try (DirectoryStream<Path> _ = Files.newDirectoryStream(path)) {
            return;
        } catch (NoSuchFileException _) {
            absent.add(path);
        } catch (IOException e) {
            hidden.add(AccessDenial.explain(path, e));
        }
    }
}
