package io.sidecars.demoapp.config;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Map;
import java.util.stream.Stream;

/// A directory written as the kubelet writes a ConfigMap volume: a new directory, then `..data` renamed onto it.
public final class KubeletVolume {

    private final Path directory;
    private int generation;

    public KubeletVolume(Path directory) {
        this.directory = directory;
    }

    public Path directory() {
        return directory;
    }

    public static String database(String name, String password) {
        return "url: jdbc:h2:mem:" + name + "\nuser: shop\npassword: " + password + "\npoolSize: 3\n";
    }

    public void write(String databaseYaml) throws IOException {
        write(Map.of("database.yaml", databaseYaml));
    }

    public void write(Map<String, String> files) throws IOException {
        Path data = directory.resolve("..data");
        Path old = Files.isSymbolicLink(data) ? data.toRealPath() : null;
        Path next = Files.createDirectory(directory.resolve("..2026_11_24." + generation++));
        for (Map.Entry<String, String> file : files.entrySet()) {
            Files.writeString(next.resolve(file.getKey()), file.getValue());
        }
        Path link = Files.createSymbolicLink(directory.resolve("..data_tmp"), next.getFileName());
        Files.move(link, data, StandardCopyOption.ATOMIC_MOVE);
        for (String name : files.keySet()) {
            if (!Files.isSymbolicLink(directory.resolve(name))) {
                Files.createSymbolicLink(directory.resolve(name), Path.of("..data", name));
            }
        }
        if (old != null) {
            delete(old);
        }
    }

    private static void delete(Path old) throws IOException {
        try (Stream<Path> files = Files.list(old)) {
            for (Path file : files.toList()) {
                Files.delete(file);
            }
        }
        Files.delete(old);
    }
}
