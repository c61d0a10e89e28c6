package io.sidecars.logshipper.output;

import static java.nio.file.StandardCopyOption.REPLACE_EXISTING;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.STRING;

import io.sidecars.logshipper.config.Endpoint.Proxy;
import io.sidecars.logshipper.config.Endpoint.Tls;
import io.sidecars.logshipper.config.Endpoint.Tls.MinVersion;
import io.sidecars.logshipper.config.Secret;
import io.sidecars.logshipper.output.Verdict.Accepted;
import io.sidecars.logshipper.output.Verdict.Retry;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import javax.net.ServerSocketFactory;
import javax.net.ssl.ExtendedSSLSession;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SNIServerName;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class TlsTest {
    private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n";

    private SinkFixture fixture = new SinkFixture();
    private Certificates certificates;
    private Path ca;

    @BeforeAll
    void make(@TempDir Path directory) throws Exception {
        certificates = new Certificates(directory);
        certificates.authority("ca");
        certificates.authority("stranger");
        certificates.signed("here", "ca", "-ext", "san=dns:localhost,ip:127.0.0.1");
        certificates.signed("elsewhere", "ca", "-ext", "san=dns:collector.test");
        certificates.signed("expired", "ca", "-ext", "san=dns:localhost", "-startdate", "-10d", "-validity", "5");
        certificates.signed("rotated", "stranger", "-ext", "san=dns:localhost");
        certificates.signed("client", "ca");
        ca = certificates.certificate("ca");
    }

    @AfterEach
    void close() {
        fixture.close();
        fixture = new SinkFixture();
    }

    @Test
    void trustsItsOwnAuthority() throws Exception {
        fixture.tls = new Tls(ca, null, null, null, MinVersion.V1_2);
        try (RawServer server = server("here", false)) {
            assertThat(send(server, "localhost")).isEqualTo(new Accepted());
            assertThat(send(server, "localhost")).isEqualTo(new Accepted());
        }
    }

    @Test
    void anAddressIsVerifiedButIsNoServerName() throws Exception {
        fixture.tls = new Tls(ca, null, null, null, MinVersion.V1_3);
        CompletableFuture<List<SNIServerName>> names = new CompletableFuture<>();
        try (RawServer server = new RawServer(sockets("here", false, null), naming(names))) {
            assertThat(send(server, "127.0.0.1")).isEqualTo(new Accepted());
            assertThat(names.get(10, TimeUnit.SECONDS)).isEmpty();
        }
    }

    @Test
    void aNameWithoutADotIsAServerName() throws Exception {
        fixture.tls = new Tls(ca, null, null, null, MinVersion.V1_3);
        CompletableFuture<List<SNIServerName>> names = new CompletableFuture<>();
        try (RawServer server = new RawServer(sockets("here", false, null), naming(names))) {
            assertThat(send(server, "localhost")).isEqualTo(new Accepted());
            assertThat(names.get(10, TimeUnit.SECONDS)).containsExactly(new SNIHostName("localhost"));
        }
    }

    @Test
    void anUnknownAuthorityIsNotTrusted() throws Exception {
        try (RawServer server = server("here", false)) {
            assertThat(send(server, "localhost"))
                    .isEqualTo(retry("the receiver's certificate is not signed by a trusted authority"));
            assertThat(server.heads()).isEmpty();
        }
    }

    @Test
    void aCertificateForAnotherHostIsNotAccepted() throws Exception {
        fixture.tls = new Tls(ca, null, null, null, MinVersion.V1_2);
        try (RawServer server = server("elsewhere", false)) {
            assertThat(reason(send(server, "localhost")))
                    .startsWith("the receiver's certificate is not accepted: ")
                    .contains("localhost");
            assertThat(server.heads()).isEmpty();
        }
    }

    @Test
    void theServerNameReplacesTheHostOfTheUrlForTlsOnly() throws Exception {
        fixture.tls = new Tls(ca, null, null, "collector.test", MinVersion.V1_2);
        CompletableFuture<List<SNIServerName>> names = new CompletableFuture<>();
        try (RawServer server = new RawServer(sockets("elsewhere", false, null), naming(names))) {
            assertThat(send(server, "localhost")).isEqualTo(new Accepted());
            assertThat(names.get(10, TimeUnit.SECONDS)).containsExactly(new SNIHostName("collector.test"));
            assertThat(server.heads().getFirst()).containsIgnoringCase("\r\nHost: localhost:" + server.port() + "\r\n");
        }
    }

    @Test
    void aCertificateWithoutTheServerNameIsNotAccepted() throws Exception {
        fixture.tls = new Tls(ca, null, null, "collector.test", MinVersion.V1_2);
        try (RawServer server = server("here", false)) {
            assertThat(reason(send(server, "localhost"))).contains("collector.test");
            assertThat(server.heads()).isEmpty();
        }
    }

    @Test
    void anExpiredCertificateIsNotAccepted() throws Exception {
        fixture.tls = new Tls(ca, null, null, null, MinVersion.V1_2);
        try (RawServer server = server("expired", false)) {
            assertThat(reason(send(server, "localhost"))).startsWith("the receiver's certificate has expired: ");
            assertThat(server.heads()).isEmpty();
        }
    }

    @Test
    void showsItsOwnCertificate() throws Exception {
        Path certificate = certificates.certificate("client");
        fixture.tls = new Tls(ca, certificate, certificates.key("client"), null, MinVersion.V1_2);
        try (RawServer server = server("here", true)) {
            assertThat(send(server, "localhost")).isEqualTo(new Accepted());
        }
    }

    @Test
    void isRefusedWithoutItsOwnCertificate() throws Exception {
        fixture.tls = new Tls(ca, null, null, null, MinVersion.V1_2);
        try (RawServer server = server("here", true)) {
            assertThat(send(server, "localhost")).isInstanceOf(Retry.class);
            assertThat(server.heads()).isEmpty();
        }
    }

    @Test
    void speaksNoOlderVersionThanItMay() throws Exception {
        fixture.tls = new Tls(ca, null, null, null, MinVersion.V1_3);
        try (RawServer server = RawServer.answering(sockets("here", false, "TLSv1.2"), OK)) {
            assertThat(reason(send(server, "localhost"))).startsWith("the TLS connection failed: ");
            assertThat(server.heads()).isEmpty();
        }
    }

    @Test
    void readsAnAuthorityThatChangesOnDisk(@TempDir Path directory) throws Exception {
        Path mounted = Files.copy(ca, directory.resolve("ca.crt"));
        fixture.tls = new Tls(mounted, null, null, null, MinVersion.V1_2);
        try (RawServer server = server("rotated", false)) {
            assertThat(send(server, "localhost")).isInstanceOf(Retry.class);

            Files.copy(certificates.certificate("stranger"), mounted, REPLACE_EXISTING);
            fixture.pass(Duration.ofSeconds(3));
            assertThat(send(server, "localhost")).isEqualTo(new Accepted());

            Files.copy(ca, mounted, REPLACE_EXISTING);
            fixture.pass(Duration.ofSeconds(3));
            assertThat(send(server, "localhost")).isInstanceOf(Retry.class);
        }
    }

    @Test
    void namesAFileThatIsMissingOrUseless(@TempDir Path directory) throws Exception {
        Path mounted = directory.resolve("ca.crt");
        fixture.tls = new Tls(mounted, null, null, null, MinVersion.V1_2);
        try (RawServer server = server("here", false)) {
            assertThat(send(server, "localhost")).isEqualTo(retry("the file of tls.ca does not exist"));
            Files.writeString(mounted, "no certificate");
            assertThat(send(server, "localhost")).isEqualTo(retry("the file of tls.ca contains no PEM certificate"));
            Files.copy(ca, mounted, REPLACE_EXISTING);
            assertThat(send(server, "localhost")).isEqualTo(new Accepted());
        }
    }

    @Test
    void saysThatAReceiverSpeaksNoTls() throws Exception {
        try (RawServer server =
                new RawServer((_, connection) -> RawServer.write(connection, "HTTP/1.1 400 No\r\n\r\n"))) {
            assertThat(reason(send(server, "localhost"))).startsWith("the TLS connection failed: ");
        }
    }

    @Test
    void aTunnelEndsAtTheReceiversOwnCertificate() throws Exception {
        fixture.tls = new Tls(ca, null, null, null, MinVersion.V1_2);
        try (RawServer receiver = server("elsewhere", false);
                RawServer proxy = new RawServer(tunnelTo(receiver))) {
            fixture.proxy = new Proxy("127.0.0.1", proxy.port(), "user", new Secret("hush"));

            assertThat(fixture.send("https://collector.test/ingest", "{}\n")).isEqualTo(new Accepted());
            assertThat(fixture.send("https://collector.test/ingest", "{}\n")).isEqualTo(new Accepted());

            assertThat(proxy.heads())
                    .hasSize(proxy.connections())
                    .first(STRING)
                    .startsWith("CONNECT collector.test:443 ");
            assertThat(receiver.heads())
                    .hasSize(2)
                    .first(STRING)
                    .startsWith("POST /ingest HTTP/1.1\r\n")
                    .doesNotContainIgnoringCase("proxy-authorization");
        }
    }

    @Test
    void aTunnelThatEndsAtAnotherHostIsNotUsed() throws Exception {
        fixture.tls = new Tls(ca, null, null, null, MinVersion.V1_2);
        try (RawServer receiver = server("here", false);
                RawServer proxy = new RawServer(tunnelTo(receiver))) {
            fixture.proxy = new Proxy("127.0.0.1", proxy.port(), null, null);

            assertThat(reason(fixture.send("https://collector.test/ingest", "{}\n")))
                    .startsWith("the receiver's certificate is not accepted: ");
            assertThat(receiver.heads()).isEmpty();
        }
    }

    @Test
    void theServerNameIsForTlsInTheTunnelToo() throws Exception {
        fixture.tls = new Tls(ca, null, null, "collector.test", MinVersion.V1_2);
        try (RawServer receiver = server("elsewhere", false);
                RawServer proxy = new RawServer(tunnelTo(receiver))) {
            fixture.proxy = new Proxy("127.0.0.1", proxy.port(), null, null);

            assertThat(fixture.send("https://gateway.test:8443/ingest", "{}\n")).isEqualTo(new Accepted());
            assertThat(proxy.heads().getFirst()).startsWith("CONNECT gateway.test:8443 ");
        }
    }

    /// What a forward proxy does, wherever it was asked to connect to.
    private static RawServer.Script tunnelTo(RawServer receiver) {
        return (proxy, connection) -> {
            proxy.read(connection);
            try (Socket onwards = new Socket(InetAddress.getLoopbackAddress(), receiver.port())) {
                RawServer.write(connection, "HTTP/1.1 200 Connection established\r\n\r\n");
                Thread.ofVirtual().start(() -> {
                    try {
                        onwards.getInputStream().transferTo(connection.getOutputStream());
                    } catch (IOException e) {
                        // one of the two ended it
                    }
                });
                connection.getInputStream().transferTo(onwards.getOutputStream());
            }
        };
    }

    private static RawServer.Script naming(CompletableFuture<List<SNIServerName>> names) {
        return (server, connection) -> {
            server.read(connection);
            names.complete(((ExtendedSSLSession) ((SSLSocket) connection).getSession()).getRequestedServerNames());
            RawServer.write(connection, OK);
        };
    }

    private RawServer server(String alias, boolean clientCertificate) throws IOException, GeneralSecurityException {
        return RawServer.answering(sockets(alias, clientCertificate, null), OK);
    }

    private ServerSocketFactory sockets(String alias, boolean clientCertificate, @Nullable String version)
            throws IOException, GeneralSecurityException {
        ServerSocketFactory sockets = certificates.server(alias, "ca").getServerSocketFactory();
        return new ServerSocketFactory() {
            @Override
            public ServerSocket createServerSocket(int port) throws IOException {
                return createServerSocket(port, 50, InetAddress.getLoopbackAddress());
            }

            @Override
            public ServerSocket createServerSocket(int port, int backlog) throws IOException {
                return createServerSocket(port, backlog, InetAddress.getLoopbackAddress());
            }

            @Override
            public ServerSocket createServerSocket(int port, int backlog, InetAddress address) throws IOException {
                SSLServerSocket socket = (SSLServerSocket) sockets.createServerSocket(port, backlog, address);
                socket.setNeedClientAuth(clientCertificate);
                if (version != null) {
                    socket.setEnabledProtocols(new String[] {version});
                }
                return socket;
            }
        };
    }

    private Verdict send(RawServer server, String host) throws Exception {
        return fixture.send("https://" + host + ":" + server.port() + "/ingest", "{}\n");
    }

    private static Retry retry(String why) {
        return new Retry(null, why);
    }

    private static String reason(Verdict verdict) {
        return ((Retry) verdict).why();
    }
}
