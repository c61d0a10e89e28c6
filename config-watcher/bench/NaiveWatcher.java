import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystems;
import java.nio.file.Path;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchEvent;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;

/// The least work that a Java program can do for a signal: it opens a connection and sends an empty POST as soon
/// as `..data` appears. It reads no file, computes no version, retries nothing and does not know what the app
/// runs. Its latency is the lower limit for any watcher on this JVM.
final class NaiveWatcher {
    private NaiveWatcher() {}

    /// @param args the directory and the URL for the signal
    public static void main(String[] args) throws IOException, InterruptedException {
        Path directory = Path.of(args[0]);
        URI url = URI.create(args[1]);
        byte[] signal = ("POST " + url.getPath() + " HTTP/1.1\r\nHost: app\r\nConnection: close\r\n\r\n")
                .getBytes(StandardCharsets.US_ASCII);
        try (WatchService watch = FileSystems.getDefault().newWatchService()) {
            directory.register(watch, StandardWatchEventKinds.ENTRY_CREATE);
            for (WatchKey key = watch.take(); ; key = watch.take()) {
                for (WatchEvent<?> event : key.pollEvents()) {
                    if (String.valueOf(event.context()).equals("..data")) {
                        send(url, signal);
                    }
                }
                key.reset();
            }
        }
    }

    private static void send(URI url, byte[] signal) throws IOException {
        try (Socket app = new Socket(url.getHost(), url.getPort())) {
            app.getOutputStream().write(signal);
            app.getInputStream().readAllBytes();
        }
    }
}
