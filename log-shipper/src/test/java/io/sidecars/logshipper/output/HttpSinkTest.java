package io.sidecars.logshipper.output;

import static org.assertj.core.api.Assertions.assertThat;

import io.sidecars.logshipper.Receiver;
import io.sidecars.logshipper.output.Verdict.Accepted;
import io.sidecars.logshipper.output.Verdict.Misconfigured;
import io.sidecars.logshipper.output.Verdict.Rejected;
import io.sidecars.logshipper.output.Verdict.Retry;
import io.sidecars.logshipper.output.Verdict.TooLarge;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerRequest;
import java.net.URI;
import java.time.Duration;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HttpSinkTest {
    private static final Duration SOON = Duration.ofMillis(300);

    private final Vertx vertx = Vertx.vertx();
    private final Receiver receiver = new Receiver(vertx);
    private final SinkFixture fixture = new SinkFixture();

    @AfterEach
    void close() {
        fixture.close();
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
        assertThat(verdictOn(status)).isEqualTo(new Retry(null, "status " + status + ": told so"));
    }

    @ParameterizedTest
    @ValueSource(ints = {400, 422})
    void theseAreRejected(int status) throws Exception {
        assertThat(verdictOn(status)).isEqualTo(new Rejected(status, "status " + status + ": told so"));
    }

    @ParameterizedTest
    @ValueSource(ints = {301, 307, 401, 403, 404, 405, 415})
    void theseAreRefused(int status) throws Exception {
        assertThat(verdictOn(status)).isEqualTo(new Misconfigured(status, "status " + status + ": told so"));
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

        assertThat(((Retry) verdict).delay()).isEqualTo(seconds == null ? null : Duration.ofSeconds(seconds));
    }

    @Test
    void aRefusedConnectionIsTriedAgain() throws Exception {
        URI closed = receiver.url();
        receiver.close();

        assertThat(send(closed)).isInstanceOf(Retry.class);
    }

    @Test
    void anAnswerThatNeverComesIsTriedAgain() throws Exception {
        fixture.timeout = SOON;
        assertThat(verdictOn(request -> {})).isInstanceOf(Retry.class);
    }

    @Test
    void anAnswerThatNeverEndsHasTheVerdictOfItsStatus() throws Exception {
        fixture.timeout = SOON;
        assertThat(verdictOn(request -> request.response().setChunked(true).write("begun")))
                .isInstanceOf(Accepted.class);
        assertThat(verdictOn(request ->
                        request.response().setStatusCode(503).setChunked(true).write("begun")))
                .isInstanceOf(Retry.class);
    }

    @Test
    void aConnectionThatBreaksIsTriedAgain() throws Exception {
        assertThat(verdictOn(request -> request.connection().close())).isInstanceOf(Retry.class);
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
        return fixture.send(url.toString(), "{}\n");
    }
}
