import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/// One app, one directory and one contender between them.
final class Testbed implements AutoCloseable {
    /// On disk, as the kubelet's directories of ConfigMaps are.
    private static final Path WORK = Path.of("/var/tmp/config-watcher-bench");
    private static final Duration FIRST_SIGNAL = Duration.ofSeconds(60);

    private final Contender contender;
    private final App app = new App();
    private final KubeletVolume volume;
    private final Contender.Setting setting;
    private final Path log;
    private MeasuredProcess process;
    private int number;

    /// @param status whether the contender may ask the app, if it can
    /// @param fsGroup as of [KubeletVolume]
    Testbed(Contender contender, boolean status, boolean fsGroup) throws IOException {
        this.contender = contender;
        Path directory = Files.createDirectories(WORK.resolve(contender.name().replace(' ', '-')));
        Path mount = directory.resolve("mount");
        KubeletVolume.delete(mount);
        this.volume = new KubeletVolume(mount, fsGroup);
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

    MeasuredProcess process() {
        return process;
    }

    /// Mounts the next version.
    KubeletVolume.Swap swap() throws IOException {
        return volume.swap(KubeletVolume.payload(++number));
    }

    /// Writes what is mounted once more.
    KubeletVolume.Swap swapIdentical() throws IOException {
        return volume.swap(KubeletVolume.payload(number));
    }

    /// Starts the contender, whatever is there.
    ///
    /// @return whether it stays
    boolean start() throws IOException, InterruptedException {
        return launch().awaitWatching();
    }

    /// Starts the contender and does not wait.
    MeasuredProcess launch() throws IOException {
        process = new MeasuredProcess(contender, setting, log);
        return process;
    }

    /// Mounts a version, starts the contender, and lets the app run that version.
    void startInSync() throws IOException, InterruptedException {
        startInSync(swap());
    }

    void startInSync(KubeletVolume.Swap mounted) throws IOException, InterruptedException {
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
        process.close();
    }

    @Override
    public void close() throws IOException {
        if (process != null) {
            stop();
        }
        app.close();
        KubeletVolume.delete(volume.mount());
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
