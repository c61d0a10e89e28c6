import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/// A program that watches a directory and signals an app.
///
/// @param name who
/// @param promises whether it is held to the promises of the README
/// @param asks whether it can be given a URL to ask which version the app runs
record Contender(String name, boolean promises, boolean asks, Command command) {
    /// How to start it.
    @FunctionalInterface
    interface Command {
        Start in(Setting setting);
    }

    /// @param environment in addition to what is there
    record Start(List<String> command, Map<String, String> environment) {}

    /// @param statusUrl empty if it is not to ask
    /// @param podPort free, for its own HTTP
    record Setting(Path mount, String signalUrl, String statusUrl, int podPort, int localPort) {}
}
