package io.sidecars.configwatcher.process;

import static org.assertj.core.api.Assertions.assertThat;

import io.sidecars.configwatcher.config.ProcessSelector;
import io.sidecars.configwatcher.config.UnixSignal;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Cases that need a Pod or the kernel: a /proc of plain files simulates them.
class NamespaceTest {
    private static final int USER_PROGRAM = 0x00400000;
    private static final int KERNEL_THREAD = 0x00200000;

    @TempDir
    Path proc;

    @Test
    void thePauseContainerIsNeverFound() throws IOException {
        self(7);
        process(1, "pause", 0, USER_PROGRAM);
        process(7, "java", 0, USER_PROGRAM);
        process(12, "nginx", 0, USER_PROGRAM);
        process(19, "nginx", 12, USER_PROGRAM);

        assertThat(commanded(".*").find()).isEqualTo(new Lookup.Found(new ProcessIdentity(12, 1000)));
    }

    /// As with Docker's `--pid container:app`.
    @Test
    void pidOneMayBeTheApp() throws IOException {
        self(7);
        process(1, "nginx", 0, USER_PROGRAM);
        process(7, "java", 0, USER_PROGRAM);
        process(19, "nginx", 1, USER_PROGRAM);

        assertThat(named("nginx").find()).isEqualTo(new Lookup.Found(new ProcessIdentity(1, 1000)));
    }

    @Test
    void reportsThatThePodSharesNoProcessNamespace() throws IOException {
        self(1);
        process(1, "java", 0, USER_PROGRAM);

        assertThat(named("nginx").find())
                .isEqualTo(
                        new Lookup.None(
                                "no process named \"nginx\" is running in this container, because shareProcessNamespace is not true in this Pod"));
        assertThat(named("java").find()).isInstanceOf(Lookup.None.class);
    }

    @Test
    void aKernelThreadIsNotFound() throws IOException {
        self(7);
        process(2, "nginx", 0, KERNEL_THREAD);

        assertThat(named("nginx").find()).isInstanceOf(Lookup.None.class);
    }

    /// As when pids are reused while they are read.
    @Test
    void parentsInARingAreNotAncestors() throws IOException {
        self(7);
        process(12, "nginx", 19, USER_PROGRAM);
        process(19, "sh", 20, USER_PROGRAM);
        process(20, "sh", 19, USER_PROGRAM);

        assertThat(named("nginx").find()).isEqualTo(new Lookup.Found(new ProcessIdentity(12, 1000)));
    }

    @Test
    void reportsThatProcIsNotReadable() {
        assertThat(named("nginx").find())
                .isEqualTo(new Lookup.None("no process named \"nginx\" can be found, because /proc is not readable:"
                        + " java.nio.file.NoSuchFileException: " + proc.resolve("self")));
    }

    private void self(int pid) throws IOException {
        Files.createSymbolicLink(proc.resolve("self"), Path.of("" + pid));
    }

    private void process(int pid, String name, int parent, int flags) throws IOException {
        Path directory = Files.createDirectory(proc.resolve("" + pid));
        Files.writeString(
                directory.resolve("stat"),
                "%d (%s) S %d 1 1 0 -1 %d 0 0 0 0 0 0 0 0 20 0 1 0 1000 0 0\n".formatted(pid, name, parent, flags));
        Files.writeString(directory.resolve("cmdline"), "/bin/" + name + "\0");
    }

    private Processes named(String name) {
        return processes(new ProcessSelector(name, null, UnixSignal.HUP));
    }

    private Processes commanded(String pattern) {
        return processes(new ProcessSelector(null, Pattern.compile(pattern), UnixSignal.HUP));
    }

    private Processes processes(ProcessSelector target) {
        return new Processes(target, proc, new NativeSignalSender());
    }
}
