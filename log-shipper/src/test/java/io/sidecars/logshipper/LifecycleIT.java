package io.sidecars.logshipper;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServer;
import java.io.BufferedWriter;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/// How the program ends, and what an operator can do while it runs.
class LifecycleIT extends ProgramFixture {
    @Test
    void drainsALargeBacklogBeforeTheDeadline() throws Exception {
        int lines = 800_000;
        AtomicLong received = new AtomicLong();
        HttpServer counter = vertx.createHttpServer()
                .requestHandler(request -> request.body().onSuccess(body -> {
                    received.addAndGet(newlines(body));
                    request.response().end();
                }))
                .listen(0, "127.0.0.1")
                .await();
        reconfigure("drain: {deadline: 30s}", "drain: {deadline: 20s, summary: false}");
        reconfigure(receiver.url().toString(), "http://127.0.0.1:" + counter.actualPort() + "/");
        try (BufferedWriter log = Files.newBufferedWriter(log())) {
            for (int i = 0; i < lines; i++) {
                log.write("line " + i + " " + "x".repeat(240) + "\n");
            }
        }
        assertThat(Files.size(log())).isGreaterThan(200_000_000);
        Process program = run();
        await().until(() -> received.get() > 0);

        program.destroy();

        assertThat(exitCode(program)).isZero();
        assertThat(received).hasValue(lines);
    }

    private static long newlines(Buffer body) {
        long count = 0;
        for (byte b : body.getBytes()) {
            if (b == '\n') {
                count++;
            }
        }
        return count;
    }

    @Test
    void aSecondSignalEndsItAtOnceWithARightCursor() throws Exception {
        reconfigure("drain: {deadline: 30s}", "drain: {deadline: 1h}");
        append(1, 10);
        Process program = run();
        await().until(() -> receiver.messages().size() == 10);
        receiver.judge(_ -> 503);
        append(11, 20);
        await().until(() -> !receiver.refused().isEmpty());

        program.destroy();
        assertThat(program.waitFor(1, TimeUnit.SECONDS)).as("drains").isFalse();
        program.destroy();

        assertThat(program.waitFor(10, TimeUnit.SECONDS)).as("at once").isTrue();
        assertThat(program.exitValue()).isEqualTo(5);
        receiver.judge(_ -> 200);
        run();
        await().until(() -> receiver.messages().size() == 20);
        assertThat(receiver.messages()).doesNotHaveDuplicates();
    }

    /// A Job whose main container writes a thousand lines and ends before the shipper has even started.
    @Test
    void endsWhenAFileAppears() throws Exception {
        Path marker = directory.resolve("logs/done");
        reconfigure("drain:", "exitWhen: {file: " + marker + "}\ndrain:");
        append(1, 1000);
        Process program = run();
        await().until(() -> receiver.messages().size() == 1000);
        assertThat(program.isAlive()).isTrue();

        Files.createFile(marker);

        assertThat(exitCode(program)).isZero();
        assertThat(receiver.messages()).hasSize(1001);
    }

    @Test
    void endsWhenFilesAreQuiet() throws Exception {
        reconfigure("drain:", "exitWhen: {quiet: 2s}\ndrain:");
        append(1, 1000);

        Process program = run();

        assertThat(exitCode(program)).isZero();
        assertThat(receiver.messages()).hasSize(1001);
    }

    @Test
    void listsAndReplaysDeadLetters() throws Exception {
        receiver.judge(body -> body.contains("line 3\"") ? 400 : 200);
        append(1, 5);
        run();
        await().until(() -> receiver.messages().size() == 4);
        URI local = URI.create("http://127.0.0.1:" + port("localPort"));
        await().until(() -> get(local + "/status").body().contains("\"deadLetters\":{\"letters\":1,"));
        assertThat(get(local + "/dead-letters").body()).contains("line 3");
        assertThat(get(local + "/dead-letters?output=other").statusCode()).isEqualTo(404);

        receiver.judge(_ -> 200);
        HttpResponse<String> replay = post(local.resolve("/dead-letters/replay"), "application/json");

        assertThat(replay.statusCode()).isEqualTo(200);
        assertThat(replay.body()).isEqualTo("receiver: 1 sent again, 0 left\n");
        await().until(() -> receiver.messages().contains("line 3"));
        await().until(() -> get(local + "/dead-letters").body().isEmpty());
    }

    @Test
    void refusesRequestsThatAWebPageCanSend() throws Exception {
        append(1, 1);
        run();
        URI local = URI.create("http://127.0.0.1:" + port("localPort"));

        assertThat(post(local.resolve("/dead-letters/replay"), "text/plain").statusCode())
                .isEqualTo(415);
        assertThat(get(local + "/dead-letters/replay").statusCode()).isEqualTo(405);
        assertThat(statusWithHost(local.getPort(), "attacker.example")).contains(" 403 ");
        assertThat(statusWithHost(local.getPort(), "localhost:9402")).contains(" 200 ");
    }

    /// Long before the linger time of the batch is over.
    @Test
    void whatIsWrittenLastIsDeliveredAtOnceOnSigterm() throws Exception {
        reconfigure("{linger: 50ms}", "{linger: 1m}");
        append(1, 10);
        Process program = run();
        port("podPort");
        append(11, 20);

        program.destroy();

        assertThat(exitCode(program)).isZero();
        assertThat(receiver.messages()).contains("line 20");
    }

    private HttpResponse<String> post(URI uri, String type) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(uri)
                .header("Content-Type", type)
                .POST(HttpRequest.BodyPublishers.noBody())
                .build();
        return client.send(request, HttpResponse.BodyHandlers.ofString());
    }

    private static String statusWithHost(int port, String host) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setSoTimeout((int) Duration.ofSeconds(5).toMillis());
            socket.getOutputStream()
                    .write(("GET /status HTTP/1.1\r\nHost: " + host + "\r\nConnection: close\r\n\r\n")
                            .getBytes(US_ASCII));
            return new String(socket.getInputStream().readAllBytes(), UTF_8)
                    .lines()
                    .findFirst()
                    .orElseThrow();
        }
    }
}
