package io.sidecars.configwatcher.config;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;

/// The configuration as it was at one moment, with a digest of each schema that it names.
///
/// @param schemas path to digest; to nothing if the file cannot be read
public record LoadedConfig(ConfigFile file, String text, Config config, Map<Path, String> schemas) {
    private static final int LARGEST = 1 << 20;

    /// Reads the file and the schemas that it names.
    ///
    /// @throws InvalidConfigException with one sentence if the file or the environment cannot be used
    public static LoadedConfig read(ConfigFile file) {
        String text = file.text();
        return of(file, text, file.parse(text));
    }

    /// Reads everything again, as it is now.
    ///
    /// @throws InvalidConfigException with one sentence if the file or the environment cannot be used
    public LoadedConfig now() {
        String now = file.text();
        return of(file, now, now.equals(text) ? config : file.parse(now));
    }

    /// Whether the other one means the same. It may be written in another way.
    public boolean meansTheSameAs(LoadedConfig other) {
        return config.equals(other.config) && schemas.equals(other.schemas);
    }

    private static LoadedConfig of(ConfigFile file, String text, Config config) {
        Map<Path, String> schemas = new TreeMap<>();
        for (Source source : config.sources()) {
            for (Checks.Rule rule : source.checks().rules()) {
                Path schema = rule.schema();
                if (schema != null) {
                    schemas.computeIfAbsent(schema, LoadedConfig::digest);
                }
            }
        }
        return new LoadedConfig(file, text, config, schemas);
    }

    private static String digest(Path path) {
        try (InputStream in = Files.newInputStream(path)) {
            byte[] content = in.readNBytes(LARGEST + 1);
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content));
        } catch (IOException e) {
            return ""; // ContentValidator says why, when it reads the schema
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
