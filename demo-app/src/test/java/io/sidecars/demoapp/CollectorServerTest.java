package io.sidecars.demoapp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.sidecars.demoapp.http.Address;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CollectorServerTest {

    private static final Address ANY = Address.parse("127.0.0.1:0");
    private static final String RECORD = "{\"message\":\"[run=aaaaaaaa seq=1] order\",\"log.record.uid\":\"0a\"}\n";

    private final Http http = new Http();
    private CollectorServer store;

    @BeforeEach
    void open() throws IOException {
        store = CollectorServer.open(ANY, ANY);
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
                .isEqualTo("{\"received\":2,\"distinct\":1,\"lost\":0,\"duplicates\":1,\"duplicatesWithSameId\":1,"
                        + "\"duplicatesWithOtherId\":0,\"reordered\":0,\"partial\":0,\"other\":0,\"unaccounted\":0,"
                        + "\"runs\":[{\"run\":\"aaaaaaaa\",\"highest\":1,\"distinct\":1,\"lost\":0,\"duplicates\":1}],"
                        + "\"answer\":{\"status\":200}}\n");
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

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"status\":200}",
                "{\"status\":503}",
                "{\"status\":429,\"retryAfter\":\"2\"}",
                "{\"status\":200,\"delay\":\"2s\"}"
            })
    void whatIsSetIsToldByTheSwitchAndTheStats(String answer) throws Exception {
        http.post(store.controlAddress(), "/-/answer", answer);

        assertThat(http.get(store.controlAddress(), "/-/answer").body()).isEqualTo(answer + "\n");
        assertThat(Http.json(http.get(store.address(), "/stats")).get("answer").toString())
                .isEqualTo(answer);
    }

    @Test
    void slowAnswersComeLateButTheLinesAreThereAtOnce() throws Exception {
        http.post(store.controlAddress(), "/-/answer", "{\"status\":200,\"delay\":\"300ms\"}");

        long start = System.nanoTime();
        CompletableFuture<HttpResponse<String>> answer = ingestLater();
        await().until(() -> http.get(store.address(), "/stats").body().contains("\"received\":1"));

        assertThat(answer.get().statusCode()).isEqualTo(200);
        assertThat(System.nanoTime() - start).isGreaterThanOrEqualTo(300_000_000);
    }

    @Test
    void answersThatAreLateAreGivenWhenTheSwitchIsSetBack() throws Exception {
        http.post(store.controlAddress(), "/-/answer", "{\"status\":200,\"delay\":\"60s\"}");
        CompletableFuture<HttpResponse<String>> answer = ingestLater();
        await().until(() -> http.get(store.address(), "/stats").body().contains("\"received\":1"));

        http.post(store.controlAddress(), "/-/answer", "{\"status\":200}");

        assertThat(answer.get(30, TimeUnit.SECONDS).statusCode()).isEqualTo(200);
    }

    @Test
    void manySlowAnswersBlockNothingElse() throws Exception {
        http.post(store.controlAddress(), "/-/answer", "{\"status\":200,\"delay\":\"60s\"}");
        for (int i = 0; i < 20; i++) {
            CompletableFuture<HttpResponse<String>> _ = ingestLater();
        }

        await().until(() -> http.get(store.address(), "/stats").body().contains("\"received\":20"));
        http.post(store.controlAddress(), "/-/answer", "{\"status\":200}"); // otherwise closing would wait for them
    }

    @Test
    void switchIsNotServedOnThePodPort() throws Exception {
        assertThat(http.post(store.address(), "/-/answer", "{\"status\":503}").statusCode())
                .isEqualTo(404);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                                            | the body must be like
            {                               | the body must be like
            null                            | the body must be like
            {"status":503,"why":"so"}       | the body must be like
            {"status":99}                   | status must be 200, or from 300 to 599, but is 99
            {"status":503,"retryAfter":"-"} | retryAfter must be whole seconds
            {"status":200,"delay":"2"}      | delay must be like 2s or 500ms
            {"status":200,"delay":"61s"}    | delay must be 0s to 60s, but is 61s
            """)
    void switchRefusesAnInvalidSetting(@Nullable String body, String sentence) throws Exception {
        HttpResponse<String> answer = http.post(store.controlAddress(), "/-/answer", body == null ? "" : body);

        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(Http.json(answer).get("error").asText()).startsWith(sentence);
        assertThat(http.get(store.controlAddress(), "/-/answer").body()).isEqualTo("{\"status\":200}\n");
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

    private CompletableFuture<HttpResponse<String>> ingestLater() {
        return CompletableFuture.supplyAsync(
                () -> {
                    try {
                        return http.post(store.address(), "/ingest", RECORD);
                    } catch (IOException | InterruptedException e) {
                        throw new CompletionException(e);
                    }
                },
                task -> Thread.ofVirtual().start(task));
    }
}
