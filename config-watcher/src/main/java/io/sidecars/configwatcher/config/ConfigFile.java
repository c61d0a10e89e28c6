package io.sidecars.configwatcher.config;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import org.snakeyaml.engine.v2.api.Dump;
import org.snakeyaml.engine.v2.api.DumpSettings;
import org.snakeyaml.engine.v2.common.FlowStyle;

/// The YAML file on disk, and the environment variables that it may refer to.
///
/// @param readElsewhere the `WATCHER_…` variables that the command line reads
public record ConfigFile(Path path, Map<String, String> environment, Set<String> readElsewhere) {
    private static final String PREFIX = "WATCHER_";
    private static final long LARGEST = 1 << 20;

    /// Reads the current content of the file.
    ///
    /// @throws InvalidConfigException with one sentence if the file or the environment cannot be used
    public Config read() {
        return parse(text());
    }

    /// Reads a text that [#text] has returned.
    ///
    /// @throws InvalidConfigException with one sentence if the text or the environment cannot be used
    public Config parse(String text) {
        Variables variables = new Variables(environment);
        YamlMapping yaml = YamlMapping.parse(path.toString(), text, variables);
        Config config = Config.read(yaml);
        yaml.done();
        variables.requireAllRead(PREFIX, readElsewhere);
        return config;
    }

    /// The configuration as YAML, with every default, `****` for secrets, and references to variables as they are
    /// written.
    ///
    /// @throws InvalidConfigException with one sentence if the text or the environment cannot be used
    public String effective(String text) {
        YamlMapping yaml = YamlMapping.parse(path.toString(), text, new Variables(environment));
        Object _ = Config.read(yaml);
        DumpSettings block = DumpSettings.builder()
                .setDefaultFlowStyle(FlowStyle.BLOCK)
                .setIndicatorIndent(2)
                .setIndent(4)
                .build();
        return new Dump(block).dumpToString(yaml.effective().values());
    }

    /// The current content of the file.
    ///
    /// @throws InvalidConfigException with one sentence if it cannot be read
    public String text() {
        try {
            if (Files.size(path) > LARGEST) {
                throw new InvalidConfigException(path + ": is larger than " + LARGEST + " bytes");
            }
            String text = Files.readString(path);
            return text.startsWith("\uFEFF") ? text.substring(1) : text; // a byte order mark
        } catch (NoSuchFileException e) {
            throw new InvalidConfigException(path + ": no such file");
        } catch (AccessDeniedException e) {
            throw new InvalidConfigException(path + ": permission denied");
        } catch (IOException e) {
            throw new InvalidConfigException(path + ": cannot be read: " + e.getMessage());
        }
    }
}
