package io.sidecars.configwatcher.signal;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsParameters;
import com.sun.net.httpserver.HttpsServer;
import io.sidecars.configwatcher.config.Config;
import io.sidecars.configwatcher.config.ConfigFile;
import io.sidecars.configwatcher.source.Content;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
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
    private static final Content CONTENT = Content.of(new TreeMap<>(), new TreeSet<>());

    @TempDir
    Path directory;

    private final Vertx vertx = Vertx.vertx();
    private final List<String> requests = new CopyOnWriteArrayList<>();
    private final List<HttpServer> servers = new ArrayList<>();
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
        serve(https(certificates.server("app", "ca")));
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
        serve(https(certificates.server("app", "ca")));
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

    private static HttpServer https(SSLContext context) throws IOException {
        HttpsServer made = HttpsServer.create();
        made.setHttpsConfigurator(new HttpsConfigurator(context) {
            @Override
            public void configure(HttpsParameters parameters) {
                SSLParameters needed = context.getDefaultSSLParameters();
                needed.setNeedClientAuth(true);
                parameters.setSSLParameters(needed);
            }
        });
        return made;
    }

    private void answer(HttpExchange exchange) throws IOException {
        exchange.getRequestBody().readAllBytes();
        requests.add(
                exchange.getRequestMethod() + " " + exchange.getRequestHeaders().getFirst("Authorization"));
        exchange.sendResponseHeaders(200, -1);
        exchange.close();
    }
}
