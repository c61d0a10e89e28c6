package io.sidecars.demoapp.pod;

import io.sidecars.demoapp.config.KubeletVolume;
import io.sidecars.demoapp.config.Mount;
import java.io.IOException;
import java.nio.file.Path;

/// The simulated ConfigMap. An edit is written to the mounted volume at once, as the kubelet writes it.
final class DemoConfigMap {
    private final KubeletVolume volume;
    private String database = "blue";
    private String content = "none";

    /// @param mount where it is mounted. Created if it does not exist
    DemoConfigMap(Path mount) {
        volume = new KubeletVolume(mount);
    }

    /// Whether an earlier process has already written the volume.
    boolean isMounted() {
        return volume.directory().resolve("..data").toFile().exists();
    }

    /// The name of the current content.
    synchronized String content() {
        return content;
    }

    /// Changes the content and returns its version.
    ///
    /// @param wanted the name of a database, or a way to break the configuration of the current one
    synchronized String edit(String wanted) throws IOException {
        String yaml = switch (wanted) {
            case "blue", "green" -> KubeletVolume.database(wanted, password(wanted));
            // Without IFEXISTS an app that has just started would create the database with this password.
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
