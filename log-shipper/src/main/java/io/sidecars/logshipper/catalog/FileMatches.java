package io.sidecars.logshipper.catalog;

import io.sidecars.logshipper.config.Config;
import io.sidecars.logshipper.config.Input;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
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
    private static final int MOST = 10_000;
    private static final int MOST_COMPARED = 200;

    /// Opens a file.
    @FunctionalInterface
    public interface Opener {
        /// Opens it, and no other file that may have its name by now.
        InputStream open() throws IOException;
    }

    /// One file that matches.
    ///
    /// @param problem why it cannot be read, null if it can
    public record Match(
            Input input,
            Path path,
            Opener opener,
            long size,
            FileTime modified,
            @Nullable String problem) {
        /// Opens it, and no other file that may have its name by now.
        public InputStream open() throws IOException {
            return opener.open();
        }

        private boolean canBeRead() {
            return problem == null;
        }
    }

    /// Files are found however old they are.
    private static final class EveryAge implements Followed {
        @Override
        public boolean isFollowed(FileKey file) {
            return false;
        }

        @Override
        public boolean isClosed(Stat stat) {
            return false;
        }

        @Override
        public boolean isKnown(FileKey file) {
            return true;
        }

        @Override
        public boolean hasRoom() {
            return false;
        }

        @Override
        public void leftOut(Candidate file) {}
    }

    private final List<Match> matches;
    private final int more;
    private final List<Path> absent = new ArrayList<>();
    private final List<String> hidden = new ArrayList<>();
    private final List<String> refused = new ArrayList<>();

    private FileMatches(List<Match> matches, int more) {
        this.matches = matches;
        this.more = more;
    }

    public static FileMatches of(Config config) {
        Discovery.Found found = new Discovery(
                        config.inputs(),
                        config.ownPaths(),
                        new EveryAge(),
                        MOST,
                        new FileLog(System::nanoTime),
                        InstantSource.system(),
                        System::nanoTime)
                .find(true);
        FileMatches fileMatches = new FileMatches(
                found.files().values().stream().flatMap(FileMatches::match).toList(), found.leftOut());
        found.unseen().stream().sorted().forEach(fileMatches::unseen);
        found.refused().forEach((path, why) -> fileMatches.refused.add(path + ": " + why));
        return fileMatches;
    }

    /// In the order of their paths.
    public List<Match> of(Input input) {
        return matches.stream().filter(match -> match.input().equals(input)).toList();
    }

    /// How many more files match, of all inputs. They were not looked at.
    public int more() {
        return more;
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

    /// Names that match but are not read: links that lead out, and what is no regular file. Each is one sentence.
    public List<String> refused() {
        return refused;
    }

    /// Files that begin with the whole content of another one, as with `copytruncate` when the copy matches too.
    /// Each is one sentence.
    public List<String> copies() {
        List<String> copies = new ArrayList<>();
        Map<Path, byte[]> shorterOnes = new LinkedHashMap<>();
        Stream<Match> bySize = matches.stream()
                .filter(match -> match.canBeRead() && match.size() >= LEAST)
                .limit(MOST_COMPARED)
                .sorted(Comparator.comparingLong(Match::size));
        bySize.forEach(match -> {
            Path path = match.path();
            byte[] beginning = beginning(match);
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

    private static byte[] beginning(Match match) {
        try (InputStream in = match.open()) {
            return in.readNBytes(COMPARED);
        } catch (IOException e) {
            return new byte[0];
        }
    }

    private static Stream<Match> match(Candidate file) {
        String problem;
        Opener opener = () -> Channels.newInputStream(file.root().read(file.path(), file.key()));
        try (InputStream in = opener.open()) {
            problem = UnsupportedContent.of(in.readNBytes(UnsupportedContent.LENGTH));
        } catch (NoSuchFileException _) {
            return Stream.empty();
        } catch (IOException e) {
            problem = AccessDenial.explain(file.path(), e);
        }
        return Stream.of(new Match(file.input(), file.path(), opener, file.size(), file.modified(), problem));
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
