import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/// Other programs that do the same job.
final class Peers {
    private Peers() {}

    static Contender configmapReload(Path binary) {
        return new Contender(
                "configmap-reload",
                false,
                false,
                setting -> new Contender.Start(
                        List.of(
                                binary.toString(),
                                "-volume-dir=" + setting.mount(),
                                "-webhook-url=" + setting.signalUrl(),
                                "-web.listen-address=127.0.0.1:" + setting.podPort()),
                        Map.of()));
    }
}
