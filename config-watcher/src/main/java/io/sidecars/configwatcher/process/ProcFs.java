package io.sidecars.configwatcher.process;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Reads the `/proc` of the Pod. An [IOException] about a process means that it has ended.
///
/// @param root `/proc`
record ProcFs(Path root) {
    int self() throws IOException {
        return Integer.parseInt(Files.readSymbolicLink(root.resolve("self")).toString());
    }

    /// Every running process. `/proc` does not list threads.
    ///
    /// @throws IOException if the directory cannot be read
    List<ProcStat> processes() throws IOException {
        List<ProcStat> processes = new ArrayList<>();
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(root, ProcFs::isProcess)) {
            for (Path entry : entries) {
                ProcStat stat = running(Integer.parseInt(entry.getFileName().toString()));
                if (stat != null) {
                    processes.add(stat);
                }
            }
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        }
        return processes;
    }

    private static boolean isProcess(Path entry) {
        return Character.isDigit(entry.getFileName().toString().charAt(0));
    }

    /// Null if it is not running.
    @Nullable
    ProcStat running(int pid) {
        try {
            ProcStat stat = ProcStat.parse(read(pid, "stat"));
            return stat.isRunning() ? stat : null;
        } catch (IOException e) {
            return null;
        }
    }

    ProcStatus status(int pid) throws IOException {
        return ProcStatus.parse(read(pid, "status"));
    }

    /// The command line; empty if the process has ended or has cleared it. A program that sets a title has one
    /// argument.
    List<String> arguments(int pid) {
        try {
            return List.of(read(pid, "cmdline").split("\0"));
        } catch (IOException e) {
            return List.of();
        }
    }

    /// Empty if it is not readable, as for a process of another user.
    String executable(int pid) {
        try {
            Path link = Files.readSymbolicLink(of(pid).resolve("exe"));
            return link.toString().replaceFirst(" \\(deleted\\)$", "");
        } catch (IOException e) {
            return "";
        }
    }

    private String read(int pid, String file) throws IOException {
        return new String(Files.readAllBytes(of(pid).resolve(file)), UTF_8);
    }

    private Path of(int pid) {
        return root.resolve(Integer.toString(pid));
    }
}
