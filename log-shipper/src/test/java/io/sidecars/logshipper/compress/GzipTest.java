package io.sidecars.logshipper.compress;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.io.ByteArrayInputStream;
import java.io.IOException;
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
        ByteBuf pieces = Unpooled.wrappedBuffer(
                Unpooled.wrappedBuffer(new byte[] {'['}),
                Unpooled.wrappedBuffer(content),
                Unpooled.wrappedBuffer(new byte[] {']'}));

        byte[] compressed = ByteBufUtil.getBytes(gzip.compress(pieces));

        try (GZIPInputStream in = new GZIPInputStream(new ByteArrayInputStream(compressed))) {
            assertThat(in.readAllBytes()).isEqualTo(ByteBufUtil.getBytes(pieces));
        }
    }
}
