package io.sidecars.configwatcher.process;

import io.sidecars.configwatcher.config.ProcessSelector;
import java.util.List;
import java.util.regex.Pattern;

/// Matches processes against the name or the command line that a target selects.
record ProcessMatcher(ProcessSelector selector, ProcFs proc) {
    /// The kernel cuts a name to this length.
    private static final int MAX_NAME = 15;

    boolean matches(ProcStat process) {
        Pattern command = selector.command();
        return command == null
                ? names(process).contains(selector.name())
                : command.matcher(
                                String.join(" ", proc.arguments(process.pid())).strip())
                        .matches();
    }

    /// The names that a process is known by: the one that it has set itself, the one that it was started by, and
    /// the one of its executable. A name of 15 bytes may be cut, so its full form is taken from the command
    /// line, where a script comes after its interpreter.
    private List<String> names(ProcStat process) {
        List<String> arguments = proc.arguments(process.pid()).stream()
                .map(ProcessMatcher::baseName)
                .toList();
        String full = arguments.stream()
                .filter(name -> process.name().length() == MAX_NAME && name.startsWith(process.name()))
                .findFirst()
                .orElse(process.name());
        return List.of(
                full, arguments.isEmpty() ? full : arguments.getFirst(), baseName(proc.executable(process.pid())));
    }

    private static String baseName(String path) {
        return path.substring(path.lastIndexOf('/') + 1);
    }

    /// Completes a sentence after the word "process".
    @Override
    public String toString() {
        return selector.name() == null
                ? "whose command line matches \"" + selector.command() + "\""
                : "named \"" + selector.name() + "\"";
    }
}
