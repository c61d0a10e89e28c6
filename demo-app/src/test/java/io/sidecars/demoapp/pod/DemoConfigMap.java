package io.sidecars.demoapp.pod;

import io.sidecars.demoapp.config.KubeletVolume;
import io.sidecars.demoapp.config.Mount;
import java.io.IOException;
import java.nio.file.Path;

/// The ConfigMap of the demo. Within a moment of an edit the simulated kubelet has it in the volume.
final class DemoConfigMap {
    private final KubeletVolume volume;
    private String database = "blue";
    private String content = "none";

    /// @param mount where it is mounted; made if it is not there
    DemoConfigMap(Path mount) {
        volume = new KubeletVolume(mount);
    }

    /// Whether something was mounted already, by an earlier process.
    boolean isMounted() {
        return volume.directory().resolve("..data").toFile().exists();
    }

    /// What was put in last.
    synchronized String content() {
        return content;
    }

    /// Puts something else in, and returns its version.
    ///
    /// @param wanted the name of a database, or how the configuration of the last one is to be broken
    synchronized String edit(String wanted) throws IOException {
        String yaml = switch (wanted) {
            case "blue", "green" -> KubeletVolume.database(wanted, password(wanted));
            // Without IFEXISTS an app that has just started would make the database, with this password.
            case "wrong-password" -> KubeletVolume.database(database + ";IFEXISTS=TRUE", "wrong");
            case "invalid-yaml" ->
                KubeletVolume.database(database, password(database)).replace("user: ", "user: [");
            default ->
                throw new IllegalArgumentException(
                        "config must be blue, green, wrong-password or invalid-yaml, but is \"" + wanted + "\"");
        };
        volume.write(yaml);
        content = wanted;
        if (wanted.equals("blue") || wanted.equals("green")) {
            database = wanted;
        }
        return new Mount(volume.directory()).read().version();
    }

    private static String password(String database) {
        return database + "-secret";
    }
}
