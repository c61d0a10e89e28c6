package io.sidecars.logshipper.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.sidecars.logshipper.catalog.Discovery.Found;
import io.sidecars.logshipper.config.Input;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/// Real files, and a clock of our own. `settle` lets a scan see directories as unchanged for long enough to rely
/// on their listings, so that what is found afterwards is found because something showed that it changed.
@SuppressWarnings("NullAway.Init")
class DiscoveryTest {
    private static final Instant NOW = Instant.parse("2026-01-01T12:00:00Z");

    private final List<Path> own = new ArrayList<>();
    private final Set<FileKey> known = new HashSet<>();
    private int most = 1_000;
    private final List<Path> followLinksInto = new ArrayList<>();
    private @Nullable Duration ignoreOlder;
    private long nanos = 1;
    private Runnable meanwhile = () -> {};

    @TempDir
    Path temp;

    private Path logs;

    @BeforeEach
    void createLogs() throws IOException {
        logs = Files.createDirectory(temp.toRealPath().resolve("logs"));
    }

    @Test
    void findsMatchingFilesInPathOrder() throws IOException {
        Path second = file("logs/b.log");
        Path first = file("logs/a.log");
        file("logs/a.txt");
        file("logs/deep/c.log");

        Found found = discovery("logs/*.log").find(false);

        assertThat(found.complete()).isTrue();
        assertThat(found.files().values()).extracting(Candidate::path).containsExactly(first, second);
        Candidate candidate = candidate(found, first);
        assertThat(candidate.key()).isEqualTo(FileKey.of(first));
        assertThat(candidate.path()).isEqualTo(first);
        assertThat(candidate.size()).isEqualTo(1);
        assertThat(candidate.modified()).isEqualTo(Files.getLastModifiedTime(first));
    }

    @Test
    void excludesPerInputAndTakesTheFirstInputThatIncludes() throws IOException {
        Path audit = file("logs/audit.log");
        Path app = file("logs/app.log");
        Input first = input(List.of("logs/*.log"), List.of("logs/audit.*"));
        Input second = input(List.of("logs/a*.log"), List.of());

        Found found = discovery(List.of(first, second)).find(false);

        assertThat(candidate(found, app).input()).isSameAs(first);
        assertThat(candidate(found, audit).input()).isSameAs(second);
    }

    @Test
    void recursesWithTwoStars() throws IOException {
        Path shallow = file("logs/x/a.log");
        Path deep = file("logs/x/y/z/b.log");

        assertThat(paths(discovery("logs/**/*.log").find(false))).containsExactly(shallow, deep);
        assertThat(paths(discovery("logs/**/z/*.log").find(false))).containsExactly(deep);
    }

    @Test
    void looksOnlyIntoDirectoriesInWhichAPathCanMatch() throws IOException {
        Path match = file("logs/app-1/out/a.log");
        file("logs/db/out/a.log");
        file("logs/app-1/other/a.log");
        file("logs/app-1/out/more/a.log");
        List<Path> listed = new ArrayList<>();
        Patterns patterns = new Patterns(List.of(input(List.of("logs/app-*/out/*.log"), List.of())));

        assertThat(paths(discovery("logs/app-*/out/*.log").find(false))).containsExactly(match);
        for (String directory : List.of("app-1", "db", "app-1/out", "app-1/other", "app-1/out/more")) {
            if (patterns.leadInto(logs.resolve(directory))) {
                listed.add(logs.relativize(logs.resolve(directory)));
            }
        }
        assertThat(listed).containsExactly(Path.of("app-1"), Path.of("app-1/out"));
    }

    @Test
    void findsFilesByAlternativesThatSpanDirectories() throws IOException {
        Path one = file("logs/a/b/x.log");
        Path other = file("logs/c/x.log");
        file("logs/b/x.log");

        assertThat(paths(discovery("logs/{a/b,c}/*.log").find(false))).containsExactly(one, other);
    }

    @Test
    void doesNotLookIntoAnExcludedTree() throws IOException {
        Path kept = file("logs/app/a.log");
        file("logs/archive/old/a.log");
        Input input = input(List.of("logs/**/*.log"), List.of("logs/archive/**"));

        assertThat(paths(discovery(List.of(input)).find(false))).containsExactly(kept);
        assertThat(new Patterns(List.of(input)).leadInto(logs.resolve("archive")))
                .isFalse();
        assertThat(new Patterns(List.of(input)).leadInto(logs.resolve("app"))).isTrue();
    }

