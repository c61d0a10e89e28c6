package io.sidecars.configwatcher.publish;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Optional;
import java.util.random.RandomGenerator;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// A link beside the versions that points to one of them.
record Pointer(Path link, Disk disk) {
    /// Like the kubelet's, except that the kubelet's names end in digits: neither is ever mistaken for the other.
    private static final Pattern VERSION = Pattern.compile("\\.\\.\\d{4}(_\\d\\d){5}\\.[a-z]{10}");

    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("..uuuu_MM_dd_HH_mm_ss.").withZone(ZoneOffset.UTC);
    private static final RandomGenerator RANDOM = new SecureRandom();

    static String newVersion() {
        return RANDOM.ints(10, 'a', 'z' + 1)
                .mapToObj(Character::toString)
                .collect(Collectors.joining("", TIME.format(Instant.now()), ""));
    }

    static boolean isVersion(Path path) {
        return VERSION.matcher(path.getFileName().toString()).matches();
    }

    /// The version that the link points to; empty if there is none.
    Optional<Path> target() throws IOException {
        if (!Files.isSymbolicLink(link)) {
            return Optional.empty();
        }
        Path target = link.resolveSibling(Files.readSymbolicLink(link));
        return Optional.of(target).filter(Pointer::isVersion).filter(Files::isDirectory);
    }

    boolean leadsTo(Path version) throws IOException {
        return target().filter(version::equals).isPresent();
    }

    void moveTo(Path version) throws IOException {
        disk.replace(link, temporary -> disk.link(temporary, version.getFileName()));
    }
}
