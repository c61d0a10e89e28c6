package io.sidecars.logshipper.output;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.sidecars.logshipper.config.Endpoint.Proxy;
import io.sidecars.logshipper.config.Secret;
import io.sidecars.logshipper.output.Verdict.Accepted;
import io.sidecars.logshipper.output.Verdict.Retry;
import java.util.Base64;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ProxyTest {
    private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n";

    private final SinkFixture fixture = new SinkFixture();

    @AfterEach
    void close() {
        fixture.close();
    }

    @Test
    void plainRequestsGoThroughTheProxyWithItsPassword() throws Exception {
        String credential = Base64.getEncoder().encodeToString("user:hush".getBytes(ISO_8859_1));
        try (RawServer proxy = RawServer.answering(OK)) {
            fixture.proxy = new Proxy("127.0.0.1", proxy.port(), "user", new Secret("hush"));

            assertThat(fixture.send("http://receiver.test:8090/ingest", "{}\n")).isEqualTo(new Accepted());
            assertThat(proxy.heads().getFirst())
                    .startsWith("POST http://receiver.test:8090/ingest HTTP/1.1\r\n")
                    .containsIgnoringCase("\r\nHost: receiver.test:8090\r\n")
                    .containsIgnoringCase("\r\nProxy-Authorization: Basic " + credential + "\r\n");
        }
    }

    @Test
    void aProxyMayRefuseTheTunnel() throws Exception {
        String refused = "HTTP/1.1 407 No hush\r\nContent-Length: 0\r\n\r\n";
        try (RawServer proxy = RawServer.answering(refused)) {
            fixture.proxy = new Proxy("127.0.0.1", proxy.port(), "user", new Secret("hush"));

            Verdict verdict = fixture.send("https://receiver.test/ingest", "{}\n");
            assertThat(((Retry) verdict).why()).contains("407").doesNotContain("hush");
            assertThat(proxy.heads().getFirst()).startsWith("CONNECT receiver.test:443 HTTP/1.1\r\n");
        }
    }

    @Test
    void aProxyThatIsNotThereIsTriedAgain() throws Exception {
        RawServer gone = RawServer.answering(OK);
        gone.close();
        fixture.proxy = new Proxy("127.0.0.1", gone.port(), null, null);

        assertThat(fixture.send("http://receiver.test/ingest", "{}\n")).isInstanceOf(Retry.class);
    }
}
