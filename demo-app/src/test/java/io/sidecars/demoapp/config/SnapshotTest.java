package io.sidecars.demoapp.config;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class SnapshotTest {

    @Test
    void versionFollowsTheDocumentedRule() {
        Map<String, byte[]> files = Map.of(
                "database.yaml", "url: jdbc:h2:mem:blue\n".getBytes(UTF_8),
                "a/b", new byte[0],
                "\uff5e", "x".getBytes(UTF_8), // after the next one in UTF-16 code units, before it in code points
                "\ud83d\ude00", "y".getBytes(UTF_8));

        assertThat(Snapshot.of(new TreeMap<>(files)).version())
                .isEqualTo("sha256:43b91642bf56323ccad2cc83d3908e2de7e4024ccbbcd3aa3f2ea28384192135");
        assertThat(Snapshot.of(new TreeMap<>()).version())
                .isEqualTo("sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    }
}
