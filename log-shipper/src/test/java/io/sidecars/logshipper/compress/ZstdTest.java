package io.sidecars.logshipper.compress;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.airlift.compress.v3.zstd.ZstdJavaDecompressor;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Read back by a decoder that shares no code with libzstd.
class ZstdTest {
    @BeforeAll
    static void needsTheLibrary() {
        assumeTrue(Zstd.isAvailable(Zstd.LIBRARY), Zstd.LIBRARY);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3, 9})
    void isReadByAnotherDecoder(int level) {
        Random random = new Random(level);
        try (Zstd zstd = new Zstd(level)) {
            for (int size : new int[] {0, 1, 100, 65_535, 65_536, 65_537, 3 << 20}) {
                byte[] noise = new byte[size];
                random.nextBytes(noise);
                assertReadBack(zstd, noise);
                assertReadBack(zstd, new byte[size]);
            }
        }
    }

    @Test
    void compressesMoreWithAHigherLevel() {
        Random random = new Random(5);
        StringBuilder lines = new StringBuilder();
        for (int i = 0; i < 10_000; i++) {
            lines.append("GET /orders/%d/items answered in %d ms, %d items\n"
                    .formatted(random.nextInt(100_000), random.nextInt(100), random.nextInt(10)));
        }
        byte[] text = lines.toString().getBytes(US_ASCII);

        assertThat(length(text, 9)).isLessThan(length(text, 1)).isLessThan(text.length / 4);
    }

    private static int length(byte[] text, int level) {
        try (Zstd zstd = new Zstd(level)) {
            return zstd.compress(ByteBuffer.wrap(text)).remaining();
        }
    }

    /// Each reload of the configuration makes others; these would take 2 GiB.
    @Test
    @EnabledOnOs(OS.LINUX)
    void givesItsMemoryBack() throws IOException {
        byte[] noise = new byte[1 << 20];
        new Random(1).nextBytes(noise);
        long before = residentKiB();
        for (int i = 0; i < 200; i++) {
            try (Zstd zstd = new Zstd(9)) {
                zstd.compress(ByteBuffer.wrap(noise));
            }
        }

        assertThat(residentKiB() - before).isLessThan(1 << 20);
    }

    private static long residentKiB() throws IOException {
        try (Stream<String> lines = Files.lines(Path.of("/proc/self/status"))) {
            return lines.filter(line -> line.startsWith("VmRSS:"))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
                    .findFirst()
                    .orElseThrow();
        }
    }

    @Test
    void aLibraryThatIsNotThereIsNoError() {
        assertThat(Zstd.isAvailable("libnosuch.so.1")).isFalse();
    }

    private static void assertReadBack(Zstd zstd, byte[] content) {
        ByteBuffer body = ByteBuffer.allocate(content.length + 2)
                .put((byte) '[')
                .put(content)
                .put((byte) ']')
                .flip();
        int end = content.length + 1;

        ByteBuffer result = zstd.compress(body.slice(0, 1), body.slice(1, content.length), body.slice(end, 1));
        byte[] compressed = new byte[result.remaining()];
        result.get(compressed);

        byte[] read = new byte[content.length + 2];
        int length = new ZstdJavaDecompressor().decompress(compressed, 0, compressed.length, read, 0, read.length);
        assertThat(length).isEqualTo(read.length);
        assertThat(read).isEqualTo(body.array());
    }
}