    @Test
    void returnsTheSameObjectWhileNothingChanges() throws IOException {
        file("logs/a.log");
        file("logs/deep/er/b.log");
        Files.createSymbolicLink(logs.resolve("link.log"), logs.resolve("a.log"));
        Discovery discovery = discovery("logs/**.log");
        Found first = discovery.find(false);

        for (int i = 0; i < 100; i++) {
            nanos += Duration.ofMillis(250).toNanos();
            assertThat(discovery.find(false)).isSameAs(first);
        }
    }

    @Test
    void growthOfAFileIsNoChange() throws IOException {
        Path file = file("logs/a.log");
        Discovery discovery = discovery("logs/*.log");
        Found first = settle(discovery);

        Files.writeString(file, "longer than before");
        nanos += Duration.ofSeconds(10).toNanos();

        assertThat(discovery.find(false)).isSameAs(first);
    }

    @Test
    void aNameThatDoesNotMatchIsNoChange() throws IOException {
        file("logs/a.log");
        Discovery discovery = discovery("logs/*.log");
        Found first = settle(discovery);

        file("logs/a.txt");

        assertThat(discovery.find(false)).isSameAs(first);
    }

    @Test
    void aDirectoryWithoutMatchesIsNoChange() throws IOException {
        file("logs/x/a.log");
        Discovery discovery = discovery("logs/**.log");
        Found first = settle(discovery);

        Files.createDirectories(logs.resolve("x/empty"));

        assertThat(discovery.find(false)).isSameAs(first);
    }

    @Test
    void findsANewFile() throws IOException {
        Path old = file("logs/a.log");
        Discovery discovery = discovery("logs/*.log");
        settle(discovery);

        Path created = file("logs/b.log");

        assertThat(paths(discovery.find(false))).containsExactly(old, created);
    }

    @Test
    void missesADeletedFile() throws IOException {
        Path file = file("logs/a.log");
        Discovery discovery = discovery("logs/*.log");
        settle(discovery);

        Files.delete(file);

        Found found = discovery.find(false);
        assertThat(found.files()).isEmpty();
        assertThat(found.complete()).isTrue();
    }

    @Test
    void findsARenamedFileUnderItsNewName() throws IOException {
        Path file = file("logs/a.log");
        Discovery discovery = discovery("logs/*.log*");
        FileKey key = settle(discovery).files().keySet().iterator().next();

        Path renamed = Files.move(file, logs.resolve("a.log.1"));

        Found found = discovery.find(false);
        assertThat(found.files()).containsOnlyKeys(key);
        assertThat(paths(found)).containsExactly(renamed);
    }

    @Test
    void tellsAReplacedFileByItsInode() throws IOException {
        Path file = file("logs/a.log");
        Discovery discovery = discovery("logs/*.log");
        settle(discovery);

        Path other = file("logs/a.tmp");
        FileKey key = FileKey.of(other);
        Files.move(other, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);

        assertThat(discovery.find(false).files()).containsOnlyKeys(key);
    }

    @Test
    void findsAFileThatIsRecreatedUnderItsName() throws IOException {
        Path file = file("logs/a.log");
        Discovery discovery = discovery("logs/*.log");
        FileKey before = settle(discovery).files().keySet().iterator().next();
        Path keepsTheInodeInUse = Files.createLink(temp.resolve("held"), file);

        Files.delete(file);
        file("logs/a.log");

        assertThat(discovery.find(false).files())
                .containsOnlyKeys(FileKey.of(file))
                .doesNotContainKey(before);
        assertThat(FileKey.of(keepsTheInodeInUse)).isEqualTo(before);
    }

