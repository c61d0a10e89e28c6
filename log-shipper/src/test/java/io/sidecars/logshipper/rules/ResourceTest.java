package io.sidecars.logshipper.rules;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.entry;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

class ResourceTest {
    private static final List<String> ALL = List.of("*");
    private static final List<String> NONE = List.of();

    @TempDir
    Path volume;

    private final Logger logger = (Logger) LoggerFactory.getLogger(Resource.class);
    private final ListAppender<ILoggingEvent> logged = new ListAppender<>();
    private long now = -1;
    private int versions;

    @BeforeEach
    void listen() {
        logged.start();
        logger.addAppender(logged);
        logger.setLevel(Level.WARN);
        logger.setAdditive(false);
    }

    @AfterEach
    void stopListening() {
        logger.detachAppender(logged);
        logger.setLevel(null);
        logger.setAdditive(true);
    }

    @Test
    void hasTheConfiguredAttributesInTheirOrder() {
        Map<String, String> given = new LinkedHashMap<>();
        given.put("z", "1");
        given.put("a", "2");

        Resource resource = new Resource(given);

        assertThat(resource.attributes()).containsExactly(entry("z", "1"), entry("a", "2"));
        assertThat(resource.attributes()).isSameAs(resource.attributes());
        assertThatThrownBy(() -> resource.attributes().put("b", "3")).isInstanceOf(UnsupportedOperationException.class);
    }

    @Test
    void addsTheSelectedLabelsAndAnnotationsOfThePod() throws IOException {
        write("app=\"web \\\"1\\\"\"\ntier=\"front\"", "a.io/x=\"1\"\na.io/y=\"2\"\nb=\"3\"\nbc=\"4\"\n");

        Resource resource = resource(Map.of("given", "g"), ALL, List.of("a.io/*", "b"));

        assertThat(resource.attributes())
                .containsExactly(
                        entry("given", "g"),
                        entry("k8s.pod.label.app", "web \"1\""),
                        entry("k8s.pod.label.tier", "front"),
                        entry("k8s.pod.annotation.a.io/x", "1"),
                        entry("k8s.pod.annotation.a.io/y", "2"),
                        entry("k8s.pod.annotation.b", "3"));
    }

    @Test
    void configuredAttributesTakePrecedence() throws IOException {
        write("app=\"pod\"\napp.kubernetes.io/name=\"pod\"", "");

        Resource resource =
                resource(Map.of("k8s.pod.label.app", "given", "service.name", "given"), List.of("app"), NONE);

        assertThat(resource.attributes())
                .containsOnly(entry("k8s.pod.label.app", "given"), entry("service.name", "given"));
    }

    @Test
    void namesTheServiceAsOpenTelemetryDoes() throws IOException {
        Resource resource = resource(Map.of(), NONE, NONE);

        write("app=\"x\"", "");
        assertThat(later(resource)).isEmpty();
        write("app.kubernetes.io/instance=\"\"\napp.kubernetes.io/name=\"name\"", "");
        assertThat(later(resource)).containsOnly(entry("service.name", "name"));
        write("app.kubernetes.io/instance=\"instance\"\napp.kubernetes.io/name=\"name\"", "");
        assertThat(later(resource)).containsOnly(entry("service.name", "instance"));
        write("app.kubernetes.io/instance=\"instance\"", "resource.opentelemetry.io/service.name=\"annotation\"");
        assertThat(later(resource)).containsOnly(entry("service.name", "annotation"));
    }

    @Test
    void followsTheVolumeOnceASecond() throws IOException {
        Resource resource = following("a=\"1\"");
        Map<String, String> before = resource.attributes();
        write("a=\"2\"", "");

        now += Duration.ofSeconds(1).toNanos() - 1;
        assertThat(resource.attributes()).isSameAs(before);
        now++;
        assertThat(resource.attributes()).containsOnly(entry("k8s.pod.label.a", "2"));
        assertThat(before).containsOnly(entry("k8s.pod.label.a", "1"));
    }

    @Test
    void keepsTheSameMapWhenANewVersionSaysTheSame() throws IOException {
        Resource resource = following("a=\"1\"");
        Map<String, String> before = resource.attributes();

        write("a=\"1\"", "unselected=\"x\"");

        assertThat(later(resource)).isSameAs(before);
    }

    @Test
    void removesALabelThatIsGone() throws IOException {
        Resource resource = following("a=\"1\"\nb=\"1\"");
        assertThat(resource.attributes()).hasSize(2);

        write("b=\"1\"", "");

        assertThat(later(resource)).containsOnly(entry("k8s.pod.label.b", "1"));
    }

