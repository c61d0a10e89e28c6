package io.sidecars.configwatcher;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/// An app on a real port. It accepts every version, except for scripted answers.
public final class TestApp implements AutoCloseable {

    /// One scripted answer.
    ///
    /// @param run whether the app runs the version after this answer
    public record Answer(int status, Map<String, String> headers, String body, boolean run) {
        public static Answer of(int status, String body) {
            return new Answer(status, Map.of(), body, status < 300);
        }
    }

    public final List<JsonNode> signals = new CopyOnWriteArrayList<>();
    public final AtomicInteger asked = new AtomicInteger();
    public final AtomicInteger mostAtOnce = new AtomicInteger();
    public volatile @Nullable String running;

    /// Scripted answers of the status endpoint, which are used before it reports the running version.
    public final Queue<Answer> statusAnswers = new ConcurrentLinkedQueue<>();

    /// Runs while a signal is in flight.
    public volatile Runnable inFlight = () -> {};

    private final AtomicInteger atOnce = new AtomicInteger();
    private final Queue<Answer> answers = new ConcurrentLinkedQueue<>();
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final CountDownLatch closed = new CountDownLatch(1);
    private final ObjectMapper json = new ObjectMapper();
    private int port;
    private @Nullable HttpServer server;

    public TestApp() {
        up();
    }

    public void next(Answer... next) {
        answers.addAll(List.of(next));
    }

    public void up() {
        try {
            HttpServer up = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
            up.createContext("/-/reload", this::reload);
            up.createContext("/-/config", this::config);
            up.setExecutor(threads);
            up.start();
            port = up.getAddress().getPort();
            server = up;
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    public void down() {
        HttpServer up = server;
        if (up != null) {
            up.stop(0);
        }
    }

    public String signalUrl() {
        return "http://127.0.0.1:" + port + "/-/reload";
    }

    public String statusUrl() {
        return "http://127.0.0.1:" + port + "/-/config";
    }

    public List<String> versions() {
        return signals.stream().map(signal -> signal.path("version").asText()).toList();
    }

    /// For `inFlight`: never answers.
    public void hang() {
        try {
            closed.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        closed.countDown();
        down();
        threads.shutdownNow();
    }

    private void reload(HttpExchange exchange) throws IOException {
        mostAtOnce.accumulateAndGet(atOnce.incrementAndGet(), Math::max);
        JsonNode signal = json.readTree(exchange.getRequestBody());
        String version = signal.path("version").asText();
        if (!exchange.getRequestMethod().equals("POST")
                || !version.equals(exchange.getRequestHeaders().getFirst("X-Config-Version"))) {
            throw new IOException("not the reload contract: " + signal);
        }
        signals.add(signal);
        inFlight.run();
        Answer answer = answers.poll();
        if (answer == null || answer.run()) {
            running = version;
        }
        atOnce.decrementAndGet();
        answer(exchange, answer == null ? Answer.of(200, "{\"version\":\"" + version + "\"}") : answer);
    }

    private void config(HttpExchange exchange) throws IOException {
        asked.incrementAndGet();
        Answer scripted = statusAnswers.poll();
        answer(
                exchange,
                scripted != null
                        ? scripted
                        : Answer.of(200, running == null ? "{}" : "{\"version\":\"" + running + "\"}"));
    }

    private static void answer(HttpExchange exchange, Answer answer) throws IOException {
        byte[] body = answer.body().getBytes(UTF_8);
        answer.headers().forEach(exchange.getResponseHeaders()::set);
        exchange.sendResponseHeaders(answer.status(), body.length == 0 ? -1 : body.length);
        exchange.getResponseBody().write(body);
        exchange.close();
    }
}
