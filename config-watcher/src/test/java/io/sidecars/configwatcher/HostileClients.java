package io.sidecars.configwatcher;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Clients on the network that want to stop a program, and what a probe of the kubelet sees of it meanwhile.
/// Whenever the program closes one of their connections, they open another.
final class HostileClients implements AutoCloseable {
    private static final int PROBE_TIMEOUT_MS = 5_000; // as in k8s/
    private static final String KUBELET = "127.0.0.2"; // as in a cluster, it has an address of its own
    private static final Duration BETWEEN_PROBES = Duration.ofMillis(50);

    /// What each connection sends. None of them reads.
    @SuppressWarnings("ImmutableEnumChecker") // its arrays are never changed
    enum Attack {
        HTTP2(400, http2(), ping()),
        PIPELINED_REQUESTS(
                300, metrics().repeat(200).getBytes(US_ASCII), metrics().getBytes(US_ASCII)),
        SLOW_READERS(400, metrics().getBytes(US_ASCII), new byte[0]),
        HALF_SENT_HEADERS(5_000, halfSent(), new byte[0]),
        IDLE(1_100, new byte[0], new byte[0]),
        CONNECTS(2_000, metrics().getBytes(US_ASCII), new byte[0]);

        private final int connections;
        private final byte[] first;
        private final byte[] again;

        Attack(int connections, byte[] first, byte[] again) {
            this.connections = connections;
            this.first = first;
            this.again = again;
        }

        private static String metrics() {
            return "GET /metrics HTTP/1.1\r\nHost: x\r\n\r\n";
        }

        private static byte[] halfSent() {
            return ("GET /metrics HTTP/1.1\r\nX-Header: " + "x".repeat(7_000)).getBytes(US_ASCII);
        }

        /// The preface, a large window, and a hundred requests for the metrics.
        private static byte[] http2() {
            ByteBuffer bytes = ByteBuffer.allocate(8 << 10);
            bytes.put("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(US_ASCII));
            frame(bytes, 4, 0, 0, new byte[] {0, 4, 0x7f, (byte) 0xff, (byte) 0xff, (byte) 0xff});
            frame(bytes, 8, 0, 0, new byte[] {0x7f, 0, 0, 0});
            byte[] path = "/metrics".getBytes(US_ASCII);
            ByteBuffer headers = ByteBuffer.allocate(15).put((byte) 0x82).put((byte) 0x86);
            headers.put((byte) 0x04)
                    .put((byte) path.length)
                    .put(path)
                    .put((byte) 0x01)
                    .put((byte) 1)
                    .put((byte) 'x');
            for (int stream = 1; stream < 200; stream += 2) {
                frame(bytes, 1, 5, stream, headers.array());
            }
            byte[] whole = new byte[bytes.position()];
            bytes.flip().get(whole);
            return whole;
        }

        private static byte[] ping() {
            ByteBuffer bytes = ByteBuffer.allocate(17);
            frame(bytes, 6, 0, 0, new byte[8]);
            return bytes.array();
        }

        private static void frame(ByteBuffer to, int type, int flags, int stream, byte[] payload) {
            to.put((byte) 0).putShort((short) payload.length).put((byte) type).put((byte) flags);
            to.putInt(stream).put(payload);
        }
    }

    private static final class Client {
        private @Nullable SocketChannel channel;
        private ByteBuffer unsent = ByteBuffer.allocate(0);

        /// Returns whether it had to connect.
        boolean step(Attack attack, InetSocketAddress address) {
            try {
                SocketChannel open = channel;
                if (open == null) {
                    open = SocketChannel.open();
                    channel = open;
                    open.setOption(StandardSocketOptions.SO_RCVBUF, 4 << 10);
                    open.configureBlocking(false);
                    open.connect(address);
                    unsent = ByteBuffer.wrap(attack.first);
                    return true;
                }
                if (open.finishConnect()) {
                    send(open, attack);
                }
            } catch (IOException e) {
                close();
            }
            return false;
        }

