import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/// One app, one directory and one contender between them.
final class Stage implements AutoCloseable {
    /// On disk, as the kubelet's directories of ConfigMaps are.
    private static final Path WORK = Path.of("/var/tmp/config-watcher-bench");
    private static final Duration FIRST_SIGNAL = Duration.ofSeconds(60);

    private final Contender contender;
    private final App app = new App();
    private final Volume volume;
    private final Contender.Setting setting;
    private final Path log;
    private Subject subject;
    private int number;

    /// @param status whether the contender may ask the app, if it can
    /// @param fsGroup as of [Volume]
    Stage(Contender contender, boolean status, boolean fsGroup) throws IOException {
        this.contender = contender;
        Path directory = Files.createDirectories(WORK.resolve(contender.name().replace(' ', '-')));
        Path mount = directory.resolve("mount");
        Volume.delete(mount);
        this.volume = new Volume(mount, fsGroup);
        this.log = directory.resolve("log");
        this.setting = new Contender.Setting(
                mount,
                app.signalUrl(),
                status && contender.asks() ? app.statusUrl() : "",
                freePort(),
                freePort());
    }

    App app() {
        return app;
    }

    Path mount() {
        return volume.mount();
    }

    Subject subject() {
        return subject;
    }

    /// Mounts the next version.
    Volume.Swap swap() throws IOException {
        return volume.swap(Volume.payload(++number));
    }

    /// Writes what is mounted once more.
    Volume.Swap swapIdentical() throws IOException {
        return volume.swap(Volume.payload(number));
    }

    /// Starts the contender, whatever is there.
    ///
    /// @return whether it stays
    boolean start() throws IOException, InterruptedException {
        return launch().awaitWatching();
    }

    /// Starts the contender and does not wait.
    Subject launch() throws IOException {
        subject = new Subject(contender, setting, log);
        return subject;
    }

    /// Mounts a version, starts the contender, and lets the app run that version.
    void startInSync() throws IOException, InterruptedException {
        startInSync(swap());
    }

    void startInSync(Volume.Swap mounted) throws IOException, InterruptedException {
        if (!start()) {
            throw new IOException(contender.name() + " does not start, see " + log);
        }
        if (contender.promises() && app.await(mounted, FIRST_SIGNAL) == null) {
            throw new IOException(contender.name() + " says nothing, see " + log);
        }
        TimeUnit.MILLISECONDS.sleep(500); // it may still ask the app
        app.forget();
    }

    void stop() {
        subject.close();
    }

    @Override
    public void close() throws IOException {
        if (subject != null) {
            stop();
        }
        app.close();
        Volume.delete(volume.mount());
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
