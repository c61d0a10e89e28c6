package io.sidecars.configwatcher.process;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/// Starts real programs. Each runs until the test stops it or ends.
final class Programs implements AutoCloseable {
    /// The end of a script: writes that it is up and waits for the end of its input.
    static final String WAIT = "; echo up; while read -r; do :; done";

    /// Unique on this machine; nine bytes.
    final String name = "p" + UUID.randomUUID().toString().substring(0, 8);

    private final Path directory;
    private final List<Process> started = new ArrayList<>();

    Programs(Path directory) {
        this.directory = directory;
    }

    /// Runs bash under another name; in the script, `$0` starts another such process.
    Process bash(String name, String script) throws IOException {
        Path program = directory.resolve(name);
        if (!Files.exists(program)) {
            Files.copy(Path.of("/bin/bash"), program);
        }
        return run(program.toString(), "-c", script, program.toString());
    }

    /// Starts a program and returns once it has written a line.
    Process run(String... command) throws IOException {
        Process process =
                new ProcessBuilder(command).directory(directory.toFile()).start();
        started.add(process);
        assertThat(new BufferedReader(new InputStreamReader(process.getInputStream(), UTF_8)).readLine())
                .isNotNull();
        return process;
    }

    @Override
    public void close() {
        started.forEach(process -> process.descendants().forEach(ProcessHandle::destroyForcibly));
        started.forEach(Process::destroyForcibly);
    }
}
