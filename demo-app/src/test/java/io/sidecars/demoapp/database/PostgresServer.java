package io.sidecars.demoapp.database;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.tukaani.xz.XZInputStream;

/// A real PostgreSQL server of its own on a free port, unpacked from a jar by `tar`. It refuses to run as root,
/// so root starts it as an unprivileged user.
public final class PostgresServer {

    public static final String USER = "shop";
    public static final String PASSWORD = "hunter2";

    private static final String UNPRIVILEGED = "65534";

    private final Path home;
    private final int port;
    private final boolean root;

    private PostgresServer(Path home, int port, boolean root) {
        this.home = home;
        this.port = port;
        this.root = root;
    }

    /// Returns when it answers.
    ///
    /// @param home an empty directory, which must be deleted only after the end of the server
    public static PostgresServer start(Path home) throws IOException, InterruptedException {
        boolean root = Files.getAttribute(home, "unix:uid").equals(0);
        PostgresServer server = new PostgresServer(home, freePort(), root);
        server.unpack();
        Path password = Files.writeString(home.resolve("password"), PASSWORD);
        if (root) {
            run(home, List.of("chown", "-R", UNPRIVILEGED + ":" + UNPRIVILEGED, home.toString()));
        }
        server.runUnprivileged(
                "initdb",
                List.of("-D", "data", "-U", USER, "-A", "scram-sha-256", "--pwfile", password.toString(), "--no-sync"));
        server.resume();
        return server;
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private void unpack() throws IOException, InterruptedException {
        boolean arm = System.getProperty("os.arch").equals("aarch64");
        String name = "/postgres-linux-" + (arm ? "arm_64" : "x86_64") + ".txz";
        Path archive = home.resolve("postgres.tar");
        try (InputStream packed = PostgresServer.class.getResourceAsStream(name)) {
            Files.copy(new XZInputStream(Objects.requireNonNull(packed, name)), archive);
        }
        run(home, List.of("tar", "-xf", archive.toString()));
    }

    /// Makes an empty database and returns its URL.
    public String createDatabase(String name) throws SQLException {
        try (Connection connection = DriverManager.getConnection(url("postgres"), USER, PASSWORD);
                Statement statement = connection.createStatement()) {
            statement.execute("CREATE DATABASE " + name);
        }
        return url(name);
    }

    private String url(String database) {
        return "jdbc:postgresql://127.0.0.1:" + port + "/" + database;
    }

    /// Cuts the connections, and keeps the databases.
    public void stop() throws IOException, InterruptedException {
        control("stop", "-m", "fast");
    }

    /// Starts it on its port, and returns when it answers.
    public void resume() throws IOException, InterruptedException {
        String options = "-p " + port + " -k '' -c listen_addresses=127.0.0.1 -c fsync=off";
        control("start", "-l", "server.log", "-o", options); // without -l the server would keep our output open
    }

    private void control(String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(arguments));
        command.addAll(List.of("-D", "data", "-w"));
        runUnprivileged("pg_ctl", command);
    }

    private void runUnprivileged(String program, List<String> arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>();
        if (root) {
            command.addAll(List.of("setpriv", "--reuid", UNPRIVILEGED, "--regid", UNPRIVILEGED, "--clear-groups"));
        }
        command.add(home.resolve("bin", program).toString());
        command.addAll(arguments);
        run(home, command);
    }

    private static void run(Path directory, List<String> command) throws IOException, InterruptedException {
        Path output = directory.resolve("output.log");
        int exit = new ProcessBuilder(command)
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(output.toFile()))
                .start()
                .waitFor();
        if (exit != 0) {
            throw new IOException(command + " ended with " + exit + ": " + Files.readString(output));
        }
    }
}
