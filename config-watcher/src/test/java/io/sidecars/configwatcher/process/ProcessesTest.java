package io.sidecars.configwatcher.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.sidecars.configwatcher.config.ProcessSelector;
import io.sidecars.configwatcher.config.UnixSignal;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProcessesTest {
    private static final String WAIT = "true" + Programs.WAIT;

    @TempDir
    Path directory;

    private Programs programs;
    private String name;

    @BeforeEach
    void programs() {
        programs = new Programs(directory);
        name = programs.name;
    }

    @AfterEach
    void end() {
        programs.close();
    }

    @Test
    void findsAProcessByTheNameItWasStartedBy() throws IOException {
        Process process = programs.bash(name, WAIT);

        assertThat(pid(named(name).find())).isEqualTo(process.pid());
    }

    @Test
    void findsAProcessByTheNameOfItsExecutable() throws IOException {
        Path program = Files.copy(Path.of("/bin/bash"), directory.resolve(name));
        String script = "echo -n another > /proc/self/comm; " + WAIT;
        Process process = programs.run("/bin/bash", "-c", "exec -a another " + program + " -c '" + script + "'");

        assertThat(pid(named(name).find())).isEqualTo(process.pid());
        Files.delete(program); // as a package upgrade does
        assertThat(pid(named(name).find())).isEqualTo(process.pid());
    }

    @Test
    void findsAProcessByTheNameItHasSetItself() throws IOException {
        Process process = programs.run("/bin/bash", "-c", "echo -n " + name + " > /proc/self/comm; " + WAIT);

        assertThat(pid(named(name).find())).isEqualTo(process.pid());
    }

    @Test
    void findsANameThatTheKernelCuts() throws IOException {
        Process process = programs.bash(name + "-and-more-of-it", WAIT);

        assertThat(pid(named(name + "-and-more-of-it").find())).isEqualTo(process.pid());
        assertThat(named(name + "-and-m").find()).isInstanceOf(Lookup.None.class);
        assertThat(named(name + "-and-more").find()).isInstanceOf(Lookup.None.class);
    }

    @Test
    void findsAScriptWithALongName() throws IOException {
        Path script = directory.resolve(name + "-and-more-of-it");
        Files.writeString(script, "#!/bin/bash\n" + WAIT + "\n");
        assertThat(script.toFile().setExecutable(true)).isTrue();
        Process process = programs.run(script.toString());

        assertThat(pid(named(name + "-and-more-of-it").find())).isEqualTo(process.pid());
        assertThat(named(name + "-and-m").find()).isInstanceOf(Lookup.None.class);
    }

    @Test
    void aNameMayLookLikeTheFieldsAfterIt() throws IOException {
        Process process = programs.bash(name.substring(0, 4) + ") Z 1 (", WAIT);

        assertThat(pid(named(name.substring(0, 4) + ") Z 1 (").find())).isEqualTo(process.pid());
    }

    @Test
    void findsAProcessByItsWholeCommandLine() throws IOException {
        Process process = programs.bash(name, WAIT + "\n# for " + name);

        assertThat(pid(commanded(".* -c true.*for " + name + " .*").find())).isEqualTo(process.pid());
        assertThat(commanded("-c true.*for " + name).find())
                .isEqualTo(new Lookup.None(
                        "no process whose command line matches \"-c true.*for " + name + "\" is running"));
    }

    @Test
    void reportsTheNameThatIsNotRunning() {
        assertThat(named(name).find()).isEqualTo(new Lookup.None("no process named \"" + name + "\" is running"));
    }

    @Test
    void aRestartedProcessHasAnotherIdentity() throws Exception {
        Process first = programs.bash(name, WAIT);
        Processes processes = named(name);
        ProcessIdentity before = found(processes.find());
        assertThat(processes.find()).isEqualTo(new Lookup.Found(before));
        first.destroyForcibly().waitFor();
        assertThat(processes.find()).isInstanceOf(Lookup.None.class);
        long ended = System.nanoTime();
        await().until(() -> System.nanoTime() - ended > 20_000_000); // the kernel counts hundredths of a second

        Process second = programs.bash(name, WAIT);

        assertThat(found(processes.find()).pid()).isEqualTo((int) second.pid());
        assertThat(found(processes.find()).startTime()).isGreaterThan(before.startTime());
    }

    @Test
    void findsTheMasterAmongItsWorkers() throws IOException {
        String worker = "\"$0\" -c 'while read -r; do :; done' <&0 & ";
        Process master = programs.bash(name, worker + worker + WAIT);

        assertThat(pid(named(name).find())).isEqualTo(master.pid());
        assertThat(master.children().count()).isEqualTo(2);
    }

    @Test
    void findsTheMasterWithAShellBetweenItAndItsWorkers() throws IOException {
        Process master = programs.bash(name, "/bin/bash -c '\"$0\" -c \"true; read\"; true' \"$0\" <&0 & " + WAIT);
        await().until(() -> master.descendants().count() == 2);

        assertThat(pid(named(name).find())).isEqualTo(master.pid());
    }

    @Test
    void twoMastersAreAmbiguousAndBothPidsAreReported() throws IOException {
        Process one = programs.bash(name, WAIT);
        Process other = programs.bash(name, WAIT);

        assertThat(named(name).find())
                .isEqualTo(new Lookup.Ambiguous("2 processes named \"" + name
                        + "\" are running and none of them started the others, so none is signalled: "
                        + Math.min(one.pid(), other.pid()) + ", " + Math.max(one.pid(), other.pid())));
    }

    @Test
    void aZombieIsNotFound() throws IOException {
        Process parent = programs.bash(
                "parent", "cp /bin/bash " + name + "; ./" + name + " -c 'read; true' <&0 & echo up; exec cat");
        Processes processes = named(name);
        await().until(() -> processes.find() instanceof Lookup.Found);

        Path command = Path.of("/proc", Long.toString(parent.pid()), "comm");
        await().until(() -> Files.readString(command).equals("cat\n"));

        parent.children().forEach(ProcessHandle::destroyForcibly); // cat does not wait for its child

        await().until(() -> parent.children().anyMatch(ProcessesTest::isZombie));
        assertThat(processes.find()).isInstanceOf(Lookup.None.class);
    }

    @Test
    void theCurrentProcessIsNeverFound() throws IOException {
        String self = Files.readString(Path.of("/proc/self/cmdline"))
                .replace('\0', ' ')
                .strip();

        assertThat(commanded(Pattern.quote(self)).find()).isInstanceOf(Lookup.None.class);
    }

    private static boolean isZombie(ProcessHandle process) {
        try {
            return Files.readString(Path.of("/proc", "" + process.pid(), "stat"))
                    .contains(") Z ");
        } catch (IOException e) {
            return false;
        }
    }

    private static Processes named(String name) {
        return new Processes(new ProcessSelector(name, null, UnixSignal.HUP));
    }

    private static Processes commanded(String pattern) {
        return new Processes(new ProcessSelector(null, Pattern.compile(pattern, Pattern.DOTALL), UnixSignal.HUP));
    }

    private static ProcessIdentity found(Lookup lookup) {
        assertThat(lookup).isInstanceOf(Lookup.Found.class);
        return ((Lookup.Found) lookup).process();
    }

    private static long pid(Lookup lookup) {
        return found(lookup).pid();
    }
}
