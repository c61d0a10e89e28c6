package io.sidecars.logshipper.compress;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.airlift.compress.v3.zstd.ZstdJavaDecompressor;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.io.IOException;
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
        assumeTrue(Zstd.isThere(Zstd.LIBRARY), Zstd.LIBRARY);
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
            return zstd.compress(Unpooled.wrappedBuffer(text)).readableBytes();
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
                zstd.compress(Unpooled.wrappedBuffer(noise));
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
        assertThat(Zstd.isThere("libnosuch.so.1")).isFalse();
    }

    private static void assertReadBack(Zstd zstd, byte[] content) {
        ByteBuf pieces = Unpooled.wrappedBuffer(
                Unpooled.wrappedBuffer(new byte[] {'['}),
                Unpooled.wrappedBuffer(content),
                Unpooled.wrappedBuffer(new byte[] {']'}));

        byte[] compressed = ByteBufUtil.getBytes(zstd.compress(pieces));

        byte[] read = new byte[content.length + 2];
        int length = new ZstdJavaDecompressor().decompress(compressed, 0, compressed.length, read, 0, read.length);
        assertThat(length).isEqualTo(read.length);
        assertThat(read).isEqualTo(ByteBufUtil.getBytes(pieces));
    }
}
