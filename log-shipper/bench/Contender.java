import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// A program that reads a file of lines and sends them, configured for one job.
///
/// @param program its name in the table
/// @param job the job's name in the table
/// @param toStdout whether it writes the lines to its standard output instead of sending them by HTTP or TCP
record Contender(String program, String job, Workload.Kind input, boolean toStdout, Command command) {
    /// Writes the program's configuration and returns the command that starts it.
    @FunctionalInterface
    interface Command {
        List<String> in(Setup setup) throws IOException;
    }

    /// @param directory empty, for this run only
    /// @param file the lines to send
    record Setup(Path directory, Path file, int httpPort, int tcpPort) {
        Path write(String name, String content) throws IOException {
            return Files.writeString(directory.resolve(name), content);
        }
    }
}
