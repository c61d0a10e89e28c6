package io.sidecars.configwatcher.signal;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsParameters;
import com.sun.net.httpserver.HttpsServer;
import io.sidecars.configwatcher.Contents;
import io.sidecars.configwatcher.config.Config;
import io.sidecars.configwatcher.config.ConfigFile;
import io.sidecars.configwatcher.source.Content;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// How a request is made: method, headers, credentials, TLS.
class CredentialsTest {
    private static final Change CHANGE = new Change("sha256:new", null, List.of("a"), List.of(), List.of());
    private static final Content CONTENT = Contents.of(new TreeMap<>(), new TreeSet<>());

    @TempDir
    Path directory;

    private final Vertx vertx = Vertx.vertx();
    private final List<String> requests = new CopyOnWriteArrayList<>();
    private final List<HttpServer> servers = new ArrayList<>();
    private volatile String password = "";
    private int port;

    @AfterEach
    void close() {
        servers.forEach(server -> server.stop(0));
        vertx.close().await();
    }

    @Test
    void sendsTheMethodAndTheHeaders() throws Exception {
        serve(HttpServer.create());

        assertThat(signal("http", "method: PUT, headers: {Authorization: Token abc}"))
                .isEqualTo(new Verdict.Accepted(null));
        assertThat(requests).containsExactly("PUT Token abc");
    }

    @Test
    void aTokenIsReadForEachRequest() throws Exception {
        serve(HttpServer.create());
        Path token = Files.writeString(directory.resolve("token"), "one\n");
        App app = app("http", "auth: {bearer: {tokenFile: " + token + "}}");

        app.signal(CHANGE, CONTENT);
        Files.writeString(token, "two\n");
        app.signal(CHANGE, CONTENT);

        assertThat(requests).containsExactly("POST Bearer one", "POST Bearer two");
    }

    @Test
    void thePasswordIsReadFromItsFile() throws Exception {
        serve(HttpServer.create());
        Path password = Files.writeString(directory.resolve("password"), "open:sesame");

        signal("http", "auth: {basic: {username: ali, passwordFile: " + password + "}}");

        assertThat(requests).containsExactly("POST Basic YWxpOm9wZW46c2VzYW1l");
    }

    /// RFC 7617.
    @Test
    void aPasswordIsEncodedInUtf8WithoutTheByteOrderMarkOfItsFile() throws Exception {
        serve(HttpServer.create());
        Path password = Files.writeString(directory.resolve("password"), "\uFEFFÄöß 🔑\r\n");

        signal("http", "auth: {basic: {username: jörg, passwordFile: " + password + "}}");

        assertThat(requests).containsExactly("POST Basic asO2cmc6w4TDtsOfIPCflJE=");
    }

    @Test
    void aTokenIsAscii() throws Exception {
        serve(HttpServer.create());
        Path token = Files.writeString(directory.resolve("token"), "tökén");

        assertThat(why(signal("http", "auth: {bearer: {tokenFile: " + token + "}}")))
                .isEqualTo("the file of auth.bearer.tokenFile must contain only ASCII");
        assertThat(requests).isEmpty();
    }

    @Test
    void nothingIsSentWithoutAReadableCredential() throws Exception {
        serve(HttpServer.create());
        Path absent = directory.resolve("absent");
        Path twoLines = Files.writeString(directory.resolve("lines"), "a\nb\n");

        assertThat(why(signal("http", "auth: {bearer: {tokenFile: " + absent + "}}")))
                .isEqualTo("the file of auth.bearer.tokenFile does not exist");
        assertThat(why(signal("http", "auth: {bearer: {tokenFile: " + twoLines + "}}")))
                .isEqualTo("the file of auth.bearer.tokenFile must contain exactly one line");
        assertThat(requests).isEmpty();
    }

    @Test
    void verifiesTheAppAndSendsTheClientCertificate() throws Exception {
        Certificates certificates = new Certificates(directory);
        certificates.authority("ca");
        certificates.authority("other");
        certificates.signed("app", "ca", "-ext", "san=dns:localhost");
        certificates.signed("watcher", "ca");
        serve(https(certificates.server("app", "ca"), true));
        String client =
                "certificate: %s, key: %s".formatted(certificates.certificate("watcher"), certificates.key("watcher"));
        Path ca = certificates.certificate("ca");

        assertThat(signal("https", "tls: {ca: " + ca + ", " + client + "}")).isEqualTo(new Verdict.Accepted(null));
        assertThat(signal("https", "tls: {ca: " + ca + "}")).isInstanceOf(Verdict.Failed.class);
        assertThat(signal("https", "tls: {ca: " + certificates.certificate("other") + ", " + client + "}"))
                .isInstanceOf(Verdict.Failed.class);
        assertThat(requests).hasSize(1);
    }

