package io.sidecars.configwatcher.validate;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.core.JsonPointer;
import com.networknt.schema.InvalidSchemaRefException;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SchemaRegistryConfig;
import com.networknt.schema.SpecificationVersion;
import com.networknt.schema.dialect.Dialects;
import io.sidecars.configwatcher.config.InvalidConfigException;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import java.util.stream.Stream;

/// A file with a JSON Schema of draft 4 or later; the default is 2020-12. References outside the file are refused,
/// so nothing is loaded from the network or from other files. The meta-schemas come with the library.
///
/// Every failure is an [InvalidConfigException] with one sentence.
record SchemaFile(Path path) {
    private static final long MAX_BYTES = 1 << 20;
    private static final int MAX_SHOWN = 100;
    private static final Pattern META_SCHEMA = Pattern.compile("https?://json-schema\\.org/.*");

    Document read() {
        // Not null, because `refuse` throws at the first error.
        String text = requireNonNull(Utf8.decode(bytes(), this::refuse));
        return new JsonSyntax().parse(text, this::refuse).getFirst();
    }

    /// Compiles the whole schema now, so that a broken reference is found at the start and not with the first
    /// content.
    Schema compile(Document document) {
        SchemaRegistry registry = SchemaRegistry.withDefaultDialect(
                SpecificationVersion.DRAFT_2020_12,
                builder -> builder.schemaLoader(loader -> loader.allow(iri -> isAllowed(iri.toString())))
                        .schemaRegistryConfig(SchemaRegistryConfig.builder()
                                .regularExpressionFactory(new SchemaPatterns())
                                .build()));
        requireSchema(document, registry);
        try {
            Schema schema = registry.getSchema(SchemaLocation.of(path.toUri().toString()), document.value());
            schema.initializeValidators();
            return schema;
        } catch (RuntimeException e) {
            throw new InvalidConfigException(path + ": " + problem(e));
        } catch (StackOverflowError e) {
            throw new InvalidConfigException(path + ": must not be nested so deeply");
        }
    }

    private boolean isAllowed(String iri) {
        if (META_SCHEMA.matcher(iri).matches()) {
            return true;
        }
        throw new InvalidConfigException("must not refer to \"" + iri + "\", which is not in this file");
    }

    private void requireSchema(Document document, SchemaRegistry registry) {
        String dialect = document.value()
                .path("$schema")
                .asText(Dialects.getDraft202012().getId());
        Schema metaSchema;
        try {
            metaSchema = registry.getSchema(
                    SchemaLocation.of(registry.getDialect(dialect).getId()));
        } catch (RuntimeException e) {
            throw refusal(
                    document.positionOf(JsonPointer.compile("/$schema")),
                    "/$schema: must name draft 4, 6, 7, 2019-09 or 2020-12 of JSON Schema");
        }
        metaSchema.validate(document.value()).stream()
                .map(error -> SchemaError.of(error, document, name -> true))
                .forEach(error -> refuse(error.position(), error.rule()));
    }

    private static String problem(RuntimeException e) {
        return Stream.iterate((Throwable) e, cause -> cause != null, Throwable::getCause)
                .map(SchemaFile::sentence)
                .filter(sentence -> !sentence.isEmpty())
                .findFirst()
                .orElse("must be a JSON Schema that refers only to definitions inside this file");
    }

    private static String sentence(Throwable cause) {
        return switch (cause) {
            case InvalidConfigException own -> String.valueOf(own.getMessage());
            case InvalidSchemaRefException ref -> "must not refer to a missing definition: " + ref.getMessage();
            case PatternSyntaxException regex ->
                "must have a valid regular expression instead of \"" + shortened(regex.getPattern()) + "\": "
                        + regex.getDescription();
            default -> "";
        };
    }

    private static String shortened(String pattern) {
        return pattern.length() <= MAX_SHOWN ? pattern : pattern.substring(0, MAX_SHOWN) + "…";
    }

    private void refuse(Position position, String rule) {
        throw refusal(position, rule);
    }

    private InvalidConfigException refusal(Position position, String rule) {
        return new InvalidConfigException(
                new ValidationError(path.toString(), position.line(), position.column(), rule).toString());
    }

    private byte[] bytes() {
        try {
            if (Files.size(path) > MAX_BYTES) {
                throw new InvalidConfigException(path + ": is larger than " + MAX_BYTES + " bytes");
            }
            return Files.readAllBytes(path);
        } catch (NoSuchFileException e) {
            throw new InvalidConfigException(path + ": no such file");
        } catch (AccessDeniedException e) {
            throw new InvalidConfigException(path + ": permission denied");
        } catch (IOException e) {
            throw new InvalidConfigException(path + ": cannot be read: " + e.getMessage());
        }
    }
}
