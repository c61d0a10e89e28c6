package io.sidecars.logshipper.output;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ServerSocketFactory;

/// A server that says over a socket exactly what it is told, one thread a connection.
final class RawServer implements AutoCloseable {
    /// What is done with one connection; it is closed afterwards.
    @FunctionalInterface
    interface Script {
        void serve(RawServer server, Socket connection) throws IOException;
    }

    private static final Pattern LENGTH = Pattern.compile("(?i)\r\ncontent-length: (\\d+)\r\n");

    private final ServerSocket listening;
    private final Script script;
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private final AtomicInteger connections = new AtomicInteger();
    private final List<String> heads = new CopyOnWriteArrayList<>();
    private final List<byte[]> bodies = new CopyOnWriteArrayList<>();

    RawServer(Script script) throws IOException {
        this(ServerSocketFactory.getDefault(), script);
    }

    RawServer(ServerSocketFactory sockets, Script script) throws IOException {
        this.listening = sockets.createServerSocket(0, 50, InetAddress.getLoopbackAddress());
        this.script = script;
        Thread.ofVirtual().start(this::accept);
    }

    /// Answers every request with this.
    static RawServer answering(String answer) throws IOException {
        return answering(ServerSocketFactory.getDefault(), answer);
    }

    static RawServer answering(ServerSocketFactory sockets, String answer) throws IOException {
        return new RawServer(sockets, (server, connection) -> {
            while (server.read(connection)) {
                write(connection, answer);
            }
        });
    }

    int port() {
        return listening.getLocalPort();
    }

    /// How many were made so far.
    int connections() {
        return connections.get();
    }

    /// What was read so far: request lines and headers.
    List<String> heads() {
        return List.copyOf(heads);
    }

    byte[] body(int request) {
        return bodies.get(request);
    }

    private void accept() {
        try {
            while (true) {
                Socket connection = listening.accept();
                open.add(connection);
                connections.incrementAndGet();
                Thread.ofVirtual().start(() -> serve(connection));
            }
        } catch (IOException e) {
            // closed
        }
    }

    private void serve(Socket connection) {
        try (connection) {
            script.serve(this, connection);
        } catch (IOException e) {
            // the client went away, or did not like our certificate
        } finally {
            open.remove(connection);
        }
    }

    /// Reads one request; false if there is none any more.
    boolean read(Socket connection) throws IOException {
        InputStream in = connection.getInputStream();
        String head = head(in);
        if (head.isEmpty()) {
            return false;
        }
        Matcher length = LENGTH.matcher(head);
        bodies.add(in.readNBytes(length.find() ? Integer.parseInt(length.group(1)) : 0));
        heads.add(head);
        return true;
    }

    static String head(InputStream in) throws IOException {
        ByteArrayOutputStream head = new ByteArrayOutputStream();
        String text = "";
        while (!text.endsWith("\r\n\r\n")) {
            int b = in.read();
            if (b < 0) {
                return "";
            }
            head.write(b);
            text = head.toString(ISO_8859_1);
        }
        return text;
    }

    static void write(Socket connection, String text) throws IOException {
        connection.getOutputStream().write(text.getBytes(ISO_8859_1));
        connection.getOutputStream().flush();
    }

    @Override
    public void close() {
        try {
            listening.close();
            for (Socket connection : open) {
                connection.close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
