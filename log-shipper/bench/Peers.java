import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/// Other programs that do the same job on the same machine.
final class Peers {
    private Peers() {}

    /// Fluent Bit with the fastest of the configurations tried: large chunks, the input on the main thread.
    ///
    /// @return empty if it has no such output
    static Optional<Contender> fluentBit(Path binary, String job) {
        return fluentBitOutput(job).map(output -> {
            boolean json = job.equals("http-json");
            return new Contender("Fluent Bit", job, json ? Workload.Kind.JSON : Workload.Kind.MIXED, false, setup -> {
                Path parsers = setup.write("parsers.conf", """
                    [PARSER]
                        name json
                        format json
                        time_key @timestamp
                        time_format %Y-%m-%dT%H:%M:%S.%LZ
                        time_keep on
                    """);
                Path config = setup.write("fluent-bit.conf", """
                    [SERVICE]
                        flush 0.2
                        log_level error
                        parsers_file %s
                    [INPUT]
                        name tail
                        path %s
                        db %s
                        read_from_head on
                        threaded off
                        buffer_chunk_size 1M
                        buffer_max_size 1M
                        mem_buf_limit 64M
                        %s
                    [OUTPUT]
                        match *
                        host 127.0.0.1
                        port %d
                        %s
                    """.formatted(
                                parsers,
                                setup.file(),
                                setup.directory().resolve("tail.db"),
                                json ? "parser json" : "",
                                setup.httpPort(),
                                output.replace("\n", "\n    ")));
                return List.of(binary.toString(), "-c", config.toString());
            });
        });
    }

    private static Optional<String> fluentBitOutput(String job) {
        String http = "name http\nuri /\nformat json_lines";
        return Optional.ofNullable(
                switch (job) {
                    case "http", "http-json" -> http;
                    case "http-gzip" -> http + "\ncompress gzip";
                    case "loki" -> "name loki\nlabels job=bench";
                    case "elasticsearch" -> "name es\nindex bench\nsuppress_type_name on";
                    case "otlp" -> "name opentelemetry\nlogs_uri /v1/logs";
                    default -> null;
                });
    }

    /// rsyslog sends the lines as they are over TCP. That is less work than any other job here, and it waits for
    /// no acknowledgement.
    static Contender rsyslog(Path binary) {
        return new Contender("rsyslog", "raw lines by TCP", Workload.Kind.MIXED, false, setup -> {
            Path config = setup.write(
                    "rsyslog.conf", """
                        global(workDirectory="%s")
                        module(load="imfile")
                        template(name="raw" type="string" string="%%msg%%\\n")
                        ruleset(name="send") {
                          action(type="omfwd" target="127.0.0.1" port="%d" protocol="tcp" template="raw")
                        }
                        input(type="imfile" file="%s" tag="bench" ruleset="send")
                        """.formatted(setup.directory(), setup.tcpPort(), setup.file()));
            Path pid = setup.directory().resolve("rsyslog.pid");
            return List.of(binary.toString(), "-n", "-f", config.toString(), "-i", pid.toString());
        });
    }

    /// The upper bound: what this machine and the receiver allow.
    static Contender naiveShipper() {
        return new Contender(
                "trivial sender",
                "raw lines by HTTP",
                Workload.Kind.MIXED,
                false,
                setup -> List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:+UseSerialGC",
                        "-Xmx32m",
                        "-cp",
                        System.getProperty("java.class.path"),
                        "NaiveShipper",
                        setup.file().toString(),
                        Integer.toString(setup.httpPort())));
    }
}
