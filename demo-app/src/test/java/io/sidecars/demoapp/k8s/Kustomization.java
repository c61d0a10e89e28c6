package io.sidecars.demoapp.k8s;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/// A directory of `k8s/` that `kubectl kustomize` renders.
record Kustomization(Path directory) {

    static final Path K8S = Path.of("..", "k8s");

    static List<Kustomization> all() throws IOException {
        try (Stream<Path> paths = Files.walk(K8S)) {
            return paths.filter(path -> Files.exists(path.resolve("kustomization.yaml")))
                    .map(Kustomization::new)
                    .toList();
        }
    }

    static boolean kubectlIsMissing() throws InterruptedException {
        try {
            return new ProcessBuilder("kubectl", "version", "--client").start().waitFor() != 0;
        } catch (IOException e) {
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

    Rendered render() throws IOException, InterruptedException {
        return new Rendered(StrictManifests.parse(yaml()));
    }

    @Override
    public String toString() {
        return K8S.relativize(directory).toString();
    }
}