    @Test
    void findsAChangeInTheSameTickAsAListing() throws IOException {
        file("logs/a.log");
        FileTime tick = FileTime.from(NOW);
        Listing listing = new Listing();
        Stat stat = new Stat(FileKey.of(logs), Stat.Kind.DIRECTORY, 0, tick, tick);
        long ms = Duration.ofMillis(1).toNanos();

        assertThat(outdated(listing, stat, 0)).as("never listed").isTrue();
        assertThat(outdated(listing, stat, 50 * ms)).as("listed in the tick").isTrue();
        assertThat(outdated(listing, stat, 99 * ms))
                .as("listed perhaps in the tick")
                .isTrue();
        assertThat(outdated(listing, stat, 100 * ms)).as("listed 99 ms after").isTrue();
        assertThat(outdated(listing, stat, 101 * ms)).as("listed 100 ms after").isFalse();
        assertThat(outdated(listing, stat, 10_099 * ms)).as("9.999 s later").isFalse();
        assertThat(outdated(listing, stat, 10_100 * ms)).as("10 s later").isTrue();
    }

    @Test
    void eachSignOfChangeMakesAListingOutdated() throws IOException {
        FileKey key = FileKey.of(logs);
        FileTime then = FileTime.from(NOW);
        FileTime later = FileTime.from(NOW.plusNanos(1));
        Stat before = new Stat(key, Stat.Kind.DIRECTORY, 0, then, then);

        assertThat(List.of(
                        new Stat(new FileKey(key.device(), -1), Stat.Kind.DIRECTORY, 0, then, then),
                        new Stat(key, Stat.Kind.DIRECTORY, 0, later, then),
                        new Stat(key, Stat.Kind.DIRECTORY, 0, then, later)))
                .allSatisfy(now -> {
                    Listing listing = new Listing();
                    outdated(listing, before, 0);
                    outdated(listing, before, Duration.ofSeconds(1).toNanos());
                    assertThat(outdated(listing, now, Duration.ofSeconds(2).toNanos()))
                            .isTrue();
                });
    }

    @Test
    void findsAFileThoughTheTimeOfItsDirectoryIsSetBack() throws IOException {
        Path old = file("logs/a.log");
        Discovery discovery = discovery("logs/*.log");
        settle(discovery);

        FileTime time = Files.getLastModifiedTime(logs);
        Path created = file("logs/b.log");
        Files.setLastModifiedTime(logs, time);

        assertThat(paths(discovery.find(false))).containsExactly(old, created);
    }

    @Test
    void findsAndMissesFilesOfDirectoriesThatComeAndGo() throws IOException {
        Discovery discovery = discovery("logs/*/*/*.log");
        settle(discovery);

        Path file = file("logs/x/y/a.log");
        assertThat(paths(discovery.find(false))).containsExactly(file);
        settle(discovery);
        Files.move(logs.resolve("x/y"), logs.resolve("x/z"));
        assertThat(paths(discovery.find(false))).containsExactly(logs.resolve("x/z/a.log"));
        settle(discovery);
        Files.delete(logs.resolve("x/z/a.log"));
        Files.delete(logs.resolve("x/z"));
        Found found = discovery.find(false);

        assertThat(found.files()).isEmpty();
        assertThat(found.complete()).isTrue();
    }

    @Test
    void aSubdirectoryThatVanishesDuringAScanLeavesItComplete() throws IOException {
        Path sub = Files.createDirectory(logs.resolve("x"));
        Discovery discovery = discovery("logs/*/*.log");
        settle(discovery);

        meanwhile = () -> sub.toFile().delete();
        Found found = discovery.find(false);

        assertThat(sub).doesNotExist();
        assertThat(found.complete()).isTrue();
    }

    @Test
    void aRootThatIsMissingMakesAScanIncomplete() throws IOException {
        Discovery discovery = discovery("logs/*.log", "logs/app/*.log");
        Path top = file("logs/a.log");

        Found without = discovery.find(false);
        Path below = file("logs/app/a.log");
        Found with = discovery.find(false);
        Files.delete(below);
        Files.delete(below.getParent());
        Found again = discovery.find(false);

        assertThat(without.complete()).isFalse();
        assertThat(paths(without)).containsExactly(top);
        assertThat(with.complete()).isTrue();
        assertThat(paths(with)).containsExactly(top, below);
        assertThat(again.complete()).isFalse();
        assertThat(paths(again)).containsExactly(top);
    }

    @Test
    void aRootThatIsAFileMakesAScanIncomplete() throws IOException {
        file("logs/app");

        assertThat(discovery("logs/app/*.log").find(false).complete()).isFalse();
    }