        private void send(SocketChannel open, Attack attack) throws IOException {
            if (attack == Attack.CONNECTS && !unsent.hasRemaining()) {
                throw new IOException("connects again and again");
            }
            open.write(unsent);
            if (!unsent.hasRemaining()) {
                unsent = ByteBuffer.wrap(attack.again);
                // Where nothing more is sent, only reading tells that the program has closed the connection.
                if (attack.again.length == 0 && open.read(ByteBuffer.allocate(1)) < 0) {
                    throw new IOException("closed");
                }
            }
        }

        void close() {
            try {
                if (channel != null) {
                    channel.close();
                }
            } catch (IOException e) {
                // closed anyway
            }
            channel = null;
        }
    }

    /// @param slowestProbe milliseconds; more than the kubelet waits if there was no answer at all
    /// @param descriptors the most that the program had open
    /// @param memory the most MiB of anonymous memory that it used
    record Outcome(long probes, long failedProbes, long slowestProbe, long descriptors, long memory) {}

    private final long pid;
    private final InetSocketAddress address;
    private final Attack attack;
    private final List<Client> clients = new ArrayList<>();
    private final Thread thread;
    private volatile boolean stopped;

    /// Starts the attack.
    HostileClients(Process program, int port, Attack attack) {
        this.pid = program.pid();
        this.address = new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), port);
        this.attack = attack;
        for (int i = 0; i < attack.connections; i++) {
            clients.add(new Client());
        }
        this.thread = Thread.ofPlatform().name(attack.name()).daemon().start(this::run);
    }

    private void run() {
        while (!stopped) {
            clients.forEach(client -> client.step(attack, address));
            Thread.onSpinWait();
        }
        clients.forEach(Client::close);
    }

    /// Probes the program while it is attacked.
    Outcome watch(Duration time) throws IOException, InterruptedException {
        long end = System.nanoTime() + time.toNanos();
        Outcome outcome = new Outcome(0, 0, 0, 0, 0);
        while (System.nanoTime() < end) {
            long begun = System.nanoTime();
            boolean answered = isAlive();
            long took = Duration.ofNanos(System.nanoTime() - begun).toMillis();
            outcome = new Outcome(
                    outcome.probes + 1,
                    outcome.failedProbes + (answered ? 0 : 1),
                    Math.max(outcome.slowestProbe, took),
                    Math.max(outcome.descriptors, descriptors()),
                    Math.max(outcome.memory, memory()));
            Thread.sleep(BETWEEN_PROBES);
        }
        return outcome;
    }

    private boolean isAlive() {
        try (Socket socket = new Socket()) {
            socket.bind(new InetSocketAddress(InetAddress.ofLiteral(KUBELET), 0));
            socket.connect(address, PROBE_TIMEOUT_MS);
            socket.setSoTimeout(PROBE_TIMEOUT_MS);
            socket.getOutputStream()
                    .write("GET /livez HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n".getBytes(US_ASCII));
            return new String(socket.getInputStream().readNBytes(15), US_ASCII).startsWith("HTTP/1.1 200 ");
        } catch (IOException e) {
            return false;
        }
    }

    private long descriptors() throws IOException {
        try (DirectoryStream<Path> all = Files.newDirectoryStream(Path.of("/proc/" + pid + "/fd"))) {
            long count = 0;
            for (Path _ : all) {
                count++;
            }
            return count;
        }
    }

    private long memory() throws IOException {
        String status = Files.readString(Path.of("/proc/" + pid + "/status"));
        return Pattern.compile("RssAnon:\\s*(\\d+) kB")
                .matcher(status)
                .results()
                .mapToLong(match -> Long.parseLong(match.group(1)) >> 10)
                .findFirst()
                .orElse(0);
    }

    /// The JVM options of the image, in a container of 128 MiB.
    static List<String> imageOptions() throws IOException {
        List<String> options = new ArrayList<>(List.of("-XX:MaxRAM=128m"));
        for (String pom : List.of("../pom.xml", "pom.xml")) {
            Pattern.compile("<jvmFlag>([^<]+)</jvmFlag>")
                    .matcher(Files.readString(Path.of(pom)))
                    .results()
                    .map((MatchResult flag) -> flag.group(1))
                    .forEach(options::add);
        }
        return options;
    }

    @Override
    public void close() {
        stopped = true;
        boolean interrupted = false;
        while (thread.isAlive()) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
