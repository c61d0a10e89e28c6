import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// A program that reads a file of lines and sends them, set up to do one job.
///
/// @param program who
/// @param job what, in the words of the table
/// @param toStdout whether the lines come out of its standard output, not by HTTP or TCP
record Contender(String program, String job, Workload.Kind input, boolean toStdout, Command command) {
    /// Writes what the program needs, and says how to start it.
    @FunctionalInterface
    interface Command {
        List<String> in(Setup setup) throws IOException;
    }

    /// @param directory of this run alone
    /// @param file the lines
    record Setup(Path directory, Path file, int httpPort, int tcpPort) {
        Path write(String name, String content) throws IOException {
            return Files.writeString(directory.resolve(name), content);
        }
    }
}