    @Test
    void keepsTheLastValuesOfABrokenVolumeAndLogsOncePerOutage() throws IOException {
        Resource resource = following("a=\"1\"");
        Map<String, String> before = resource.attributes();

        write("a=\"2\nb", "");
        assertThat(later(resource)).isSameAs(before);
        assertThat(later(resource)).isSameAs(before);
        assertThat(logged.list).hasSize(1);
        write("a=\"3\"", "");
        assertThat(later(resource)).containsOnly(entry("k8s.pod.label.a", "3"));
        write("b", "");
        later(resource);

        assertThat(logged.list)
                .extracting(ILoggingEvent::getMessage)
                .containsExactly(
                        "labels and annotations of the Pod cannot be read, keeping the last ones",
                        "labels and annotations of the Pod cannot be read, keeping the last ones");
    }

    @Test
    void waitsForAMissingVolume() throws IOException {
        Resource resource = resource(Map.of("given", "g"), ALL, NONE);

        assertThat(later(resource)).containsOnly(entry("given", "g"));
        assertThat(later(resource)).containsOnly(entry("given", "g"));
        assertThat(logged.list).hasSize(1);
        write("a=\"1\"", "");

        assertThat(later(resource)).containsEntry("k8s.pod.label.a", "1");
    }

    @Test
    void readsAPlainDirectoryWithOneOfTheFiles() throws IOException {
        Files.writeString(volume.resolve("labels"), "a=\"1\"\n");
        Resource resource = resource(Map.of(), ALL, ALL);
        assertThat(resource.attributes()).containsOnly(entry("k8s.pod.label.a", "1"));

        Files.writeString(volume.resolve("annotations"), "b=\"2\"");

        assertThat(later(resource)).containsOnly(entry("k8s.pod.label.a", "1"), entry("k8s.pod.annotation.b", "2"));
        assertThat(logged.list).isEmpty();
    }

    @Test
    void readsOnlyWholeLinesOfTheFirst64Kibibytes() throws IOException {
        String huge = "x".repeat(65_000);
        write("a=\"1\"", "a=\"" + huge + "\"\nb=\"" + huge + "\"\nc=\"3\"");

        Resource resource = resource(Map.of(), ALL, ALL);

        assertThat(resource.attributes()).containsOnlyKeys("k8s.pod.label.a", "k8s.pod.annotation.a");
    }

    @Test
    void hasAtMost128AttributesAndLogsThatOthersAreLeftOut() throws IOException {
        write(lines(200), "");

        Resource resource = resource(Map.of("given", "g"), ALL, NONE);

        assertThat(resource.attributes())
                .hasSize(128)
                .containsKeys("given", "k8s.pod.label.n126")
                .doesNotContainKey("k8s.pod.label.n127");
        later(resource);
        assertThat(logged.list).hasSize(1);
        Map<String, String> tooMany = IntStream.range(0, 129).boxed().collect(Collectors.toMap(n -> "n" + n, n -> "v"));
        assertThatThrownBy(() -> new Resource(tooMany)).hasMessage("must not have more than 128 attributes");
    }

    /// A resource with all labels of a volume that has these labels at first.
    private Resource following(String labels) throws IOException {
        write(labels, "");
        return resource(Map.of(), ALL, NONE);
    }

    private Resource resource(Map<String, String> given, List<String> labels, List<String> annotations) {
        return new Resource(given, volume, labels, annotations, () -> now);
    }

    private Map<String, String> later(Resource resource) {
        now += Duration.ofSeconds(1).toNanos();
        return resource.attributes();
    }

    private static String lines(int count) {
        return IntStream.range(0, count).mapToObj(n -> "n" + n + "=\"v\"").collect(Collectors.joining("\n"));
    }

    /// Writes a new version like the kubelet: a directory next to the old one, then `..data` is pointed to it.
    private void write(String labels, String annotations) throws IOException {
        Path version = Files.createDirectory(volume.resolve("..version." + ++versions));
        Files.writeString(version.resolve("labels"), labels);
        Files.writeString(version.resolve("annotations"), annotations);
        Path link = Files.createSymbolicLink(volume.resolve("..data_tmp"), version.getFileName());
        Files.move(link, volume.resolve("..data"), StandardCopyOption.ATOMIC_MOVE);
        for (String name : List.of("labels", "annotations")) {
            if (!Files.isSymbolicLink(volume.resolve(name))) {
                Files.createSymbolicLink(volume.resolve(name), Path.of("..data", name));
            }
        }
        Path old = volume.resolve("..version." + (versions - 1));
        if (Files.exists(old)) {
            Files.delete(old.resolve("labels"));
            Files.delete(old.resolve("annotations"));
            Files.delete(old);
        }
    }
}
