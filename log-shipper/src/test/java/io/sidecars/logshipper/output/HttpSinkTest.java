package io.sidecars.logshipper.output;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.sidecars.logshipper.Receiver;
import io.sidecars.logshipper.config.Endpoint;
import io.sidecars.logshipper.config.Output;
import io.sidecars.logshipper.output.Verdict.Accepted;
import io.sidecars.logshipper.output.Verdict.Refused;
import io.sidecars.logshipper.output.Verdict.Rejected;
import io.sidecars.logshipper.output.Verdict.RetryAfter;
import io.sidecars.logshipper.output.Verdict.TooLarge;
import io.sidecars.logshipper.process.Resource;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerRequest;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HttpSinkTest {
    private final Vertx vertx = Vertx.vertx();
    private final Receiver receiver = new Receiver(vertx);

    @AfterEach
    void close() {
        receiver.close();
        vertx.close().await();
    }

    @ParameterizedTest
    @ValueSource(ints = {200, 201, 202, 204, 299})
    void every2xxAccepts(int status) throws Exception {
        assertThat(verdictOn(status)).isEqualTo(new Accepted());
    }

    @ParameterizedTest
    @ValueSource(ints = {408, 425, 429, 500, 502, 503, 504, 599})
    void theseAreTriedAgain(int status) throws Exception {
        assertThat(verdictOn(status)).isEqualTo(new RetryAfter(null, "status " + status + ": told so"));
    }

    @ParameterizedTest
    @ValueSource(ints = {400, 422})
    void theseAreRejected(int status) throws Exception {
        assertThat(verdictOn(status)).isEqualTo(new Rejected(status, "status " + status + ": told so"));
    }

    @ParameterizedTest
    @ValueSource(ints = {301, 307, 401, 403, 404, 405, 415})
    void theseAreRefused(int status) throws Exception {
        assertThat(verdictOn(status)).isEqualTo(new Refused(status, "status " + status + ": told so"));
    }

    @Test
    void status413IsTooLarge() throws Exception {
        assertThat(verdictOn(413)).isEqualTo(new TooLarge(413, "status 413: told so"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            nullValues = "none",
            value = {
                "7 | 7",
                "0 | 0",
                "Thu, 01 Jan 1970 00:00:09 GMT | 9",
                "Wed, 31 Dec 1969 23:00:00 GMT | 0",
                "86400 | 300",
                "99999999999999999 | 300",
                "soon | none",
                "-5 | none"
            })
    void honoursRetryAfterWithinFiveMinutes(String header, Long seconds) throws Exception {
        Verdict verdict = verdictOn(request -> request.response()
                .setStatusCode(503)
                .putHeader("Retry-After", header)
                .end());

        assertThat(((RetryAfter) verdict).delay()).isEqualTo(seconds == null ? null : Duration.ofSeconds(seconds));
    }

    @Test
    void aRefusedConnectionIsTriedAgain() throws Exception {
        URI closed = receiver.url();
        receiver.close();

        assertThat(send(closed)).isInstanceOf(RetryAfter.class);
    }

    @Test
    void anAnswerThatNeverComesIsTriedAgain() throws Exception {
        assertThat(verdictOn(request -> {})).isInstanceOf(RetryAfter.class);
    }

    @Test
    void anAnswerThatNeverEndsIsTriedAgain() throws Exception {
        assertThat(verdictOn(request -> request.response().setChunked(true).write("begun")))
                .isInstanceOf(RetryAfter.class);
    }

    @Test
    void aConnectionThatBreaksIsTriedAgain() throws Exception {
        assertThat(verdictOn(request -> request.connection().close())).isInstanceOf(RetryAfter.class);
    }

    @Test
    void showsNoMoreThanTheBeginningOfALongReason() throws Exception {
        Verdict verdict =
                verdictOn(request -> request.response().setStatusCode(400).end("x".repeat(1 << 20)));

        assertThat(((Rejected) verdict).why()).hasSizeLessThan(250);
    }

    private Verdict verdictOn(int status) throws Exception {
        return verdictOn(request -> request.response().setStatusCode(status).end(status == 204 ? "" : "told so"));
    }

    private Verdict verdictOn(Consumer<HttpServerRequest> answer) throws Exception {
        receiver.next(answer);
        return send(receiver.url());
    }

    private Verdict send(URI url) throws Exception {
        Endpoint endpoint = new Endpoint(
                url,
                Duration.ofMillis(300),
                Map.of(),
                new Endpoint.Auth.None(),
                new Endpoint.Tls(null, null, null, null, Endpoint.Tls.MinVersion.V1_2),
                null,
                new Endpoint.Compression(Endpoint.Compression.Method.NONE, 1));
        Output.Common common = new Output.Common(
                "test",
                Output.StartAt.BEGINNING,
                List.of(),
                new Output.Batch(1, 1, Duration.ZERO),
                1,
                new Output.DeadLetters(0, Output.DeadLetters.Full.BLOCK));
        Output.Http config = new Output.Http(common, endpoint, Output.Http.Method.POST, Map.of());
        Protocol protocol = new NdjsonProtocol(config, new Resource(Map.of()));
        HttpSink sink = new HttpSink(vertx, endpoint, 1, protocol, () -> Instant.EPOCH, (_, _) -> {});
        WireBuffer batch = new WireBuffer(16).put("{}\n".getBytes(UTF_8));
        return sink.send(new Part(batch, 0, batch.length(), 1)).await(10, TimeUnit.SECONDS);
    }
}
