package io.sidecars.logshipper.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AccessDenialTest {
    @Test
    void namesOwnerModeAndOurselves(@TempDir Path directory) throws IOException {
        Path file = Files.createFile(directory.resolve("a.log"));
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("-w-r-x---"));
        int self = (Integer) Files.getAttribute(file, "unix:uid");
        int group = (Integer) Files.getAttribute(file, "unix:gid");

        AccessDenial denial = AccessDenial.of(file);

        assertThat(denial).isEqualTo(new AccessDenial(file, self, group, "-w-r-x---", self));
        assertThat(denial)
                .hasToString(file + " has owner " + self + ":" + group
                        + " and mode -w-r-x---, this program runs as user " + self);
    }

    @Test
    void namesTheDirectoryThatHidesAFile(@TempDir Path directory) throws IOException {
        assertThat(AccessDenial.of(directory.resolve("hidden/deep/a.log")).path())
                .isEqualTo(directory);
    }
}
