package io.sidecars.logshipper.output.elasticsearch;

import static org.assertj.core.api.Assertions.assertThat;

import io.sidecars.logshipper.output.Response;
import io.sidecars.logshipper.output.Responses;
import io.sidecars.logshipper.output.Verdict;
import io.vertx.core.buffer.Buffer;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class BulkVerdictsTest {
    @ParameterizedTest
    @CsvSource({
        "408, retry",
        "429, retry",
        "500, retry",
        "502, retry",
        "503, retry",
        "504, retry",
        "599, retry",
        "413, too large",
        "400, rejected",
        "201, misconfigured",
        "204, misconfigured",
        "301, misconfigured",
        "401, misconfigured",
        "403, misconfigured",
        "404, misconfigured",
        "405, misconfigured",
        "406, misconfigured",
    })
    void anAnswerMeans(int status, String verdict) {
        assertThat(Responses.word(BulkVerdicts.of(Responses.of(status, "told so"), 1)))
                .isEqualTo(verdict);
    }

    @ParameterizedTest
    @CsvSource({
        "200, accepted",
        "201, accepted",
        "409, accepted",
        "429, retry",
        "500, retry",
        "503, retry",
        "400, rejected",
        "413, rejected",
        "422, rejected",
        "412, rejected",
        "401, misconfigured",
        "403, misconfigured",
        "404, misconfigured",
    })
    void theStatusOfADocumentMeans(int status, String verdict) {
        Verdict.PerRecord each = (Verdict.PerRecord) verdict(1, "{\"errors\":true,\"items\":[" + item(status) + "]}");

        assertThat(each.verdicts()).extracting(Responses::word).containsExactly(verdict);
    }

    @Test
    void eachDocumentHasItsVerdictAndItsReason() {
        String body = "{\"errors\":true,\"items\":["
                + "{\"create\":{\"status\":201}},"
                + "{\"create\":{\"status\":409,\"error\":{\"type\":\"version_conflict_engine_exception\",\"reason\":\"x\"}}},"
                + "{\"create\":{\"status\":429,\"error\":{\"type\":\"es_rejected_execution_exception\",\"reason\":\"full\"}}},"
                + "{\"create\":{\"status\":400,\"error\":{\"type\":\"document_parsing_exception\",\"reason\":\"no\\n  date\"}}},"
                + "{\"create\":{\"status\":503,\"error\":{\"type\":\"unavailable_shards_exception\"}}}]}";

        Verdict verdict = BulkVerdicts.of(Responses.of(200, Duration.ofSeconds(7), body), 5);

        assertThat(verdict)
                .isEqualTo(new Verdict.PerRecord(List.of(
                        new Verdict.Accepted(),
                        new Verdict.Accepted(),
                        new Verdict.Retry(Duration.ofSeconds(7), "status 429: es_rejected_execution_exception: full"),
                        new Verdict.Rejected(400, "status 400: document_parsing_exception: no date"),
                        new Verdict.Retry(Duration.ofSeconds(7), "status 503: unavailable_shards_exception"))));
    }

    @Test
    void readsWhatNobodyHasFiltered() {
        String body =
                "{\"took\":3,\"timed_out\":false,\"errors\":true,\"ingest_took\":1,\"items\":[{\"create\":{\"_index\":\"a\",\"_id\":\"1\","
                        + "\"_shards\":{\"total\":2,\"status\":500},\"status\":201}},{\"create\":{\"error\":{\"root_cause\":"
                        + "[{\"type\":\"other\",\"reason\":\"other\"}],\"type\":\"a\",\"reason\":\"b\",\"caused_by\":{\"type\":\"c\"}},"
                        + "\"status\":400}}]}";

        assertThat(verdict(2, body))
                .isEqualTo(new Verdict.PerRecord(
                        List.of(new Verdict.Accepted(), new Verdict.Rejected(400, "status 400: a: b"))));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"errors\":false,\"items\":[{\"create\":{\"status\":201}}]}",
                "{\"took\":30,\"errors\":false,\"items\":[",
                "{\"errors\":false}"
            })
    void withoutErrorsAllAreAccepted(String body) {
        assertThat(verdict(5, body)).isEqualTo(new Verdict.Accepted());
    }

    @Test
    void aReasonThatQuotesSuccessIsNoSuccess() {
        String body = "{\"errors\":true,\"items\":[{\"create\":{\"status\":400,\"error\":{\"type\":\"a\","
                + "\"reason\":\"failed to parse {\\\"errors\\\":false}\",\"errors\":false}}}]}";

        assertThat(Responses.word(
                        ((Verdict.PerRecord) verdict(1, body)).verdicts().getFirst()))
                .isEqualTo("rejected");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "<html>",
                "[]",
                "{}",
                "{\"errors\":true}",
                "{\"errors\":true,\"items\":[]}",
                "{\"errors\":true,\"items\":[{\"create\":{\"status\":201}}]}",
                "{\"errors\":true,\"items\":[{\"create\":{\"status\":201}},{\"create\":{\"status\":201}},{\"create\":{\"status\":201}}]}",
                "{\"errors\":true,\"items\":[{\"create\":{\"status\":201}},{\"create\":{\"status\":2",
                "{\"errors\":true,\"items\":[{\"create\":{\"status\":201}},{}]}",
                "{\"errors\":true,\"items\":[{\"create\":{\"status\":201}},{\"create\":{}}]}",
                "{\"errors\":true,\"items\":[{\"create\":{\"status\":201}},{\"create\":{\"status\":\"201\"}}]}",
                "{\"errors\":true,\"items\":[{\"create\":{\"status\":201}},{\"create\":{\"status\":99}}]}"
            })
    void anAnswerThatDoesNotSayWhatBecameOfTwoDocumentsIsNoAnswer(String body) {
        assertThat(verdict(2, body))
                .isEqualTo(new Verdict.Retry(null, "the response does not tell about every document"));
    }

    @Test
    void anAnswerThatIsTooLongIsShorterForFewerDocuments() {
        Response cut = new Response(200, null, Buffer.buffer("{\"errors\":true,\"items\":[" + item(201)), true);

        assertThat(BulkVerdicts.of(cut, 2)).isEqualTo(new Verdict.TooLarge(200, "the response is too long to be read"));
    }

    private static String item(int status) {
        return "{\"create\":{\"status\":" + status + "}}";
    }

    private static Verdict verdict(int documents, String body) {
        return BulkVerdicts.of(Responses.of(200, body), documents);
    }
}
