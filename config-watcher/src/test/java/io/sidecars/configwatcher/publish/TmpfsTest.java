package io.sidecars.configwatcher.publish;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;

class TmpfsTest {
    private static final Path MEMORY = Path.of("/dev/shm");

    @Test
    @EnabledIf("hasMemory")
    void memoryIsAllowed() throws IOException {
        assertThat(Tmpfs.problem(MEMORY)).isEmpty();
    }

    @Test
    void anythingElseIsNamed() throws IOException {
        assertThat(Tmpfs.problem(Path.of("/proc")))
                .hasValue("/proc is on proc, but a Secret may be published only to memory: use an emptyDir with"
                        + " \"medium: Memory\"");
    }

    static boolean hasMemory() {
        return Files.isDirectory(MEMORY);
    }
}
