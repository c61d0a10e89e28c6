package io.sidecars.logshipper;

import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// How the packaged program is started: on free ports, and with the environment of its image, not that of the
/// tests.
///
/// @param as what precedes `java`: how to become another user, or what to limit
/// @param jvm options of the JVM
record Launch(List<String> as, List<String> jvm, Path config) {
    Launch(Path config) {
        this(List.of(), List.of("-Xmx64m", "-XX:+UseSerialGC"), config);
    }

    Launch behind(String... command) {
        return new Launch(List.of(command), jvm, config);
    }

    /// @param options which replace those of the same name
    ProcessBuilder program(Redirect stderr, String... options) {
        List<String> arguments = new ArrayList<>(List.of(
                "-jar",
                "target/log-shipper.jar",
                "run",
                "--config=" + config,
                "--pod-address=127.0.0.1:0",
                "--local-address=127.0.0.1:0"));
        for (String option : options) {
            arguments.removeIf(given -> given.startsWith(option.replaceAll("=.*", "=")));
            arguments.add(option);
        }
        return java(arguments).redirectError(stderr);
    }

    ProcessBuilder java(List<String> arguments) {
        List<String> command = new ArrayList<>(as);
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(jvm);
        command.addAll(arguments);
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().clear();
        builder.environment().put("LANG", "C.UTF-8");
        return builder;
    }
}
