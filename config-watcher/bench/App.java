import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.BindException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/// The app that is signalled: an HTTP/1.1 server that records when the first byte of each signal arrives, and
/// can fail, hang, restart and take its time. Connections stay open if the client wants that. The thread that
/// accepts a connection also serves it, so that no hand-over between threads is measured.
final class App implements AutoCloseable {
    /// @param at when its first byte arrived, by `System.nanoTime`
    /// @param version empty if the signal contains none
    record Signal(long at, String version) {
        /// A signal without a version counts for what is mounted when it arrives.
        boolean isOf(KubeletVolume.Swap swap) {
            return version.isEmpty() ? at >= swap.at() : version.equals(swap.version());
        }
    }

    private static final int THREADS = 8;
    private static final int MAX_BYTES = 64 << 10;
    private static final int BACKLOG = 50;
    private static final int TRIES = 1000;

    private final List<Signal> signals = new ArrayList<>();
    private final Set<Socket> connections = ConcurrentHashMap.newKeySet();
    private ServerSocket server;
    private int port;
    private String running = "";
    private int inFlight;
    private int mostInFlight;

    /// How long the app takes to answer a signal.
    private volatile Duration reload = Duration.ZERO;

    /// The statuses for the next signals; the last one stays in use. 0 means no answer.
    private final List<Integer> answers = new ArrayList<>(List.of(200));

    App() throws IOException {
        up();
    }

    void up() throws IOException {
        ServerSocket up = listen();
        port = up.getLocalPort();
        server = up;
        for (int i = 0; i < THREADS; i++) {
            Thread.ofPlatform().daemon().start(() -> accept(up));
        }
    }

    void down() throws IOException {
        server.close();
        for (Socket connection : connections) {
            connection.close();
        }
    }

    /// Restarts without knowing which version it ran.
    void restart() throws IOException {
        down();
        synchronized (this) {
            running = "";
        }
        up();
    }

    String signalUrl() {
        return "http://127.0.0.1:" + port + "/-/reload";
    }

    String statusUrl() {
        return "http://127.0.0.1:" + port + "/-/config";
    }

    void reloadTakes(Duration time) {
        reload = time;
    }

    synchronized void answers(Integer... statuses) {
        answers.clear();
        answers.addAll(List.of(statuses));
    }

    /// The signals since the last [#forget], in the order of arrival.
    synchronized List<Signal> signals() {
        return List.copyOf(signals);
    }

    synchronized int mostInFlight() {
        return mostInFlight;
    }

    synchronized void forget() {
        signals.clear();
    }

    /// @return the first signal for this swap, or null if there is none in time
    synchronized Signal await(KubeletVolume.Swap swap, Duration atMost) throws InterruptedException {
        long until = System.nanoTime() + atMost.toNanos();
        while (true) {
            for (Signal signal : signals) {
                if (signal.isOf(swap)) {
                    return signal;
                }
            }
            long left = until - System.nanoTime();
            if (left <= 0) {
                return null;
            }
            TimeUnit.NANOSECONDS.timedWait(this, left);
        }
    }

    @Override
    public void close() throws IOException {
        down();
    }

    private ServerSocket listen() throws IOException {
        for (int i = 0; ; i++) {
            try {
                return new ServerSocket(port, BACKLOG, InetAddress.getLoopbackAddress());
            } catch (BindException e) { // the closed socket is still in use by a thread
                if (i == TRIES) {
                    throw e;
                }
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(1));
            }
        }
    }

    private void accept(ServerSocket from) {
        while (!from.isClosed()) {
            try (Socket connection = from.accept()) {
                connections.add(connection);
                connection.setTcpNoDelay(true);
                serve(connection);
            } catch (IOException e) {
                // the watcher closed the connection, or the app is down
            } finally {
                connections.removeIf(Socket::isClosed);
            }
        }
    }

    private void serve(Socket connection) throws IOException {
        InputStream in = connection.getInputStream();
        byte[] bytes = new byte[MAX_BYTES];
        int length = 0;
        while (true) {
            long at = System.nanoTime();
            int headEnd;
            while ((headEnd = headEnd(bytes, length)) < 0) {
                int read = length < MAX_BYTES ? in.read(bytes, length, MAX_BYTES - length) : -1;
                if (read < 0) {
                    return;
                }
                if (length == 0) {
                    at = System.nanoTime();
                }
                length += read;
            }
            String head = new String(bytes, 0, headEnd, StandardCharsets.ISO_8859_1);
            String contentLength = header(head, "content-length");
            int bodyEnd = headEnd + (contentLength.isEmpty() ? 0 : Integer.parseInt(contentLength));
            if (bodyEnd > MAX_BYTES || !header(head, "transfer-encoding").isEmpty()) {
                throw new IOException("the body of the request is too large or chunked");
            }
            while (length < bodyEnd) {
                int read = in.read(bytes, length, MAX_BYTES - length);
                if (read < 0) {
                    throw new EOFException("the connection ended within a body");
                }
                length += read;
            }
            boolean kept = !header(head, "connection").equals("close");
            int status = head.startsWith("POST ") ? signal(new Signal(at, header(head, "x-config-version")), in) : 200;
            connection.getOutputStream().write(answer(status, kept).getBytes(StandardCharsets.ISO_8859_1));
            if (!kept) {
                return;
            }
            System.arraycopy(bytes, bodyEnd, bytes, 0, length - bodyEnd);
            length -= bodyEnd;
        }
    }

    /// @return the status to answer
    private int signal(Signal signal, InputStream in) throws IOException {
        int status;
        synchronized (this) {
            signals.add(signal);
            mostInFlight = Math.max(mostInFlight, ++inFlight);
            status = answers.size() > 1 ? answers.removeFirst() : answers.getFirst();
            notifyAll();
        }
        try {
            if (status == 0 && in.read() < 0) {
                throw new EOFException("the watcher has closed the connection");
            }
            TimeUnit.NANOSECONDS.sleep(reload.toNanos());
        } catch (InterruptedException e) {
            throw new IllegalStateException("the threads of the app are never interrupted", e);
        } finally {
            synchronized (this) {
                inFlight--;
                running = status >= 200 && status < 300 ? signal.version() : running;
            }
        }
        return status;
    }

    private synchronized String answer(int status, boolean kept) {
        String body = status == 200 ? "{\"version\":\"" + running + "\"}" : "";
        return "HTTP/1.1 " + status + " -\r\n" + (kept ? "" : "Connection: close\r\n")
                + (status == 204 ? "" : "Content-Type: application/json\r\nContent-Length: " + body.length() + "\r\n")
                + "\r\n" + body;
    }

    private static int headEnd(byte[] bytes, int length) {
        for (int i = 3; i < length; i++) {
            if (bytes[i] == '\n' && bytes[i - 1] == '\r' && bytes[i - 2] == '\n' && bytes[i - 3] == '\r') {
                return i + 1;
            }
        }
        return -1;
    }

    /// The value in lower case; empty if the header is missing.
    private static String header(String head, String name) {
        return head.lines()
                .map(line -> line.toLowerCase(Locale.ROOT))
                .filter(line -> line.startsWith(name + ":"))
                .map(line -> line.substring(name.length() + 1).strip())
                .findFirst()
                .orElse("");
    }
}
