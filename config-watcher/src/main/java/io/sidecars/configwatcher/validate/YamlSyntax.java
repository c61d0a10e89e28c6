package io.sidecars.configwatcher.validate;

import java.util.ArrayList;
import java.util.List;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.ReaderException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.parser.ParserImpl;
import org.snakeyaml.engine.v2.scanner.StreamReader;
import org.snakeyaml.engine.v2.schema.CoreSchema;

/// Parses YAML 1.2 with merge keys, any number of documents. Keys must be scalars; duplicate keys are errors.
final class YamlSyntax implements Syntax {
    private static final int MAX_ALIASES = 1_000;

    @Override
    public List<Document> parse(String text, ErrorCollector errors) {
        LoadSettings settings = LoadSettings.builder()
                .setSchema(new CoreSchema())
                .setCodePointLimit(Integer.MAX_VALUE)
                // One buffer for the whole text: the library copies the rest of a long token each time it refills
                // the buffer.
                .setBufferSize(text.length() + 1)
                .setMaxAliasesForCollections(MAX_ALIASES)
                .setAllowNonScalarKeys(true)
                .build();
        List<Document> documents = new ArrayList<>();
        try {
            StrictComposer composer =
                    new StrictComposer(settings, new ParserImpl(settings, new StreamReader(settings, text)), errors);
            YamlToJson values = new YamlToJson();
            while (composer.hasNext()) {
                documents.add(values.document(composer.next()));
            }
        } catch (FatalParseException e) {
            e.addTo(errors);
        } catch (MarkedYamlEngineException e) {
            errors.add(Position.of(e.getProblemMark()), rule(e.getProblem()));
        } catch (ReaderException e) {
            int end = text.offsetByCodePoints(0, e.getPosition());
            errors.add(Position.after(text.substring(0, end)), "must not contain control characters");
        } catch (YamlEngineException e) {
            errors.add(Position.UNKNOWN, "must have at most " + MAX_ALIASES + " aliases of mappings and sequences");
        }
        return documents;
    }

    /// Own words, because the messages of the parser quote the text.
    private static String rule(String problem) {
        return switch (problem) {
            case String p when p.contains("(TAB)") -> "must be YAML, but a tab is used as indentation";
            case String p
            when p.startsWith("mapping values are not allowed") ->
                "must be YAML, but a mapping value is not allowed here";
            case String p
            when p.startsWith("could not find expected ':'") -> "must be YAML, but the previous key has no colon";
            case String p
            when p.startsWith("expected <block end>") ->
                "must be YAML, but the indentation does not match the lines before";
            case String p when p.startsWith("expected ',' or ']'") -> "must be YAML, but a comma or ] is missing here";
            case String p when p.startsWith("expected ',' or '}'") -> "must be YAML, but a comma or } is missing here";
            case String p
            when p.startsWith("found undefined alias") -> "must be YAML, but the alias refers to an undefined anchor";
            case String p when p.contains("escape") -> "must be YAML, but the escape sequence is unknown";
            case String p
            when p.startsWith("found unexpected end") -> "must be YAML, but a quoted string is not closed";
            default -> "must be YAML, but is malformed from here on";
        };
    }
}