    @Test
    void aReplacedAuthorityFileIsUsedAtOnce() throws Exception {
        Certificates certificates = new Certificates(directory);
        certificates.authority("ca");
        certificates.authority("other");
        certificates.signed("app", "ca", "-ext", "san=dns:localhost");
        certificates.signed("watcher", "ca");
        serve(https(certificates.server("app", "ca"), true));
        Path trusted = directory.resolve("trusted.crt");
        Files.copy(certificates.certificate("other"), trusted);
        App app = app(
                "https",
                "tls: {ca: %s, certificate: %s, key: %s}"
                        .formatted(trusted, certificates.certificate("watcher"), certificates.key("watcher")));
        assertThat(app.signal(CHANGE, CONTENT)).isInstanceOf(Verdict.Failed.class);

        Files.writeString(trusted, Files.readString(certificates.certificate("ca")));

        assertThat(app.signal(CHANGE, CONTENT)).isEqualTo(new Verdict.Accepted(null));
    }

    @Test
    void theLastPasswordThatWorkedIsTriedIfTheNewOneIsRefused() throws Exception {
        password = "old";
        serve(HttpServer.create());
        Path file = Files.writeString(directory.resolve("password"), "old");
        App app = app("http", "auth: {basic: {username: ali, passwordFile: " + file + "}}");
        assertThat(app.signal(CHANGE, CONTENT)).isEqualTo(new Verdict.Accepted(null));
        assertThat(app.note()).isNull();

        Files.writeString(file, "new"); // in the swap that the app has still to be told of

        assertThat(app.signal(CHANGE, CONTENT)).isEqualTo(new Verdict.Accepted(null));
        assertThat(app.note())
                .isEqualTo("the credentials in the files do not work (answer 401), the ones before them do");
        password = "new";
        assertThat(app.signal(CHANGE, CONTENT)).isEqualTo(new Verdict.Accepted(null));
        assertThat(app.note()).isNull();
        password = "old"; // what worked before the last success is forgotten
        assertThat(why(app.signal(CHANGE, CONTENT))).startsWith("401");
        assertThat(requests).hasSize(5);
    }

    @Test
    void theLastPasswordIsTriedIfTheFileIsGone() throws Exception {
        password = "old";
        serve(HttpServer.create());
        Path file = Files.writeString(directory.resolve("password"), "old");
        App app = app("http", "auth: {basic: {username: ali, passwordFile: " + file + "}}");
        app.signal(CHANGE, CONTENT);

        Files.delete(file);

        assertThat(app.signal(CHANGE, CONTENT)).isEqualTo(new Verdict.Accepted(null));
        assertThat(app.note()).contains("the file of auth.basic.passwordFile does not exist");
    }

    @Test
    void aRefusedPasswordWithoutAPredecessorIsTriedOnce() throws Exception {
        password = "other";
        serve(HttpServer.create());
        Path file = Files.writeString(directory.resolve("password"), "old");
        App app = app("http", "auth: {basic: {username: ali, passwordFile: " + file + "}}");

        assertThat(why(app.signal(CHANGE, CONTENT))).startsWith("401");
        assertThat(why(app.signal(CHANGE, CONTENT))).startsWith("401");
        assertThat(requests).hasSize(2);
    }

    @Test
    void theLastAuthorityThatWorkedIsTriedIfTheNewOneDidNotSignTheApp() throws Exception {
        Certificates certificates = new Certificates(directory);
        certificates.authority("ca");
        certificates.authority("next");
        certificates.signed("app", "ca", "-ext", "san=dns:localhost");
        serve(https(certificates.server("app", "ca"), false));
        Path trusted = directory.resolve("trusted.crt");
        Files.copy(certificates.certificate("ca"), trusted);
        App app = app("https", "tls: {ca: " + trusted + "}");
        assertThat(app.signal(CHANGE, CONTENT)).isEqualTo(new Verdict.Accepted(null));

        Files.writeString(trusted, Files.readString(certificates.certificate("next")));

        assertThat(app.signal(CHANGE, CONTENT)).isEqualTo(new Verdict.Accepted(null));
        assertThat(app.note()).contains("is not trusted: no authority in tls.ca signed it");
    }

