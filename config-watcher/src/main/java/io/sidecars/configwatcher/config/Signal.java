package io.sidecars.configwatcher.config;

import java.time.Duration;
import java.util.List;
import java.util.Set;

/// How an app is signalled.
public sealed interface Signal {

    /// The time limit of the signal. After an accepted signal, also the time within which the status endpoint must
    /// confirm.
    Duration timeout();

    /// By an HTTP request.
    ///
    /// @param accepted status codes by which the app accepts the version
    /// @param rejected status codes by which the app rejects the version; with any other code the signal is sent
    ///     again
    record Http(Method method, Endpoint endpoint, Body body, StatusCodes accepted, StatusCodes rejected)
            implements Signal {
        /// 4xx codes about the request and not about the version. They reject only if they are listed one by one,
        /// not as part of a class such as 4xx.
        private static final Set<Integer> ABOUT_THE_REQUEST = Set.of(401, 403, 404, 405, 407, 408, 421, 425, 429);

        @Override
        public Duration timeout() {
            return endpoint.timeout();
        }

        public boolean rejects(int status) {
            return rejected.contains(status) && (!ABOUT_THE_REQUEST.contains(status) || rejected.lists(status));
        }
    }

    /// By a Unix signal.
    record Unix(ProcessSelector process) implements Signal {
        @Override
        public Duration timeout() {
            return Duration.ofSeconds(10);
        }
    }

    /// By a program that tells the app. Its exit code 0 accepts the version.
    ///
    /// @param rejected exit codes that reject the version; with any other code it is run again
    record Exec(CommandConfig command, Set<Integer> rejected) implements Signal {
        @Override
        public Duration timeout() {
            return command.timeout();
        }
    }

    /// The HTTP method.
    enum Method {
        POST,
        PUT,
        GET
    }

    /// The body of the request.
    enum Body {
        /// The version and the names of the files that changed.
        NOTIFY,
        /// The same, and the contents of all files.
        PUSH,
        /// No body.
        NONE
    }

    /// Reads the keys `preset`, `signal`, `process` and `exec` of a target.
    static Signal read(YamlMapping target) {
        Preset preset = target.optional("preset", "none", Values.word(Preset.class));
        if (target.has("exec")) {
            target.onlyValid("signal", false, "valid without exec");
            target.onlyValid("process", false, "valid without exec");
            return target.nested("exec", Signal::exec);
        }
        boolean process = target.has("process") || (preset.process != null && !target.has("signal"));
        target.onlyValid("signal", !process, "valid without process");
        if (process) {
            return new Unix(
                    target.nested("process", yaml -> ProcessSelector.read(yaml, preset.process, preset.signal)));
        }
        if (!target.has("signal") && preset.url == null) {
            throw target.error("signal", "or \"process\" or \"exec\" is required");
        }
        return target.nested("signal", yaml -> http(yaml, preset));
    }

    private static Exec exec(YamlMapping yaml) {
        List<Integer> rejected = yaml.values("rejected", Values::exitCode);
        return CommandConfig.read(yaml)
                .map(command -> new Exec(command, Set.copyOf(rejected)))
                .orElseThrow(() -> yaml.error("command", "is required"));
    }

    private static Http http(YamlMapping yaml, Preset preset) {
        Method method = yaml.optional("method", "POST", Values.upperCaseWord(Method.class));
        Body body = yaml.optional("body", Values.word(preset.body), Values.word(Body.class));
        if (method == Method.GET && body != Body.NONE) {
            throw yaml.error("method", "is only valid with body: none");
        }
        Endpoint endpoint = EndpointReader.read(yaml, preset.url, "10s");
        StatusCodes accepted = statuses(yaml, "accepted", preset.accepted);
        StatusCodes rejected = statuses(yaml, "rejected", preset.rejected);
        rejected.patterns().stream().filter(accepted::covers).findFirst().ifPresent(code -> {
            throw yaml.error("rejected", "must not have " + code + ", which accepted has too");
        });
        return new Http(method, endpoint, body, accepted, rejected);
    }

    private static StatusCodes statuses(YamlMapping yaml, String key, String preset) {
        List<String> given = yaml.values(key, StatusCodes::pattern);
        return new StatusCodes(given.isEmpty() ? List.of(preset) : given);
    }
}
