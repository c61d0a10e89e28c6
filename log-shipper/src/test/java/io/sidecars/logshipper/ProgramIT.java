package io.sidecars.logshipper;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/// What the whole program does.
class ProgramIT extends ProgramFixture {
    @Test
    void deliversAndExitsWithZeroOnSigterm() throws Exception {
        append(1, 1000);
        Process program = run();
        await().until(() -> receiver.messages().size() >= 1000);
        append(1001, 1100);
        Files.writeString(log(), "no end", StandardOpenOption.APPEND);

        program.destroy();

        assertThat(exitCode(program)).isZero();
        assertThat(receiver.messages())
                .hasSize(1102)
                .endsWith("line 1100", "no end", "log-shipper stopped: delivered 1101 records, nothing left");
        assertThat(stderr()).contains("delivered=\"1101\"").contains("drained=\"true\"");
    }

    @Test
    void exitsWithFiveAtTheDeadlineAndLosesNothing() throws Exception {
        append(1, 10);
        for (int i = 0; i < 100; i++) {
            receiver.nextStatus(503);
        }
        reconfigure("deadline: 30s", "deadline: 3s");
        Process program = run();
        await().until(() -> !receiver.refused().isEmpty());

        program.destroy();

        assertThat(exitCode(program)).isEqualTo(5);
        assertThat(stderr()).contains("drained=\"false\"");
        receiver.forgetAnswers();
        run();
        await().until(() -> receiver.messages().size() == 10);
    }

    @Test
    void losesNothingWhenKilledAndSendsTheSameIdsAgain() throws Exception {
        for (int round = 0; round < 4; round++) {
            append(round * 20_000 + 1, (round + 1) * 20_000);
            Process program = run();
            int before = receiver.records().size();
            await().until(() -> receiver.records().size() > before);
            program.destroyForcibly().waitFor();
        }
        Process last = run();
        await().until(() -> new HashSet<>(receiver.messages()).size() >= 80_000);
        last.destroyForcibly().waitFor();

        assertThat(new HashSet<>(receiver.messages())).hasSize(80_000);
        Set<String> ids = new HashSet<>();
        receiver.records()
                .forEach(record -> ids.add(record.path("log.record.uid").asText()));
        assertThat(ids).as("a line that is sent twice has the same id").hasSize(80_000);
    }

    @Test
    void saysOneSentenceAboutAnInvalidConfigurationAndExitsWithTwo() throws Exception {
        Path config = directory.resolve("config.yaml");
        reconfigure("url:", "ulr:");

        Process program = run();

        assertThat(exitCode(program)).isEqualTo(2);
        assertThat(stderr())
                .contains(config + ":8:5: unknown key \"ulr\"; did you mean \"url\"?")
                .doesNotContain("Exception");
    }

    @Test
    void waitsForAValidConfigurationWhenToldTo() throws Exception {
        Path config = directory.resolve("config.yaml");
        String valid = Files.readString(config);
        Files.writeString(config, "outputs: []");
        append(1, 1);
        Process program = run("--on-invalid=wait");

        String pod = "http://127.0.0.1:" + port("podPort");
        await().until(() -> get(pod + "/livez").statusCode() == 200);
        assertThat(get(pod + "/readyz").statusCode()).isEqualTo(503);
        assertThat(get(pod + "/metrics").body()).contains("log_shipper_config_valid 0.0");
        await().until(() -> stderr().contains("must have at least one entry"));

        reconfigure(valid);
        await().until(() -> get(pod + "/readyz").statusCode() == 200);
        await().until(() -> receiver.messages().equals(List.of("line 1")));
        await().until(() -> get(pod + "/metrics").body().contains("log_shipper_config_valid 1.0"));
        assertThat(program.isAlive()).isTrue();
    }

    /// Nothing was delivered.
    @Test
    void aSignalWhileItWaitsForAValidConfigurationIsNoSuccess() throws Exception {
        Files.writeString(directory.resolve("config.yaml"), "outputs: []");
        append(1, 1);
        Process program = run("--on-invalid=wait");
        await().until(() -> stderr().contains("must have at least one entry"));

        program.destroy();

        assertThat(exitCode(program)).isEqualTo(2);
    }

