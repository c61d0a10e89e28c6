package io.sidecars.logshipper.compress;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Random;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GzipTest {
    @ParameterizedTest
    @ValueSource(ints = {1, 6, 9})
    void isReadByTheJdk(int level) throws IOException {
        Gzip gzip = new Gzip(level);
        Random random = new Random(level);
        for (int size : new int[] {1, 100, 5_000, 1 << 20}) {
            byte[] noise = new byte[size];
            random.nextBytes(noise);
            assertReadBack(gzip, noise);
            assertReadBack(gzip, new byte[size]);
        }
    }

    private static void assertReadBack(Gzip gzip, byte[] content) throws IOException {
        ByteBuffer body = ByteBuffer.allocate(content.length + 2)
                .put((byte) '[')
                .put(content)
                .put((byte) ']')
                .flip();
        int end = content.length + 1;

        ByteBuffer result = gzip.compress(body.slice(0, 1), body.slice(1, content.length), body.slice(end, 1));
        byte[] compressed = new byte[result.remaining()];
        result.get(compressed);

        try (GZIPInputStream in = new GZIPInputStream(new ByteArrayInputStream(compressed))) {
            assertThat(in.readAllBytes()).isEqualTo(body.array());
        }
    }
}
