package io.sidecars.configwatcher.config;

import java.time.Duration;
import java.util.List;
import java.util.Set;

/// How an app is told.
public sealed interface Signal {

    /// From the start of telling to its end; after it, also until a status must agree.
    Duration timeout();

    /// By a request.
    ///
    /// @param accepted answers that confirm
    /// @param rejected answers that say that the app does not want this version; all others are told again
    record Http(Method method, Endpoint endpoint, Body body, StatusCodes accepted, StatusCodes rejected) implements Signal {
        /// Statuses that say nothing about the version: who may ask, where, and when. They reject only where they are
        /// named one by one.
        private static final Set<Integer> BESIDE_THE_POINT = Set.of(401, 403, 404, 405, 407, 408, 421, 425, 429);

        @Override
        public Duration timeout() {
            return endpoint.timeout();
        }

        public boolean rejects(int status) {
            return rejected.contains(status) && (!BESIDE_THE_POINT.contains(status) || rejected.names(status));
        }
    }

    /// By a Unix signal.
    record Unix(ProcessSelector process) implements Signal {
        @Override
        public Duration timeout() {
            return Duration.ofSeconds(10);
        }
    }

    /// The request's method.
    enum Method {
        POST,
        PUT,
        GET
    }

    /// What is in the request.
    enum Body {
        /// The version and the names of what has changed.
        NOTIFY,
        /// The same, and all files.
        PUSH,
        /// Nothing.
        NONE
    }

    /// The mapping of a target.
    static Signal read(YamlMapping target) {
        Preset preset = target.optional("preset", "none", Values.word(Preset.class));
        boolean process = target.has("process") || (preset.process != null && !target.has("signal"));
        target.onlyValid("signal", !process, "valid without process");
        if (process) {
            return new Unix(target.nested("process", yaml -> ProcessSelector.read(yaml, preset.process, preset.signal)));
        }
        if (!target.has("signal") && preset.url == null) {
            throw target.error("signal", "or \"process\" is required");
        }
        return target.nested("signal", yaml -> http(yaml, preset));
    }

    private static Http http(YamlMapping yaml, Preset preset) {
        Method method = yaml.optional("method", "POST", Values.upperCaseWord(Method.class));
        Body body = yaml.optional("body", Values.word(preset.body), Values.word(Body.class));
        if (method == Method.GET && body != Body.NONE) {
            throw yaml.error("method", "is only valid with body: none");
        }
        return new Http(
                method,
                EndpointReader.read(yaml, preset.url, "10s"),
                body,
                statuses(yaml, "accepted", preset.accepted),
                statuses(yaml, "rejected", preset.rejected));
    }

    private static StatusCodes statuses(YamlMapping yaml, String key, String preset) {
        List<String> given = yaml.values(key, StatusCodes::pattern);
        return new StatusCodes(given.isEmpty() ? List.of(preset) : given);
    }
}
