package io.sidecars.configwatcher.process;

import io.sidecars.configwatcher.config.ProcessSelector;
import java.util.List;
import java.util.regex.Pattern;

/// Whether a process is one that a target means.
record ProcessMatcher(ProcessSelector target, ProcFs proc) {
    /// The kernel keeps no more of a name.
    private static final int LONGEST_NAME = 15;

    boolean matches(ProcStat process) {
        Pattern command = target.command();
        return command == null
                ? names(process).contains(target.name())
                : command.matcher(
                                String.join(" ", proc.arguments(process.pid())).strip())
                        .matches();
    }

    /// That of the program, that under which it was called, and that which it has given itself. One that fills all 15
    /// bytes may be cut: the rest is in the command line, for a script behind its interpreter.
    private List<String> names(ProcStat process) {
        List<String> called =
                proc.arguments(process.pid()).stream().map(ProcessMatcher::baseName).toList();
        String full = called.stream()
                .filter(name -> process.name().length() == LONGEST_NAME && name.startsWith(process.name()))
                .findFirst()
                .orElse(process.name());
        return List.of(full, called.isEmpty() ? full : called.getFirst(), baseName(proc.executable(process.pid())));
    }

    private static String baseName(String path) {
        return path.substring(path.lastIndexOf('/') + 1);
    }

    /// To stand behind "process" in a sentence.
    @Override
    public String toString() {
        return target.name() == null
                ? "with a command line like \"" + target.command() + "\""
                : "called \"" + target.name() + "\"";
    }
}
