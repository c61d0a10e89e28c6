import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/// One app, one mounted directory, and the contender that watches the directory and signals the app.
final class Testbed implements AutoCloseable {
    /// On disk, as the directories of ConfigMaps are.
    private static final Path WORK = Path.of("/var/tmp/config-watcher-bench");
    private static final Duration FIRST_SIGNAL = Duration.ofSeconds(60);

    private final Contender contender;
    private final App app = new App();
    private final KubeletVolume volume;
    private final Contender.Setting setting;
    private final Path log;
    private MeasuredProcess process;
    private int number;

    /// @param status whether the contender may ask the app which version it runs, if it can
    /// @param fsGroup as for [KubeletVolume]
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
                status && contender.probesApp() ? app.statusUrl() : "",
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

    /// Mounts the same content again.
    KubeletVolume.Swap swapIdentical() throws IOException {
        return volume.swap(KubeletVolume.payload(number));
    }

    /// Starts the contender and waits until it watches.
    ///
    /// @return false if it has exited
    boolean start() throws IOException, InterruptedException {
        return launch().awaitWatching();
    }

    /// Starts the contender without waiting.
    MeasuredProcess launch() throws IOException {
        process = new MeasuredProcess(contender, setting, log);
        return process;
    }

    /// Mounts a version, starts the contender, and waits until the app runs that version.
    void startInSync() throws IOException, InterruptedException {
        startInSync(swap());
    }

    void startInSync(KubeletVolume.Swap mounted) throws IOException, InterruptedException {
        if (!start()) {
            throw new IOException(contender.name() + " did not start, see " + log);
        }
        if (contender.keepsPromises() && app.await(mounted, FIRST_SIGNAL) == null) {
            throw new IOException(contender.name() + " sent no signal, see " + log);
        }
        TimeUnit.MILLISECONDS.sleep(500); // the contender may still ask the app
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
