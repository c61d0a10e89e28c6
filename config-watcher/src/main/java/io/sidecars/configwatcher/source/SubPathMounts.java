package io.sidecars.configwatcher.source;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Predicate;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// Finds `subPath` mounts: bind mounts of one file, or of the directory of one version, which the kubelet never
/// updates. They are recognized by the directory that they are mounted from.
final class SubPathMounts {
    /// A line of `/proc/self/mountinfo`: `root` is the directory within its file system, `point` the mount point
    /// (proc(5)).
    private static final Pattern MOUNT = Pattern.compile("\\d+ \\d+ \\S+ (?<root>\\S+) (?<point>\\S+) .*");
    private static final Pattern ONE_VERSION =
            Pattern.compile("(.*/volume-subpaths/|(.*/kubernetes\\.io~[a-z-]+/[^/]+)?/\\.\\.\\d{4}_).*");
    private static final Pattern OCTAL = Pattern.compile("\\\\([0-7]{3})");

    private final List<Path> points;

    private SubPathMounts(List<Path> points) {
        this.points = points;
    }

    /// Finds none on systems other than Linux, which have no such file.
    static SubPathMounts ofThisProcess() {
        Path file = Path.of("/proc/self/mountinfo");
        try (Stream<String> lines = Files.lines(file)) {
            return of(lines);
        } catch (IOException e) {
            return new SubPathMounts(List.of());
        }
    }

    static SubPathMounts of(Stream<String> mountinfo) {
        return new SubPathMounts(mountinfo
                .map(MOUNT::matcher)
                .filter(Matcher::matches)
                .filter(mount -> ONE_VERSION.matcher(mount.group("root")).matches())
                .map(mount -> Path.of(OCTAL.matcher(mount.group("point")).replaceAll(SubPathMounts::unescaped)))
                .toList());
    }

    private static String unescaped(MatchResult code) {
        return Matcher.quoteReplacement(String.valueOf((char) Integer.parseInt(code.group(1), 8)));
    }

    /// One sentence for each mount that is inside the directory, is the directory, or contains it.
    List<String> within(Path directory) {
        Predicate<Path> isRelated = point -> point.startsWith(directory) || directory.startsWith(point);
        return points.stream()
                .filter(isRelated)
                .map(point -> point + " is mounted with a subPath, which Kubernetes never updates: "
                        + "mount the whole volume as a directory")
                .toList();
    }
}