    /// 3, which therefore means nothing else.
    @Test
    void outOfMemoryHasAnExitCodeOfItsOwn() throws Exception {
        List<String> tooLittle = List.of("-Xmx4m", "-XX:+UseSerialGC", "-XX:+ExitOnOutOfMemoryError");

        Process program = start(new Launch(List.of(), tooLittle, directory.resolve("config.yaml")));

        assertThat(exitCode(program)).isEqualTo(3);
    }

    @Test
    void servesHealthToThePodAndStatusToLocalhostOnly() throws Exception {
        append(1, 3);
        run();
        String pod = "http://127.0.0.1:" + port("podPort");
        String local = "http://127.0.0.1:" + port("localPort");
        await().until(() -> receiver.messages().size() == 3);
        await().until(() -> get(pod + "/metrics").body().contains("log_shipper_lag_bytes{output=\"receiver\"} 0.0"));

        assertThat(get(pod + "/livez").statusCode()).isEqualTo(200);
        assertThat(get(pod + "/status").statusCode()).isEqualTo(404);
        assertThat(get(local + "/metrics").statusCode()).isEqualTo(404);
        assertThat(get(local + "/status").body())
                .contains("\"name\":\"receiver\",\"state\":\"idle\"", "\"lagBytes\":0,\"sentRecords\":3");
    }

    @Test
    void servesTheMetricsThatTheReadmeNames() throws Exception {
        append(1, 3);
        run();
        String metrics = "http://127.0.0.1:" + port("podPort") + "/metrics";
        await().until(() -> get(metrics).body().contains("log_shipper_responses_total"));

        String exposition = get(metrics).body();
        Map<String, String> types = new TreeMap<>();
        for (List<String> row : Readme.rows("metric", "labels", "")) {
            String name = Readme.code(row.getFirst()).getFirst();
            types.put(name, type(name, row.get(2)));
            assertThat(labels(name, exposition))
                    .as(name)
                    .isIn(
                            Set.of(),
                            Set.of(
                                    row.get(1).isEmpty()
                                            ? new String[0]
                                            : row.get(1).split(", ")));
        }
        assertThat(types)
                .isEqualTo(Pattern.compile("(?m)^# TYPE (\\S+) (\\S+)$")
                        .matcher(exposition)
                        .results()
                        .collect(Collectors.toMap(found -> found.group(1), found -> found.group(2))));
    }

    /// The type that a reader of the README expects.
    private static String type(String name, String description) {
        return description.startsWith("histogram") ? "histogram" : name.endsWith("_total") ? "counter" : "gauge";
    }

    /// The labels of the metric's samples; empty if it has none, or no sample yet. `le` belongs to every
    /// histogram.
    private static Set<String> labels(String metric, String exposition) {
        return Pattern.compile("(?m)^" + metric + "(?:_bucket|_count|_sum)?\\{([^}]*)}")
                .matcher(exposition)
                .results()
                .flatMap(sample ->
                        Pattern.compile("(\\w+)=\"").matcher(sample.group(1)).results())
                .map(label -> label.group(1))
                .filter(label -> !label.equals("le"))
                .collect(Collectors.toSet());
    }

    @Test
    void takesOverAChangedConfigurationAndRefusesAnInvalidOne() throws Exception {
        append(1, 1);
        run();
        await().until(() -> receiver.messages().size() == 1);
        Path config = directory.resolve("config.yaml");
        String valid = Files.readString(config);
        String local = "http://127.0.0.1:" + port("localPort") + "/status";
        String metrics = "http://127.0.0.1:" + port("podPort") + "/metrics";

        reconfigure(valid.replace("url:", "ulr:"));
        await().until(() -> get(local).body().contains("unknown key"));
        append(2, 2);
        await().until(() -> receiver.messages().size() == 2);
        assertThat(get(metrics).body()).contains("config_reloads_total{result=\"refused\"} 1.0");

        reconfigure(valid + "process: [{redact: {match: line, with: row}}]\n");
        await().until(() -> get(metrics).body().contains("config_reloads_total{result=\"applied\"} 1.0"));
        append(3, 3);
        await().until(() -> receiver.messages().size() == 3);

        assertThat(receiver.messages()).containsExactly("line 1", "line 2", "row 3");
        assertThat(get(local).body()).contains("\"configProblem\":null");
        assertThat(get(metrics).body()).contains("log_shipper_lag_bytes{output=\"receiver\"}");
    }

