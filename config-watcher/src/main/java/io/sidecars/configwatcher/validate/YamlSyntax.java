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

/// YAML 1.2 with merge keys, in any number of documents. Every key is a single value and stands in its mapping once.
final class YamlSyntax implements Syntax {
    private static final int MOST_ALIASES = 1_000;

    @Override
    public List<Document> read(String text, ErrorCollector flaws) {
        LoadSettings settings = LoadSettings.builder()
                .setSchema(new CoreSchema())
                .setCodePointLimit(Integer.MAX_VALUE)
                // All at once: the library copies what is left of a long token with every buffer that it fills.
                .setBufferSize(text.length() + 1)
                .setMaxAliasesForCollections(MOST_ALIASES)
                .setAllowNonScalarKeys(true)
                .build();
        List<Document> documents = new ArrayList<>();
        try {
            StrictComposer composer =
                    new StrictComposer(settings, new ParserImpl(settings, new StreamReader(settings, text)), flaws);
            YamlToJson values = new YamlToJson();
            while (composer.hasNext()) {
                documents.add(values.document(composer.next()));
            }
        } catch (FatalParseException e) {
            e.addTo(flaws);
        } catch (MarkedYamlEngineException e) {
            flaws.add(Position.of(e.getProblemMark()), rule(e.getProblem()));
        } catch (ReaderException e) {
            int end = text.offsetByCodePoints(0, e.getPosition());
            flaws.add(Position.after(text.substring(0, end)), "must not have control characters");
        } catch (YamlEngineException e) {
            flaws.add(Position.UNKNOWN, "must have at most " + MOST_ALIASES + " aliases of mappings and sequences");
        }
        return documents;
    }

    /// In words of our own: those of the parser quote the text.
    private static String rule(String problem) {
        return switch (problem) {
            case String p when p.contains("(TAB)") -> "must be YAML, but a tab indents here";
            case String p
            when p.startsWith("mapping values are not allowed") -> "must be YAML, but a value starts where none can be";
            case String p
            when p.startsWith("could not find expected ':'") -> "must be YAML, but the key before has no colon";
            case String p
            when p.startsWith("expected <block end>") ->
                "must be YAML, but this is neither a part of what stands before nor beside it";
            case String p when p.startsWith("expected ',' or ']'") -> "must be YAML, but a comma or ] is missing here";
            case String p when p.startsWith("expected ',' or '}'") -> "must be YAML, but a comma or } is missing here";
            case String p
            when p.startsWith("found undefined alias") -> "must be YAML, but the alias has no anchor before it";
            case String p when p.contains("escape") -> "must be YAML, but the escape is unknown";
            case String p when p.startsWith("found unexpected end") -> "must be YAML, but a quote is not closed";
            default -> "must be YAML, but is not from here on";
        };
    }
}
