package io.sidecars.configwatcher.source;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class SubPathMountsTest {
    /// A ConfigMap that is mounted as a whole, and keys that are mounted with subPath.
    private static final String MOUNTS = """
            612 592 259:1 /var/lib/kubelet/pods/7f/volumes/kubernetes.io~configmap/config /etc/whole ro,relatime - ext4 /dev/sda1 rw
            613 592 259:1 /var/lib/kubelet/pods/7f/volumes/kubernetes.io~configmap/config/..2026_11_24_14_00_00.123/app.yaml /etc/app/app.yaml ro,relatime - ext4 /dev/sda1 rw
            614 592 0:99 /..2026_11_24_14_00_00.5/token /secret ro - tmpfs tmpfs rw
            615 592 259:1 /var/lib/kubelet/pods/7f/volume-subpaths/config/app/1 /etc/with\\040space ro,relatime - ext4 /dev/sda1 rw
            """;

    private final SubPathMounts subPaths = SubPathMounts.of(MOUNTS.lines());

    @Test
    void aSubPathMountIsReported() {
        assertThat(subPaths.within(Path.of("/etc/app")))
                .containsExactly("/etc/app/app.yaml is mounted with a subPath, which Kubernetes never updates: "
                        + "mount the whole volume as a directory");
        assertThat(subPaths.within(Path.of("/etc/with space"))).hasSize(1);
    }

    @Test
    void aWholeVolumeIsNotASubPathMount() {
        assertThat(subPaths.within(Path.of("/etc/whole"))).isEmpty();
        assertThat(SubPathMounts.of(Stream.of("nonsense")).within(Path.of("/"))).isEmpty();
    }

    @Test
    void aSubPathOfASecretIsFoundByItsTmpfsDirectory() {
        assertThat(subPaths.within(Path.of("/secret"))).hasSize(1);
    }
}
