package io.sidecars.logshipper.output;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.airlift.compress.v3.zstd.ZstdJavaDecompressor;
import io.sidecars.logshipper.compress.Zstd;
import io.sidecars.logshipper.config.Endpoint.Auth;
import io.sidecars.logshipper.config.Endpoint.Compression;
import io.sidecars.logshipper.config.Endpoint.Credential;
import io.sidecars.logshipper.config.Secret;
import io.sidecars.logshipper.output.Verdict.Accepted;
import io.sidecars.logshipper.output.Verdict.Misconfigured;
import io.sidecars.logshipper.output.Verdict.Rejected;
import io.sidecars.logshipper.output.Verdict.Retry;
import io.sidecars.logshipper.output.Verdict.TooLarge;
import io.vertx.core.Future;
import java.io.ByteArrayInputStream;
import java.io.OutputStream;
import java.lang.ref.WeakReference;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.zip.GZIPInputStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TransportTest {
    private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n";
    /// More than the buffers of both sockets hold.
    private static final byte[] HUGE = new byte[64 << 20];

    private final SinkFixture fixture = new SinkFixture();

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path directory;

    @AfterEach
    void close() {
        fixture.close();
    }

    @Test
    void sendsTheRecordsAsTheyAre() throws Exception {
        try (RawServer server = RawServer.answering(OK)) {
            assertThat(fixture.send(url(server), "{}\n{}\n")).isEqualTo(new Accepted());

            assertThat(server.heads().getFirst())
                    .startsWith("POST /ingest HTTP/1.1\r\n")
                    .containsIgnoringCase("\r\nHost: 127.0.0.1:" + server.port() + "\r\n")
                    .containsIgnoringCase("\r\nContent-Length: 6\r\n")
                    .doesNotContainIgnoringCase("Content-Encoding")
                    .doesNotContainIgnoringCase("Authorization");
            assertThat(server.body(0)).asString(UTF_8).isEqualTo("{}\n{}\n");
        }
    }

    @Test
    void sendsHeadersAndTheQuery() throws Exception {
        fixture.headers.put("X-Scope-OrgID", new Secret("team a"));
        fixture.query.put("a b", new Secret("c&d"));
        try (RawServer server = RawServer.answering(OK)) {
            assertThat(fixture.send(url(server), "{}\n")).isEqualTo(new Accepted());

            assertThat(server.heads().getFirst())
                    .startsWith("POST /ingest?a%20b=c%26d HTTP/1.1\r\n")
                    .contains("\r\nX-Scope-OrgID: team a\r\n");
        }
    }

    @Test
    void sendsACredentialThatChangesOnDisk() throws Exception {
        Path token = Files.writeString(directory.resolve("token"), "first\n");
        fixture.auth = new Auth.Bearer(new Credential.File(token));
        try (RawServer server = RawServer.answering(OK)) {
            fixture.send(url(server), "{}\n");
            Files.writeString(token, "second\n");
            fixture.pass(Duration.ofSeconds(1));
            fixture.send(url(server), "{}\n");

            assertThat(server.heads().getFirst()).contains("uthorization: Bearer first\r\n");
            assertThat(server.heads().getLast()).contains("uthorization: Bearer second\r\n");
        }
    }

    @Test
    void nothingIsSentWithoutItsCredential() throws Exception {
        Path token = directory.resolve("token");
        fixture.auth = new Auth.Bearer(new Credential.File(token));
        try (RawServer server = RawServer.answering(OK)) {
            assertThat(fixture.send(url(server), "{}\n"))
                    .isEqualTo(new Retry(null, "the file of auth.bearer.tokenFile does not exist"));
            assertThat(server.heads()).isEmpty();

            Files.writeString(token, "here");
            assertThat(fixture.send(url(server), "{}\n")).isEqualTo(new Accepted());
        }
    }

    @Test
    void compressesBodies() throws Exception {
        fixture.compression = new Compression(Compression.Method.GZIP, 1);
        String body = "{\"message\":\"again\"}\n".repeat(1000);
        try (RawServer server = RawServer.answering(OK)) {
            assertThat(fixture.send(url(server), body)).isEqualTo(new Accepted());
            assertThat(fixture.send(url(server), body)).isEqualTo(new Accepted());

            assertThat(server.heads().getLast())
                    .containsIgnoringCase("\r\nContent-Encoding: gzip\r\n")
                    .containsIgnoringCase("\r\nContent-Length: " + server.body(1).length + "\r\n");
            assertThat(new GZIPInputStream(new ByteArrayInputStream(server.body(1))))
                    .asString(UTF_8)
                    .isEqualTo(body);
        }
    }

    @Test
    void compressesBodiesWithZstd() throws Exception {
        assumeTrue(Zstd.isAvailable(Zstd.LIBRARY), Zstd.LIBRARY);
        fixture.compression = new Compression(Compression.Method.ZSTD, 1);
        byte[] body = "{\"message\":\"again\"}\n".repeat(1000).getBytes(UTF_8);
        try (RawServer server = RawServer.answering(OK)) {
            assertThat(fixture.send(url(server), new String(body, UTF_8))).isEqualTo(new Accepted());

            assertThat(server.heads().getLast()).containsIgnoringCase("\r\nContent-Encoding: zstd\r\n");
            byte[] sent = server.body(0);
            byte[] read = new byte[body.length];
            assertThat(new ZstdJavaDecompressor().decompress(sent, 0, sent.length, read, 0, read.length))
                    .isEqualTo(body.length);
            assertThat(read).isEqualTo(body);
        }
    }

    @Test
    void aClosedSinkHasGivenBackWhatItCompressedWith() {
        assumeTrue(Zstd.isAvailable(Zstd.LIBRARY), Zstd.LIBRARY);
        fixture.compression = new Compression(Compression.Method.ZSTD, 1);
        fixture.sink("http://127.0.0.1:1/").close();

        assertThatThrownBy(() -> fixture.send("http://127.0.0.1:1/", "{}\n"))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("closed");
    }

    @Test
    void anAnswerMayComeByteByByte() throws Exception {
        RawServer.Script script = (server, connection) -> {
            connection.setTcpNoDelay(true);
            server.read(connection);
            for (char c : "HTTP/1.1 413 No\r\nContent-Length: 7\r\n\r\ntold so".toCharArray()) {
                RawServer.write(connection, String.valueOf(c));
            }
        };
        try (RawServer server = new RawServer(script)) {
            assertThat(fixture.send(url(server), "{}\n")).isEqualTo(new TooLarge(413, "status 413: told so"));
        }
    }

    @Test
    void aRefusalMayComeBeforeTheBodyIsRead() throws Exception {
        RawServer.Script script = (_, connection) -> {
            RawServer.head(connection.getInputStream());
            RawServer.write(connection, "HTTP/1.1 413 No\r\nContent-Length: 0\r\n\r\n");
            while (connection.getInputStream().skip(1) > 0) {} // until the client closes
        };
        try (RawServer server = new RawServer(script)) {
            assertThat(fixture.sending(url(server), HUGE).await(20, TimeUnit.SECONDS))
                    .isEqualTo(new TooLarge(413, "status 413"));
        }
    }

    @Test
    void successBeforeTheBodyIsReadIsNone() throws Exception {
        fixture.timeout = Duration.ofMillis(500);
        CountDownLatch over = new CountDownLatch(1);
        RawServer.Script script = (_, connection) -> {
            RawServer.head(connection.getInputStream());
            RawServer.write(connection, OK);
            await(over);
        };
        try (RawServer server = new RawServer(script)) {
            assertThat(fixture.sending(url(server), HUGE).await(20, TimeUnit.SECONDS))
                    .isEqualTo(new Retry(null, "no response within the timeout"));
        } finally {
            over.countDown();
        }
    }

    @Test
    void theBytesAreFreeWhenAReceiverDoesNotRead() throws Exception {
        fixture.timeout = Duration.ofMillis(500);
        CountDownLatch over = new CountDownLatch(1);
        CountDownLatch closed = new CountDownLatch(1);
        RawServer.Script script = (_, connection) -> {
            await(over);
            try {
                connection.getInputStream().transferTo(OutputStream.nullOutputStream());
            } finally {
                closed.countDown();
            }
        };
        try (RawServer server = new RawServer(script)) {
            Future<Verdict> verdict = fixture.sending(url(server), HUGE);

            assertThat(verdict.await(20, TimeUnit.SECONDS))
                    .isEqualTo(new Retry(null, "no response within the timeout"));
            over.countDown();
            assertThat(closed.await(10, TimeUnit.SECONDS)).isTrue();
        }
    }

    @Test
    void aConnectionThatWasClosedWhileIdleIsReplaced() throws Exception {
        RawServer.Script script = (server, connection) -> {
            server.read(connection);
            RawServer.write(connection, OK);
        };
        try (RawServer server = new RawServer(script)) {
            assertThat(fixture.send(url(server), "{}\n")).isEqualTo(new Accepted());
            Verdict second = fixture.send(url(server), "{}\n");
            assertThat(second).isInstanceOfAny(Accepted.class, Retry.class);
            Verdict third = second instanceof Accepted ? second : fixture.send(url(server), "{}\n");
            assertThat(third).isEqualTo(new Accepted());
        }
    }

    @Test
    void aConnectionInUseKeepsNothingOfEarlierRequests() throws Exception {
        try (RawServer server = RawServer.answering(OK)) {
            WeakReference<byte[]> earlier = sent(server);
            fixture.send(url(server), "{}\n");

            Awaitility.await().untilAsserted(() -> {
                System.gc();
                assertThat(earlier.get()).isNull();
            });
            assertThat(server.connections()).isEqualTo(1);
        }
    }

    private WeakReference<byte[]> sent(RawServer server) throws Exception {
        WireBuffer batch = new WireBuffer(16).put("{}\n".getBytes(UTF_8));
        Verdict verdict = fixture.sink(url(server))
                .send(new EncodedRecords(batch, 0, batch.length(), 1))
                .await(20, TimeUnit.SECONDS);
        assertThat(verdict).isEqualTo(new Accepted());
        return new WeakReference<>(batch.array());
    }

    @Test
    void garbageAfterAnAnswerChangesNothing() throws Exception {
        try (RawServer server = RawServer.answering(OK + "garbage\r\n\r\n")) {
            assertThat(fixture.send(url(server), "{}\n")).isEqualTo(new Accepted());
            assertThat(fixture.send(url(server), "{}\n")).isInstanceOfAny(Accepted.class, Retry.class);
        }
    }

    @Test
    void garbageIsNoAnswer() throws Exception {
        try (RawServer server = RawServer.answering("garbage\r\n\r\n")) {
            assertThat(fixture.send(url(server), "{}\n")).isInstanceOf(Retry.class);
        }
    }

    @Test
    void aRedirectIsNotFollowed() throws Exception {
        try (RawServer other = RawServer.answering(OK);
                RawServer server = RawServer.answering(
                        "HTTP/1.1 307 Go\r\nLocation: " + url(other) + "\r\nContent-Length: 0\r\n\r\n")) {
            assertThat(fixture.send(url(server), "{}\n")).isEqualTo(new Misconfigured(307, "status 307"));
            assertThat(other.heads()).isEmpty();
        }
    }

    @Test
    void aReasonShowsNoSecret() throws Exception {
        fixture.headers.put("X-Key", new Secret("hush-header"));
        fixture.auth = new Auth.Basic("user", new Credential.Value(new Secret("hush-password")));
        fixture.headers.put("X-Authorization", new Secret("Bearer hush-token"));
        String said = "bad hush-header, hush-password, dXNlcjpodXNoLXBhc3N3b3Jk, hush-token";
        try (RawServer server =
                RawServer.answering("HTTP/1.1 401 No\r\nContent-Length: " + said.length() + "\r\n\r\n" + said)) {
            assertThat(fixture.send(url(server), "{}\n"))
                    .isEqualTo(new Misconfigured(401, "status 401: bad ****, ****, ****, ****"));
            assertThat(server.heads().getFirst()).contains("uthorization: Basic dXNlcjpodXNoLXBhc3N3b3Jk\r\n");
        }
    }

    /// Webhooks have their token in the path.
    @Test
    void aReasonShowsNoPathNoQueryAndNoUser() throws Exception {
        fixture.auth = new Auth.Basic("hush-user", new Credential.Value(new Secret("hush-password")));
        String said = "Cannot POST /services/hush-path-token?hush-query by hush-user; hush-path-token";
        try (RawServer server =
                RawServer.answering("HTTP/1.1 404 No\r\nContent-Length: " + said.length() + "\r\n\r\n" + said)) {
            String url = "http://127.0.0.1:" + server.port() + "/services/hush-path-token?hush-query";

            assertThat(fixture.send(url, "{}\n"))
                    .isEqualTo(new Misconfigured(404, "status 404: Cannot POST ****?**** by ****; ****"));
        }
    }

    @Test
    void aReasonIsMaskedBeforeItIsCut() throws Exception {
        fixture.headers.put("X-Key", new Secret("hush-header"));
        String said = "x".repeat(180) + " hush-header";
        try (RawServer server =
                RawServer.answering("HTTP/1.1 400 No\r\nContent-Length: " + said.length() + "\r\n\r\n" + said)) {
            assertThat(fixture.send(url(server), "{}\n"))
                    .isEqualTo(new Rejected(400, "status 400: " + "x".repeat(180) + " ****"));
        }
    }

    @Test
    void aProbeShowsNoSecret() throws Exception {
        fixture.auth = new Auth.Bearer(new Credential.Value(new Secret("hush")));
        try (RawServer server = RawServer.answering("HTTP/1.1 401 No\r\nContent-Length: 0\r\n\r\n")) {
            assertThat(fixture.sink(url(server)).probe().await(10, TimeUnit.SECONDS))
                    .isEqualTo(new Sink.ProbeResult(false, "status 401"));
            assertThat(server.heads().getFirst()).startsWith("HEAD /ingest ").contains("uthorization: Bearer hush\r\n");
        }
    }

    private static String url(RawServer server) {
        return "http://127.0.0.1:" + server.port() + "/ingest";
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
