package io.sidecars.configwatcher.config;

import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/// Where the validated copy is published for the app.
///
/// @param mode the permissions of each published file
public record PublishConfig(Path path, Set<PosixFilePermission> mode) {
    private static final List<String> DIGITS = List.of("---", "--x", "-w-", "-wx", "r--", "r-x", "rw-", "rwx");

    public PublishConfig {
        mode = Set.copyOf(mode);
    }

    static Optional<PublishConfig> read(YamlMapping yaml) {
        if (!yaml.has("path")) {
            yaml.onlyValid("mode", false, "valid with path");
            return Optional.empty();
        }
        return Optional.of(new PublishConfig(
                yaml.required("path", PublishConfig::path), yaml.optional("mode", "0440", PublishConfig::mode)));
    }

    private static Path path(String text) {
        if (!text.startsWith("/") || text.indexOf('\0') >= 0 || Path.of(text).getNameCount() == 0) {
            throw new IllegalArgumentException("must be an absolute path such as /run/config");
        }
        return Path.of(text);
    }

    private static Set<PosixFilePermission> mode(String text) {
        if (!text.matches("0[0-7]{3}")) {
            throw new IllegalArgumentException("must be four octal digits such as 0440");
        }
        Set<PosixFilePermission> mode = PosixFilePermissions.fromString(
                text.chars().skip(1).mapToObj(digit -> DIGITS.get(digit - '0')).collect(Collectors.joining()));
        if (!mode.contains(PosixFilePermission.OWNER_READ)) {
            throw new IllegalArgumentException(
                    "must be readable for the owner, as 0400 is, because config-watcher reads the copy back");
        }
        if (mode.contains(PosixFilePermission.GROUP_WRITE) || mode.contains(PosixFilePermission.OTHERS_WRITE)) {
            throw new IllegalArgumentException("must be writable for the owner only, as 0644 is");
        }
        return mode;
    }
}
