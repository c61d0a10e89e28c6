package io.sidecars.demoapp.k8s;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/// A directory of `k8s/` that `kubectl kustomize` renders.
record Kustomization(Path directory) {

    static final Path K8S = Path.of("..", "k8s");
    private static final int OLDEST_MINOR = 27;

    static List<Kustomization> all() throws IOException {
        try (Stream<Path> paths = Files.walk(K8S)) {
            return paths.filter(path -> Files.exists(path.resolve("kustomization.yaml")))
                    .map(Kustomization::new)
                    .toList();
        }
    }

    /// Whether there is none, or one whose kustomize is older than 5, such as Debian 12's.
    static boolean kubectlIsMissing() {
        try {
            Process kubectl = new ProcessBuilder("kubectl", "version", "--client", "--output=json").start();
            JsonNode version =
                    new ObjectMapper().readTree(kubectl.getInputStream()).path("clientVersion");
            return Integer.parseInt(version.path("minor").asText().replaceAll("\\D", "")) < OLDEST_MINOR;
        } catch (IOException | NumberFormatException e) {
            return true;
        }
    }

    String yaml() throws IOException, InterruptedException {
        Process kubectl = new ProcessBuilder("kubectl", "kustomize", directory.toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        String yaml = new String(kubectl.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (kubectl.waitFor() != 0) {
            throw new IOException("kubectl kustomize " + directory + " failed");
        }
        return yaml;
    }

    RenderedManifests render() throws IOException, InterruptedException {
        return new RenderedManifests(StrictManifests.parse(yaml()));
    }

    @Override
    public String toString() {
        return K8S.relativize(directory).toString();
    }
}