    @Test
    void aNameThatCannotBeLookedAtMakesAScanIncomplete() throws IOException {
        Path file = file("logs/a.log");
        Path loop = Files.createSymbolicLink(logs.resolve("b.log"), Path.of("b.log"));
        Discovery discovery = discovery("logs/*.log");

        Found found = settle(discovery);
        Files.delete(loop);

        assertThat(paths(found)).containsExactly(file);
        assertThat(found.complete()).isFalse();
        assertThat(discovery.find(false).complete()).isTrue();
    }

    @Test
    void logsEachProblemOnceUntilItIsOver() throws Exception {
        Files.createSymbolicLink(logs.resolve("a.log"), Path.of("a.log"));
        fifo(logs.resolve("b.log"));
        Discovery discovery = discovery("logs/*.log", "logs/app/*.log");
        List<ILoggingEvent> logged = new ArrayList<>();
        logging(logged, () -> {
            settle(discovery);
            nanos += Duration.ofSeconds(10).toNanos();
            discovery.find(false);
            Path app = Files.createDirectory(logs.resolve("app"));
            discovery.find(false);
            Files.delete(app);
            return discovery.find(false);
        });

        assertThat(logged)
                .extracting(ILoggingEvent::getMessage)
                .containsExactlyInAnyOrder(
                        "file cannot be looked at",
                        "file refused",
                        "directory cannot be listed",
                        "directory cannot be listed");
    }

    @Test
    void aLinkThatLeadsNowhereIsNoFileUntilItLeadsToOne() throws IOException {
        Files.createSymbolicLink(logs.resolve("a.log"), logs.resolve("target"));
        Discovery discovery = discovery("logs/*.log");
        Found dangling = settle(discovery);

        Path target = file("logs/target");

        assertThat(dangling.files()).isEmpty();
        assertThat(dangling.complete()).isTrue();
        assertThat(discovery.find(false).files()).containsOnlyKeys(FileKey.of(target));
    }

    @Test
    void findsTheNewTargetOfALinkOutsideOfTheDirectory() throws IOException {
        followLinksInto.add(temp.toRealPath().resolve("data"));
        Path first = file("data/1");
        Path second = file("data/2");
        Path between = Files.createSymbolicLink(temp.resolve("current"), first);
        Files.createSymbolicLink(logs.resolve("a.log"), between);
        Discovery discovery = discovery("logs/*.log");
        assertThat(settle(discovery).files()).containsOnlyKeys(FileKey.of(first));

        Files.delete(between);
        Files.createSymbolicLink(between, second);

        assertThat(discovery.find(false).files()).containsOnlyKeys(FileKey.of(second));
    }

    @Test
    void findsTheFilesOfTheNewTargetOfADirectoryLink() throws IOException {
        followLinksInto.add(temp.toRealPath().resolve("data"));
        Path first = file("data/1/a.log");
        Path second = file("data/2/a.log");
        Path between = Files.createSymbolicLink(temp.resolve("current"), first.getParent());
        Files.createSymbolicLink(logs.resolve("app"), between);
        Discovery discovery = discovery("logs/*/*.log");
        assertThat(settle(discovery).files()).containsOnlyKeys(FileKey.of(first));

        Files.delete(between);
        Files.createSymbolicLink(between, second.getParent());

        assertThat(discovery.find(false).files()).containsOnlyKeys(FileKey.of(second));
    }

    @Test
    void readsAliasesOnceUnderTheirFirstPath() throws IOException {
        Path file = file("logs/m/b.log");
        Files.createLink(logs.resolve("m/c.log"), file);
        Files.createSymbolicLink(logs.resolve("m/a.log"), file);
        Files.createSymbolicLink(logs.resolve("z"), logs.resolve("m"));

        assertThat(paths(discovery("logs/*/*.log").find(false))).containsExactly(logs.resolve("m/a.log"));
    }

