package io.sidecars.configwatcher.config;

import java.util.List;
import org.apache.commons.io.FilenameUtils;

/// The files that concern an app.
///
/// @param sources names of sources; empty for all
/// @param include wildcards for names relative to their source
public record FileSelection(List<String> sources, List<String> include) {
    static FileSelection read(YamlMapping yaml) {
        List<String> include = yaml.texts("include");
        return new FileSelection(yaml.values("sources", Values::name), include.isEmpty() ? List.of("*") : include);
    }

    public boolean hasSource(String source) {
        return sources.isEmpty() || sources.contains(source);
    }

    /// Whether the file of this source is one of them.
    public boolean contains(String source, String name) {
        return hasSource(source) && include.stream().anyMatch(wildcard -> FilenameUtils.wildcardMatch(name, wildcard));
    }
}
