package io.sidecars.configwatcher.source;

import java.util.List;
import java.util.regex.Pattern;

/// Files that programs leave beside the ones that a person writes: swap files, backups and locks of editors, files
/// that an NFS client keeps while they are open, and the link to the repository in a checkout of git.
final class Leftovers {
    private static final List<Pattern> NAMES = List.of(
            Pattern.compile("\\..*\\.sw[a-z]"), // Vim
            Pattern.compile(".*\\.swp"),
            Pattern.compile("4913"), // Vim tries with this name whether it can write
            Pattern.compile(".*~"),
            Pattern.compile("\\.?#.*"), // Emacs
            Pattern.compile("\\.nfs.*"),
            Pattern.compile("\\.git"));

    private Leftovers() {}

    static boolean isOne(String name) {
        return NAMES.stream().anyMatch(pattern -> pattern.matcher(name).matches());
    }
}
