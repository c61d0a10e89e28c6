import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/// A program that watches a directory and signals an app.
///
/// @param name as shown in the tables
/// @param keepsPromises whether the promises of the README count for it
/// @param probesApp whether it can ask the app at a URL which version the app runs
record Contender(String name, boolean keepsPromises, boolean probesApp, Command command) {
    /// Builds the command line.
    @FunctionalInterface
    interface Command {
        Start in(Setting setting);
    }

    /// @param environment variables in addition to those of the benchmark
    record Start(List<String> command, Map<String, String> environment) {}

    /// @param statusUrl empty if the contender must not ask the app
    /// @param podPort a free port for its own HTTP server
    /// @param localPort another free port
    record Setting(Path mount, String signalUrl, String statusUrl, int podPort, int localPort) {}
}
