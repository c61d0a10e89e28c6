package io.sidecars.configwatcher.process;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import io.sidecars.configwatcher.config.ProcessSelector;
import io.sidecars.configwatcher.config.UnixSignal;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class SendingTest {
    private static final String CATCHES_HUP = "trap 'echo hup >> signals' HUP" + Programs.WAIT;
    private static final int EPERM = 1;
    private static final int EINVAL = 22;

    @TempDir
    Path directory;

    private Programs programs;
    private String name;
    private Processes processes;

    @BeforeEach
    void programs() {
        programs = new Programs(directory);
        name = programs.name;
        processes = new Processes(target(UnixSignal.HUP));
    }

    @AfterEach
    void end() {
        programs.close();
    }

    @ParameterizedTest
    @EnumSource
    void everySignalArrivesOnce(UnixSignal signal) throws IOException {
        Process process = programs.bash(
                name,
                "trap 'echo SIGHUP >> signals' HUP; trap 'echo SIGUSR1 >> signals' USR1;"
                        + " trap 'echo SIGUSR2 >> signals' USR2" + Programs.WAIT);
        processes = new Processes(target(signal));

        assertThat(processes.send(found())).isEqualTo(new SendResult.Sent());

        await().untilAsserted(() -> assertThat(signals()).containsExactly(signal.toString()));
        assertThat(process.isAlive()).isTrue();
    }

    /// As where seccomp or an old kernel refuses a pidfd.
    @Test
    void aSignalCanBeSentByPid() throws IOException {
        programs.bash(name, CATCHES_HUP);
        processes = new Processes(target(UnixSignal.HUP), Path.of("/proc"), new NativeSignalSender()::byPid);

        assertThat(processes.send(found())).isEqualTo(new SendResult.Sent());

        await().untilAsserted(() -> assertThat(signals()).containsExactly("hup"));
    }

    @Test
    void aProcessThatDoesNotCatchTheSignalIsNotTerminatedByIt() throws IOException {
        Process process = programs.bash(name, "echo up; exec -a " + name + " sleep 600");
        await().until(() -> name(process).equals("sleep"));

        assertThat(processes.send(found()))
                .isEqualTo(new SendResult.NotCaught(
                        "process " + process.pid() + " (sleep) does not catch SIGHUP, which would terminate it"));

        assertThat(process.isAlive()).isTrue();
    }

    @Test
    void anIgnoredSignalIsNotSent() throws IOException {
        Process process = programs.bash(name, "trap '' HUP" + Programs.WAIT);

        assertThat(processes.send(found()))
                .isEqualTo(new SendResult.NotCaught("process " + process.pid() + " (" + name + ") ignores SIGHUP"));
    }

    @Test
    void catchingOneSignalDoesNotMeanCatchingAnother() throws IOException {
        programs.bash(name, CATCHES_HUP);
        processes = new Processes(target(UnixSignal.USR1));

        assertThat(processes.send(found())).isInstanceOf(SendResult.NotCaught.class);
    }

    @Test
    void aProcessThatHasEndedIsGone() throws Exception {
        Process process = programs.bash(name, CATCHES_HUP);
        ProcessIdentity found = found();
        process.destroyForcibly().waitFor();

        assertThat(processes.send(found)).isEqualTo(new SendResult.Gone());
    }

    @Test
    void anotherProcessWithTheSamePidIsNotSignalled() throws IOException {
        programs.bash(name, CATCHES_HUP);
        ProcessIdentity now = found();

        assertThat(processes.send(new ProcessIdentity(now.pid(), now.startTime() - 1)))
                .isEqualTo(new SendResult.Gone());
        assertThat(processes.send(now)).isEqualTo(new SendResult.Sent());

        await().untilAsserted(() -> assertThat(signals()).containsExactly("hup"));
    }

    /// Needs root, to become another user, and classes that this user can read.
    @Test
    void aProcessOfAnotherUserIsRefusedByTheKernel() throws Exception {
        assumeThat(System.getProperty("user.name")).isEqualTo("root");
        assumeThat(otherUsersCanReadTheClasses()).isTrue();
        Process process = programs.bash(name, CATCHES_HUP);

        assertThat(runAsAnotherUser())
                .isEqualTo(
                        "NotPermitted[why=process " + process.pid() + " (" + name
                                + ") runs as user 0 and config-watcher as user 65534: both containers must run as the same user]");
        assertThat(signals()).isEmpty();
    }

    private static boolean otherUsersCanReadTheClasses() throws IOException {
        for (Path at = Path.of("target").toAbsolutePath(); at != null; at = at.getParent()) {
            if (!Files.getPosixFilePermissions(at).contains(PosixFilePermission.OTHERS_EXECUTE)) {
                return false;
            }
        }
        return true;
    }

    @Test
    void aRefusalForTheSameUserDoesNotBlameTheUser() throws IOException {
        Process process = programs.bash(name, CATCHES_HUP);
        processes = new Processes(target(UnixSignal.HUP), Path.of("/proc"), _ -> answer(EPERM));

        assertThat(processes.send(found()))
                .isEqualTo(new SendResult.NotPermitted("process " + process.pid() + " (" + name
                        + ") cannot be signalled, although it runs as the same user: AppArmor, SELinux or seccomp may"
                        + " forbid it"));
    }

    @Test
    void anUnknownErrnoIsShown() throws IOException {
        Process process = programs.bash(name, CATCHES_HUP);
        processes = new Processes(target(UnixSignal.HUP), Path.of("/proc"), _ -> answer(EINVAL));

        assertThat(processes.send(found()))
                .isEqualTo(new SendResult.NotPermitted(
                        "process " + process.pid() + " (" + name + ") cannot be signalled: errno 22"));
    }

    /// Returns all output, so that a warning of the JVM would fail the test.
    private String runAsAnotherUser() throws IOException {
        List<String> setUser = List.of("setpriv", "--reuid=65534", "--regid=65534", "--clear-groups");
        List<String> java = List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                "target/classes:target/test-classes",
                SendingTest.class.getName(),
                name);
        Process process = new ProcessBuilder(
                        Stream.concat(setUser.stream(), java.stream()).toList())
                .redirectErrorStream(true)
                .start();
        return new String(process.getInputStream().readAllBytes(), UTF_8).strip();
    }

    static void main(String[] arguments) {
        Processes processes = new Processes(new ProcessSelector(arguments[0], null, UnixSignal.HUP));
        switch (processes.find()) {
            case Lookup.Found(ProcessIdentity process) -> System.out.println(processes.send(process));
            case Lookup other -> System.out.println(other);
        }
    }

    private static SignalSender.Recipient answer(int errno) {
        return new SignalSender.Recipient() {
            @Override
            public int send(int signal) {
                return errno;
            }

            @Override
            public void close() {}
        };
    }

    private ProcessSelector target(UnixSignal signal) {
        return new ProcessSelector(name, null, signal);
    }

    private ProcessIdentity found() {
        Lookup lookup = processes.find();
        assertThat(lookup).isInstanceOf(Lookup.Found.class);
        return ((Lookup.Found) lookup).process();
    }

    private List<String> signals() throws IOException {
        Path signals = directory.resolve("signals");
        return Files.exists(signals) ? Files.readAllLines(signals) : List.of();
    }

    private static String name(Process process) throws IOException {
        return Files.readString(Path.of("/proc", "" + process.pid(), "comm")).strip();
    }
}