    @Test
    @Timeout(value = 20, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void survivesDirectoriesThatContainThemselves() throws IOException {
        Path file = file("logs/x/a.log");
        Files.createSymbolicLink(logs.resolve("x/up"), logs);
        Files.createSymbolicLink(logs.resolve("x/self"), logs.resolve("x"));
        Discovery discovery = discovery("logs/**/*.log");

        Found found = discovery.find(false);

        assertThat(paths(found)).containsExactly(file);
        assertThat(found.complete()).isTrue();
        nanos += Duration.ofSeconds(1).toNanos();
        assertThat(discovery.find(false)).isSameAs(found);
    }

    @Test
    @Timeout(value = 20, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void neverOpensAFifo() throws Exception {
        fifo(logs.resolve("a.log"));
        fifo(temp.resolve("outside"));
        Files.createSymbolicLink(logs.resolve("b.log"), temp.resolve("outside"));
        fifo(logs.resolve("root"));
        Path file = file("logs/c.log");

        assertThat(paths(discovery("logs/*.log").find(false))).containsExactly(file);
        assertThat(discovery("logs/root/*.log").find(false).complete()).isFalse();
    }

    @Test
    void directoriesWithMatchingNamesAreNoFiles() throws IOException {
        Files.createDirectory(logs.resolve("a.log"));

        Found found = discovery("logs/*.log").find(false);

        assertThat(found.files()).isEmpty();
        assertThat(found.complete()).isTrue();
    }

    @Test
    void ownPathsNeverMatchUnderAnyName() throws IOException {
        file("logs/state/deep/own.log");
        Path state = logs.resolve("state");
        Path ownFile = file("logs/self.log");
        Path others = file("logs/app/a.log");
        own.addAll(List.of(state, ownFile));
        Files.createSymbolicLink(logs.resolve("app/to-state"), state);
        Files.createSymbolicLink(logs.resolve("app/into-state"), state.resolve("deep"));
        Files.createSymbolicLink(logs.resolve("app/b.log"), state.resolve("deep/own.log"));
        Files.createSymbolicLink(logs.resolve("app/c.log"), ownFile);
        Files.createLink(logs.resolve("app/d.log"), ownFile);
        Files.createSymbolicLink(temp.resolve("alias"), state);

        Found found = discovery("logs/**.log", "logs/state/deep/*.log", "alias/deep/*.log")
                .find(false);

        assertThat(paths(found)).containsExactly(others);
        assertThat(found.complete()).isTrue();
    }

    @Test
    void anOwnPathThatAppearsLaterDoesNotMatchEither() throws IOException {
        Path real = file("logs/real/own.log").getParent();
        own.add(temp.resolve("state"));
        Discovery discovery = discovery("logs/**.log");
        assertThat(settle(discovery).files()).hasSize(1);

        Files.createSymbolicLink(temp.resolve("state"), real);

        assertThat(discovery.find(false).files()).isEmpty();
    }

    @Test
    void aLinkThatLeadsOutIsRefusedAndNamedOnce() throws IOException {
        Path secret = file("secret/token");
        Path file = file("logs/b.log");
        Path link = Files.createSymbolicLink(logs.resolve("a.log"), secret);
        Path directory = Files.createSymbolicLink(logs.resolve("app"), secret.getParent());
        Files.createSymbolicLink(logs.resolve("irrelevant"), secret);
        Discovery discovery = discovery("logs/*.log", "logs/*/token");
        List<ILoggingEvent> logged = new ArrayList<>();

        Found found = logging(logged, () -> settle(discovery));

        assertThat(paths(found)).containsExactly(file);
        assertThat(found.refused()).containsOnlyKeys(link, directory);
        assertThat(found.refused().get(link))
                .isEqualTo("the link leads out of " + logs + ", to " + secret
                        + ": to follow it, name the directory in followLinksInto");
        assertThat(logged).extracting(ILoggingEvent::getMessage).containsExactly("file refused", "file refused");
        assertThat(found.complete()).isTrue();
    }

    @Test
    void linksToProcAndToSlashAreRefused() throws IOException {
        Path file = file("logs/x/a.log");
        Files.createSymbolicLink(logs.resolve("x/proc"), Path.of("/proc"));
        Files.createSymbolicLink(logs.resolve("x/self"), Path.of("/proc/self"));
        Files.createSymbolicLink(logs.resolve("x/slash"), Path.of("/"));
        Files.createSymbolicLink(logs.resolve("x/root"), Path.of("/proc/self/root/"));
        Files.createSymbolicLink(logs.resolve("x/environ"), Path.of("/proc/self/environ"));

        Found found = discovery("logs/**").find(false);

        assertThat(paths(found)).containsExactly(file);
        assertThat(found.refused()).hasSize(5);
    }

    @Test
    void theKernelsDirectoriesAreNotListed() throws IOException {
        Found found = discovery(List.of(Inputs.of(List.of("/p*/*/environ"), List.of(), null)))
                .find(false);

        assertThat(found.files()).isEmpty();
    }

    /// Twelve directories with links to all twelve: there are 12! paths without repetition.
    @Test
    @Timeout(value = 20, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void directoriesThatAreLinkedToEachOtherCostLittle() throws IOException {
        List<Path> files = new ArrayList<>();
        for (int from = 0; from < 12; from++) {
            files.add(file("logs/d" + (10 + from) + "/a.log"));
            for (int to = 0; to < 12; to++) {
                Files.createSymbolicLink(logs.resolve("d" + (10 + from) + "/to" + to), Path.of("..", "d" + (10 + to)));
            }
        }
        Discovery discovery = discovery("logs/**/*.log");

        Found found = discovery.find(false);

        assertThat(paths(found)).containsExactlyElementsOf(files);
        assertThat(found.complete()).isTrue();
        assertThat(discovery.find(false)).isSameAs(found);
    }

    @Test
    void aLinkedDirectoryIsFoundUnderTheNameThatMatches() throws IOException {
        file("logs/app/v2/a.log");
        Files.createSymbolicLink(logs.resolve("app/current"), Path.of("v2"));

        assertThat(paths(discovery("logs/**/current/*.log").find(false)))
                .containsExactly(logs.resolve("app/current/a.log"));
    }

    @Test
    void directoriesThatAreNestedTooDeepMakeAScanIncomplete() throws IOException {
        Path file = file("logs/x/a.log");
        file("logs/" + "d/".repeat(100) + "a.log");

        Found found = discovery("logs/**/*.log").find(false);

        assertThat(paths(found)).containsExactly(file);
        assertThat(found.complete()).isFalse();
    }

    @Test
    void noMoreThanTenThousandDirectoriesAreFollowed() throws IOException {
        for (int i = 0; i < 10_100; i++) {
            Files.createDirectory(logs.resolve("d" + i));
        }
        List<ILoggingEvent> logged = new ArrayList<>();

        Found found = logging(logged, () -> discovery("logs/**/*.log").find(false));

        assertThat(found.complete()).isFalse();
        assertThat(logged)
                .extracting(event -> event.getKeyValuePairs().toString())
                .isNotEmpty()
                .allMatch(values -> values.contains("there are more than 10000 directories"));
    }

    @Test
    void ignoresAnOldFileUntilItIsModified() throws IOException {
        ignoreOlder = Duration.ofHours(1);
        Path old = file("logs/a.log");
        Path recent = file("logs/b.log");
        modified(old, NOW.minus(Duration.ofMinutes(61)));
        modified(recent, NOW.minus(Duration.ofMinutes(59)));
        Discovery discovery = discovery("logs/*.log");
        assertThat(paths(settle(discovery))).containsExactly(recent);

        modified(old, NOW);
        nanos += Duration.ofSeconds(10).toNanos();

        assertThat(paths(discovery.find(false))).containsExactly(old, recent);
    }

    /// Before the program ends there is no time to wait for the next listing.
    @Test
    void aThoroughScanFindsAtOnceThatAnOldFileWasModified() throws IOException {
        ignoreOlder = Duration.ofHours(1);
        Path file = file("logs/a.log");
        modified(file, NOW.minus(Duration.ofDays(1)));
        Discovery discovery = discovery("logs/*.log");
        settle(discovery);
        modified(file, NOW);
        assertThat(paths(discovery.find(false))).isEmpty();

        assertThat(paths(discovery.find(true))).containsExactly(file);
    }

    @Test
    void aFileThatWasFoundIsNotIgnoredWhenItGrowsOldOrIsRenamed() throws IOException {
        ignoreOlder = Duration.ofHours(1);
        Path file = file("logs/a.log");
        modified(file, NOW);
        Discovery discovery = discovery("logs/*.log*");
        Found first = settle(discovery);

        modified(file, NOW.minus(Duration.ofDays(1)));
        nanos += Duration.ofSeconds(10).toNanos();
        assertThat(discovery.find(false)).isSameAs(first);
        Path renamed = Files.move(file, logs.resolve("a.log.1"));

        assertThat(paths(discovery.find(false))).containsExactly(renamed);
    }

    @Test
    void aKnownFileIsNotIgnored() throws IOException {
        ignoreOlder = Duration.ofHours(1);
        Path file = file("logs/a.log");
        modified(file, NOW.minus(Duration.ofDays(1)));
        known.add(FileKey.of(file));

        assertThat(paths(discovery("logs/*.log").find(false))).containsExactly(file);
    }

    @FunctionalInterface
    private interface Scan {
        Found run() throws IOException;
    }

    private static Found logging(List<ILoggingEvent> logged, Scan scan) throws IOException {
        ListAppender<ILoggingEvent> appender = new ListAppender<>();
        Logger logger = (Logger) LoggerFactory.getLogger(FileLog.class);
        appender.start();
        logger.addAppender(appender);
        logger.setLevel(Level.WARN);
        try {
            return scan.run();
        } finally {
            logger.setLevel(null);
            logger.detachAppender(appender);
            logged.addAll(appender.list);
        }
    }

    private static boolean outdated(Listing listing, Stat stat, long now) {
        boolean outdated = listing.isOutdated(stat, now);
        if (outdated) {
            listing.replace(Map.of(), List.of(), 0, false, now, 0);
        }
        return outdated;
    }

    private Found settle(Discovery discovery) throws IOException {
        discovery.find(false);
        nanos += Duration.ofMillis(250).toNanos();
        discovery.find(false);
        nanos += Duration.ofMillis(250).toNanos();
        Found found = discovery.find(false);
        tick();
        return found;
    }

    /// What changes from now on has another time than what has changed: some kernels count hundredths of a second.
    private void tick() throws IOException {
        Path probe = temp.resolve("probe");
        Object before = Files.getAttribute(Files.writeString(probe, "x"), "unix:ctime");
        long begun = System.nanoTime();
        while (System.nanoTime() - begun < 10_000_000_000L
                && Files.getAttribute(Files.writeString(probe, "x"), "unix:ctime")
                        .equals(before)) {
            Thread.onSpinWait();
        }
    }

    private Discovery discovery(String... include) {
        return discovery(List.of(input(List.of(include), List.of())));
    }

    private Discovery discovery(List<Input> inputs) {
        LongSupplier nanoTime = () -> {
            meanwhile.run();
            return nanos;
        };
        return new Discovery(
                inputs, own, new KnownOnly(), most, new FileLog(System::nanoTime), InstantSource.fixed(NOW), nanoTime);
    }

    private Input input(List<String> include, List<String> exclude) {
        return Inputs.of(absolute(include), absolute(exclude), List.copyOf(followLinksInto), ignoreOlder);
    }

    private List<String> absolute(List<String> globs) {
        return globs.stream().map(glob -> logs.getParent() + "/" + glob).toList();
    }

    private Path file(String name) throws IOException {
        Path file = logs.resolveSibling(name);
        Files.createDirectories(file.getParent());
        return Files.writeString(file, "x");
    }

    private static void modified(Path file, Instant time) throws IOException {
        Files.setLastModifiedTime(file, FileTime.from(time));
    }

    private static void fifo(Path path) throws Exception {
        assumeThat(Path.of("/usr/bin/mkfifo")).isExecutable();
        Process process = new ProcessBuilder("/usr/bin/mkfifo", path.toString())
                .inheritIO()
                .start();
        assertThat(process.waitFor()).isZero();
    }

    private static Candidate candidate(Found found, Path path) {
        return found.files().values().stream()
                .filter(candidate -> candidate.path().equals(path))
                .findFirst()
                .orElseThrow();
    }

    private static List<Path> paths(Found found) {
        return found.files().values().stream().map(Candidate::path).toList();
    }

    private final class KnownOnly implements Followed {
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
            return known.contains(file);
        }

        @Override
        public boolean hasRoom() {
            return true;
        }

        @Override
        public void leftOut(Candidate file) {}
    }
}
