import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicReference;
import java.util.zip.GZIPInputStream;

/// Counts the lines that a program sends, and answers as a receiver of its protocol would.
///
/// It takes HTTP/1.1 requests with a Content-Length, plain or gzip, and lines over TCP or from a pipe. It does
/// nothing else with them, so that the receiver is not the bottleneck.
final class CountingReceiver implements AutoCloseable {
    private static final int BUFFER = 1 << 20;
    private static final int MAX_HEAD = 64 << 10;
    private static final int MAX_BODY = 256 << 20;

    private final ServerSocket http = open();
    private final ServerSocket tcp = open();
    private final AtomicReference<String> refused = new AtomicReference<>();
    private volatile Arrivals arrivals = new Arrivals(0, false);

    CountingReceiver() throws IOException {
        accept(http, this::serve);
        accept(tcp, socket -> countLines(socket.getInputStream()));
    }

    int httpPort() {
        return http.getLocalPort();
    }

    int tcpPort() {
        return tcp.getLocalPort();
    }

    void expect(Arrivals next) {
        arrivals = next;
        refused.set(null);
    }

    /// Why a request could not be taken, for example chunked encoding; null if all could.
    String refused() {
        return refused.get();
    }

    /// Counts lines until the stream ends.
    void countLines(InputStream in) throws IOException {
        byte[] bytes = new byte[BUFFER];
        int length = 0;
        for (int read; (read = in.read(bytes, length, bytes.length - length)) >= 0; ) {
            length += read;
            int end = lastNewline(bytes, length) + 1;
            arrivals.take(bytes, 0, end, end);
            System.arraycopy(bytes, end, bytes, 0, length - end);
            length -= end;
            if (length == bytes.length) {
                bytes = Arrays.copyOf(bytes, 2 * length);
            }
        }
    }

    @Override
    public void close() throws IOException {
        http.close();
        tcp.close();
    }

    private static int lastNewline(byte[] bytes, int length) {
        int i = length - 1;
        while (i >= 0 && bytes[i] != '\n') {
            i--;
        }
        return i;
    }

    private void serve(Socket socket) throws IOException {
        socket.setTcpNoDelay(true);
        InputStream in = socket.getInputStream();
        OutputStream out = socket.getOutputStream();
        byte[] bytes = new byte[BUFFER];
        int length = 0;
        while (true) {
            int headEnd;
            while ((headEnd = headEnd(bytes, length)) < 0) {
                int read = length < MAX_HEAD ? in.read(bytes, length, bytes.length - length) : -1;
                if (read < 0) {
                    return;
                }
                length += read;
            }
            String head = new String(bytes, 0, headEnd, StandardCharsets.ISO_8859_1);
            int bodyEnd = headEnd + contentLength(head);
            if (bytes.length < bodyEnd) {
                bytes = Arrays.copyOf(bytes, bodyEnd + BUFFER);
            }
            while (length < bodyEnd) {
                int read = in.read(bytes, length, bytes.length - length);
                if (read < 0) {
                    throw new EOFException("the connection ended within a body");
                }
                length += read;
            }
            count(head, bytes, headEnd, bodyEnd);
            out.write(answer(head).getBytes(StandardCharsets.ISO_8859_1));
            System.arraycopy(bytes, bodyEnd, bytes, 0, length - bodyEnd);
            length -= bodyEnd;
        }
    }

    private static int headEnd(byte[] bytes, int length) {
        for (int i = 3; i < length; i++) {
            if (bytes[i] == '\n' && bytes[i - 1] == '\r' && bytes[i - 2] == '\n' && bytes[i - 3] == '\r') {
                return i + 1;
            }
        }
        return -1;
    }

    private static int contentLength(String head) throws IOException {
        if (!header(head, "transfer-encoding").isEmpty()) {
            throw new IOException("chunked transfer encoding is not supported");
        }
        String length = header(head, "content-length");
        int bytes = length.isEmpty() ? 0 : Integer.parseInt(length);
        if (bytes > MAX_BODY) {
            throw new IOException("a body of " + bytes + " bytes is too large");
        }
        return bytes;
    }

    private void count(String head, byte[] bytes, int from, int to) throws IOException {
        switch (header(head, "content-encoding")) {
            case "", "identity" -> arrivals.take(bytes, from, to, to - from);
            case "gzip" -> {
                byte[] body =
                        new GZIPInputStream(new ByteArrayInputStream(bytes, from, to - from), BUFFER).readAllBytes();
                arrivals.take(body, 0, body.length, to - from);
            }
            case String other -> throw new IOException("content-encoding " + other + " is not supported");
        }
    }

    private static String answer(String head) {
        String path = head.substring(head.indexOf(' ') + 1, head.indexOf(" HTTP/1."));
        if (path.contains("/loki/api/v1/push")) {
            return "HTTP/1.1 204 No Content\r\n\r\n";
        }
        String body = path.contains("/_bulk") ? "{\"took\":1,\"errors\":false,\"items\":[]}" : "";
        String type = path.contains("/v1/logs") ? "application/x-protobuf" : "application/json";
        return "HTTP/1.1 200 OK\r\nContent-Type: " + type + "\r\nContent-Length: " + body.length() + "\r\n\r\n"
                + (head.startsWith("HEAD ") ? "" : body);
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

    private interface Handler {
        void handle(Socket socket) throws IOException;
    }

    private static ServerSocket open() throws IOException {
        ServerSocket socket = new ServerSocket();
        socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        return socket;
    }

    private void accept(ServerSocket server, Handler handler) {
        Thread.ofPlatform().daemon().start(() -> {
            while (!server.isClosed()) {
                try {
                    Socket socket = server.accept();
                    Thread.ofPlatform().daemon().start(() -> handle(socket, handler));
                } catch (IOException e) {
                    return; // the server socket was closed
                }
            }
        });
    }

    private void handle(Socket socket, Handler handler) {
        try (socket) {
            handler.handle(socket);
        } catch (SocketException | EOFException e) {
            // The sender was stopped.
        } catch (IOException | RuntimeException e) {
            refused.compareAndSet(null, String.valueOf(e.getMessage()));
        }
    }
}
