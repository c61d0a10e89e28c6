package io.sidecars.logshipper.output;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.sidecars.logshipper.rules.Resource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EncodedResourceTest {
    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path volume;

    private final AtomicLong nanos = new AtomicLong();
    private final AtomicInteger made = new AtomicInteger();
    private final WireBuffer batch = new WireBuffer(16);

    @Test
    void isLookedAtOnceForEachBatchAndMadeOnceForEachContent() throws IOException {
        EncodedResource encoded = encoded("a");
        assertThat(at(encoded)).isEqualTo("{k8s.pod.label.app=a}");
        batch.put('x');

        label("bb");
        assertThat(at(encoded)).isEqualTo("{k8s.pod.label.app=a}");

        batch.reset();
        assertThat(at(encoded)).isEqualTo("{k8s.pod.label.app=bb}");
        assertThat(at(encoded)).isEqualTo("{k8s.pod.label.app=bb}");
        assertThat(made).hasValue(2);
    }

    @Test
    void isLookedAtInTheMiddleOfABatchIfItNeverWas() throws IOException {
        batch.put('x');

        assertThat(at(encoded("a"))).isEqualTo("{k8s.pod.label.app=a}");
    }

    private EncodedResource encoded(String label) throws IOException {
        label(label);
        Resource resource = new Resource(Map.of(), volume, List.of("*"), List.of(), nanos::get);
        return new EncodedResource(resource, attributes -> {
            made.incrementAndGet();
            return attributes.toString().getBytes(UTF_8);
        });
    }

    private void label(String value) throws IOException {
        Files.writeString(volume.resolve("labels"), "app=\"" + value + "\"\n");
        Files.writeString(volume.resolve("annotations"), "");
        nanos.addAndGet(2_000_000_000L);
    }

    private String at(EncodedResource encoded) {
        return new String(encoded.bytes(batch), UTF_8);
    }
}
