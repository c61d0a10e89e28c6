package io.sidecars.demoapp;

import static org.assertj.core.api.Assertions.assertThat;

import io.sidecars.demoapp.http.Address;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class LogStoreTest {

    private static final Address ANY = Address.parse("127.0.0.1:0");
    private static final String RECORD = "{\"message\":\"[run=aaaaaaaa seq=1] order\",\"log.record.uid\":\"0a\"}\n";

    private final Http http = new Http();
    private LogStore store;

    @BeforeEach
    void open() throws IOException {
        store = LogStore.open(ANY, ANY);
    }

    @AfterEach
    void close() {
        http.close();
        store.close();
    }

    @Test
    void countsWhatItReceivesAndShowsTheLines() throws Exception {
        HttpResponse<String> answer = http.post(store.address(), "/ingest", RECORD + RECORD);

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(Http.json(answer).get("received").asInt()).isEqualTo(2);
        assertThat(http.get(store.address(), "/stats").body())
                .isEqualTo(
                        "{\"received\":2,\"distinct\":1,\"lost\":0,\"duplicates\":1,\"duplicatesWithSameId\":1,"
                                + "\"duplicatesWithOtherId\":0,\"reordered\":0,\"partial\":0,\"other\":0,\"unaccounted\":0,"
                                + "\"runs\":[{\"run\":\"aaaaaaaa\",\"highest\":1,\"distinct\":1,\"lost\":0,\"duplicates\":1}]}\n");
        assertThat(Http.json(http.get(store.address(), "/lines?last=1")).toString())
                .isEqualTo("{\"lines\":[\"[run=aaaaaaaa seq=1] order\"]}");
        assertThat(http.get(store.address(), "/livez").statusCode()).isEqualTo(200);
    }

    @Test
    void failsOnRequestAndCountsNothingMeanwhile() throws Exception {
        assertThat(http.post(store.controlAddress(), "/-/answer", "{\"status\":503,\"retryAfter\":\"2\"}")
                        .statusCode())
                .isEqualTo(200);

        HttpResponse<String> refused = http.post(store.address(), "/ingest", RECORD);
        http.post(store.controlAddress(), "/-/answer", "{\"status\":200}");
        HttpResponse<String> taken = http.post(store.address(), "/ingest", RECORD);

        assertThat(refused.statusCode()).isEqualTo(503);
        assertThat(refused.headers().firstValue("Retry-After")).hasValue("2");
        assertThat(taken.statusCode()).isEqualTo(200);
        assertThat(Http.json(http.get(store.address(), "/stats"))
                        .get("received")
                        .asInt())
                .isEqualTo(1);
    }

    @Test
    void switchIsNotToBeHadFromThePod() throws Exception {
        assertThat(http.post(store.address(), "/-/answer", "{\"status\":503}").statusCode())
                .isEqualTo(404);
    }

    @Test
    void switchRefusesWhatIsNoAnswer() throws Exception {
        for (String body : new String[] {"", "{", "{\"status\":99}", "{\"status\":503,\"retryAfter\":\"a\\r\\nb\"}"}) {
            assertThat(http.post(store.controlAddress(), "/-/answer", body).statusCode())
                    .isEqualTo(400);
        }
    }

    @Test
    void malformedBatchIsRefusedWhole() throws Exception {
        HttpResponse<String> answer = http.post(store.address(), "/ingest", RECORD + "{\"message\":\n");

        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.body()).contains("line 3: not JSON");
        assertThat(Http.json(http.get(store.address(), "/stats"))
                        .get("received")
                        .asInt())
                .isZero();
    }

    @Test
    void tooLongBodyIsRefusedAndTheConnectionLivesOn() throws Exception {
        assertThat(http.post(store.address(), "/ingest", "x".repeat((4 << 20) + 1))
                        .statusCode())
                .isEqualTo(413);
        assertThat(http.post(store.address(), "/ingest", RECORD).statusCode()).isEqualTo(200);
    }

    @Test
    void webPagesCannotCommand() throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(Http.uri(store.controlAddress(), "/-/answer"))
                .header("Origin", "https://example.org")
                .POST(HttpRequest.BodyPublishers.ofString("{\"status\":503}"));

        assertThat(http.send(request).statusCode()).isEqualTo(403);
    }

    @Test
    void wrongMethodAndUnknownPathAreToldApart() throws Exception {
        assertThat(http.get(store.address(), "/ingest").statusCode()).isEqualTo(405);
        assertThat(http.get(store.address(), "/nothing").statusCode()).isEqualTo(404);
        assertThat(http.get(store.address(), "/lines?last=201").statusCode()).isEqualTo(400);
    }
}