    @Test
    void everyTlsFailureNamesItsCause() throws Exception {
        Certificates certificates = new Certificates(directory);
        certificates.authority("ca");
        certificates.authority("other");
        certificates.signed("app", "ca", "-ext", "san=dns:localhost");
        certificates.signed("elsewhere", "ca", "-ext", "san=dns:elsewhere");
        certificates.signed("old", "ca", "-ext", "san=dns:localhost", "-startdate", "-10d", "-validity", "2");
        certificates.signed("watcher", "ca");
        certificates.signed("stranger", "other");
        Path ca = certificates.certificate("ca");
        String trust = "tls: {ca: " + ca + "}";

        serve(https(certificates.server("app", "ca"), false));
        assertThat(why(signal("https", "tls: {ca: " + certificates.certificate("other") + "}")))
                .isEqualTo("the certificate of localhost is not trusted: no authority in tls.ca signed it");
        assertThat(why(signal("https", "method: POST")))
                .isEqualTo("the certificate of localhost is not trusted: no authority of the system signed it");

        serve(https(certificates.server("elsewhere", "ca"), false));
        assertThat(why(signal("https", trust))).startsWith("the certificate of localhost is for another host: ");

        serve(https(certificates.server("old", "ca"), false));
        assertThat(why(signal("https", trust))).startsWith("the certificate of localhost has expired: NotAfter");

        serve(https(certificates.server("app", "ca"), true));
        assertThat(why(signal("https", trust)))
                .matches("localhost:\\d+ refused the TLS connection: (bad_certificate|certificate_required)");
        String stranger = "certificate: %s, key: %s"
                .formatted(certificates.certificate("stranger"), certificates.key("stranger"));
        assertThat(why(signal("https", "tls: {ca: " + ca + ", " + stranger + "}")))
                .contains("refused the TLS connection with the certificate in tls.certificate: ");

        try (ServerSocket plain = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = plain.getLocalPort();
            Thread.ofVirtual().start(() -> answer(plain));
            assertThat(why(signal("https", trust))).isEqualTo("localhost:" + port + " does not speak TLS");
        }
    }

    @Test
    void anUnusableFileIsNamed() throws Exception {
        Certificates certificates = new Certificates(directory);
        certificates.authority("ca");
        certificates.signed("watcher", "ca");
        certificates.signed("other", "ca");
        Path certificate = certificates.certificate("watcher");
        Path broken = Files.writeString(directory.resolve("broken.pem"), "no PEM");
        serve(HttpServer.create());

        assertThat(why(signal("https", "tls: {ca: " + broken + "}")))
                .isEqualTo("the file of tls.ca contains no usable certificate");
        assertThat(why(signal("https", "tls: {certificate: %s, key: %s}".formatted(certificate, broken))))
                .startsWith("the file of tls.key is no usable private key in PKCS#8");
        assertThat(why(signal(
                        "https", "tls: {certificate: %s, key: %s}".formatted(certificate, certificates.key("other")))))
                .isEqualTo("the file of tls.key is not the key of the certificate in tls.certificate");
        assertThat(signal(
                        "https", "tls: {certificate: %s, key: %s}".formatted(certificate, certificates.key("watcher"))))
                .isNotEqualTo(new Verdict.Failed("", Duration.ZERO, false));
    }

    private static void answer(ServerSocket server) {
        try (Socket socket = server.accept()) {
            socket.getOutputStream().write("HTTP/1.1 400 Bad Request\r\n\r\n".getBytes(UTF_8));
            socket.shutdownOutput();
            socket.getInputStream().readAllBytes();
        } catch (IOException e) {
            // the client has closed the connection, as expected
        }
    }

    private static String why(Verdict verdict) {
        return ((Verdict.Failed) verdict).why();
    }

    private Verdict signal(String scheme, String settings) {
        return app(scheme, settings).signal(CHANGE, CONTENT);
    }

    private App app(String scheme, String settings) {
        Config config =
                new ConfigFile(Path.of("config.yaml"), Map.of(), Set.of()).parse("""
                sources: [{name: app, path: /config}]
                targets: [{name: app, signal: {url: '%s://localhost:%d/', %s}}]
                """.formatted(scheme, port, settings));
        return App.of(config.targets().getFirst(), vertx);
    }

    private void serve(HttpServer server) throws IOException {
        servers.add(server);
        server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", this::answer);
        server.start();
        port = server.getAddress().getPort();
    }

    private static HttpServer https(SSLContext context, boolean clientAuth) throws IOException {
        HttpsServer made = HttpsServer.create();
        made.setHttpsConfigurator(new HttpsConfigurator(context) {
            @Override
            public void configure(HttpsParameters parameters) {
                SSLParameters needed = context.getDefaultSSLParameters();
                needed.setNeedClientAuth(clientAuth);
                parameters.setSSLParameters(needed);
            }
        });
        return made;
    }

    private void answer(HttpExchange exchange) throws IOException {
        exchange.getRequestBody().readAllBytes();
        requests.add(
                exchange.getRequestMethod() + " " + exchange.getRequestHeaders().getFirst("Authorization"));
        String given = "Basic " + Base64.getEncoder().encodeToString(("ali:" + password).getBytes(UTF_8));
        boolean refused = !password.isEmpty()
                && !given.equals(exchange.getRequestHeaders().getFirst("Authorization"));
        exchange.sendResponseHeaders(refused ? 401 : 200, -1);
        exchange.close();
    }
}
