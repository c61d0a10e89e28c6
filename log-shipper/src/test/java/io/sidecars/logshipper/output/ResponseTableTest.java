package io.sidecars.logshipper.output;

import static org.assertj.core.api.Assertions.assertThat;

import io.sidecars.logshipper.Readme;
import io.sidecars.logshipper.config.Output.Otlp.Encoding;
import io.sidecars.logshipper.output.elasticsearch.ElasticsearchProtocol;
import io.sidecars.logshipper.output.loki.LokiProtocol;
import io.sidecars.logshipper.output.otlp.OtlpProtocol;
import io.sidecars.logshipper.rules.Resource;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The tables of responses in the README are what the outputs do, for every status.
class ResponseTableTest {
    private static final String OTHERS = "all others";
    private static final String ITEMS = "{\"errors\":true,\"items\":[{\"create\":{\"status\":%d}}]}";

    private final Resource resource = new Resource(Map.of());
    private final List<String> outputs = List.of("`http`", "`loki`", "`elasticsearch`", "`otlp`");

    @ParameterizedTest
    @ValueSource(strings = {"`http`", "`loki`", "`elasticsearch`", "`otlp`"})
    void theTableHasTheVerdictOfEveryStatus(String output) throws IOException {
        int column = 1 + outputs.indexOf(output);
        Map<String, String> table = new LinkedHashMap<>();
        for (List<String> row : Readme.rows("response", "`http`", "`loki`", "`elasticsearch`", "`otlp`")) {
            for (String status : row.getFirst().replace("other ", "").split(", ", -1)) {
                assertThat(table.put(status, row.get(column))).as(status).isNull();
            }
        }
        Protocol protocol = protocol(output);

        for (int status = 100; status < 600; status++) {
            String expected = table.getOrDefault(
                    Integer.toString(status), table.getOrDefault(status / 100 + "xx", table.get(OTHERS)));
            Verdict verdict = protocol.responses().verdict(Responses.of(status, ITEMS.formatted(201)), 1);
            assertThat(word(verdict)).as(output + " " + status).isEqualTo(expected);
        }
        assertThat(table.keySet())
                .as("no row that is not checked")
                .allMatch(status -> status.matches("[2-5](\\d\\d|xx)|" + OTHERS + "|none: no connection|or a timeout"));
    }

    @Test
    void theTableHasTheVerdictOfEveryDocument() throws IOException {
        Map<String, String> table = new LinkedHashMap<>();
        for (List<String> row : Readme.rows("status of a record", "verdict")) {
            for (String status : row.getFirst().replace("other ", "").split(", ", -1)) {
                assertThat(table.put(status, row.get(1))).as(status).isNull();
            }
        }
        Protocol protocol = protocol("`elasticsearch`");

        for (int status = 200; status < 600; status++) {
            if (status / 100 == 3) {
                continue;
            }
            Verdict verdict = protocol.responses().verdict(Responses.of(200, ITEMS.formatted(status)), 1);
            assertThat(word(((Verdict.PerRecord) verdict).verdicts().getFirst()))
                    .as("status " + status)
                    .isEqualTo(table.getOrDefault(Integer.toString(status), table.get(status / 100 + "xx")));
        }
        assertThat(word(protocol.responses().verdict(Responses.of(200, "{"), 1)))
                .isEqualTo(table.get("unreadable response"));
    }

    private Protocol protocol(String output) {
        return switch (output) {
            case "`http`" -> NdjsonProtocol.of(Outputs.http("http://host"), resource);
            case "`loki`" -> LokiProtocol.of(Outputs.loki("http://host", null, Map.of()), resource);
            case "`elasticsearch`" ->
                ElasticsearchProtocol.of(Outputs.elasticsearch("http://host", "logs", null), resource);
            default -> OtlpProtocol.of(Outputs.otlp("http://host", Encoding.JSON), resource);
        };
    }

    private static String word(Verdict verdict) {
        return switch (verdict) {
            case Verdict.Retry retry when retry.suspect() -> "suspect";
            case Verdict.PerRecord _ -> "by record";
            default -> Responses.word(verdict);
        };
    }
}
