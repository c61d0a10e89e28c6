package io.sidecars.configwatcher;

import io.sidecars.configwatcher.program.Termination;

/// Where the program starts. It takes over SIGTERM and leaves the rest to [Commands]: the JVM loads the types of all
/// methods of this class before it calls `main`, and until then the JVM ends the process at SIGTERM.
final class ConfigWatcher {
    private ConfigWatcher() {}

    static void main(String[] args) {
        Termination termination = Termination.install();
        System.exit(Commands.commandLine(termination).execute(args));
    }
}