    @Test
    void refusesAStateDirectoryThatIsInUse() throws Exception {
        append(1, 1);
        run();
        await().until(() -> receiver.messages().size() == 1);

        Process second = run();

        assertThat(exitCode(second)).isEqualTo(1);
        assertThat(stderr())
                .contains("state directory " + directory.resolve("state") + " is in use by another log-shipper")
                .doesNotContain("Exception");
    }

    @Test
    void followsThePolicyForAStateThatCannotBeRead() throws Exception {
        append(1, 3);
        Files.createDirectories(directory.resolve("state"));
        Path checkpoint = Files.writeString(directory.resolve("state/checkpoint.json"), "damaged");
        Path config = directory.resolve("config.yaml");
        String earliest = Files.readString(config);

        Files.writeString(config, earliest.replace("/state}", "/state, onDamage: fail}"));
        Process refusing = run();
        assertThat(exitCode(refusing)).isEqualTo(1);
        assertThat(stderr())
                .contains("checkpoint cannot be read, and state.onDamage is fail: " + checkpoint
                        + ": the header line is missing")
                .doesNotContain("Exception");

        Files.writeString(config, earliest.replace("/state}", "/state, onDamage: end}"));
        Process skipping = run();
        String metrics = "http://127.0.0.1:" + port("podPort") + "/metrics";
        await().until(() -> get(metrics).body().contains("log_shipper_files_open 1.0"));
        append(4, 4);
        await().until(() -> receiver.messages().equals(List.of("line 4")));
        assertThat(get(metrics).body()).contains("log_shipper_loss_events_total{reason=\"state\"} 1.0");
        skipping.destroyForcibly().waitFor();

        Files.writeString(checkpoint, "damaged");
        Files.deleteIfExists(directory.resolve("state/checkpoint.previous.json"));
        Files.writeString(config, earliest);
        run();
        await().until(() -> receiver.messages().size() == 5);
    }

    /// Far more files than file descriptors, of which the jars, sockets and the checkpoint need most.
    @Test
    void deliversMoreFilesThanItCanHaveOpen() throws Exception {
        for (int i = 0; i < 100; i++) {
            Files.writeString(directory.resolve("logs/" + i + ".log"), "first of " + i + "\n");
        }
        start(new Launch(directory.resolve("config.yaml")).behind("prlimit", "--nofile=128:128"));
        await().until(() -> receiver.messages().size() == 100);

        for (int i = 0; i < 100; i++) {
            Files.writeString(
                    directory.resolve("logs/" + i + ".log"), "second of " + i + "\n", StandardOpenOption.APPEND);
        }
        await().until(() -> receiver.messages().size() == 200);

        assertThat(receiver.messages()).doesNotHaveDuplicates();
        assertThat(Files.exists(directory.resolve("state/checkpoint.json"))).isTrue();
    }

    @Test
    void saysWhichAddressItCannotListenOn() throws Exception {
        Process program = run("--pod-address=127.0.0.1:" + receiver.url().getPort());

        assertThat(exitCode(program)).isEqualTo(1);
        assertThat(stderr())
                .startsWith("cannot listen on 127.0.0.1:" + receiver.url().getPort() + ": ")
                .doesNotContain("Exception");
    }

    @Test
    void refusesToServeStatusOnAnAddressThatOthersReach() throws Exception {
        Process program = run("--local-address=0.0.0.0:0");

        assertThat(exitCode(program)).isEqualTo(2);
        assertThat(stderr()).contains("must be a loopback address");
    }
}
