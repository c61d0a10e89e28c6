package io.sidecars.logshipper.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import io.sidecars.logshipper.pipeline.PipelineStatus.State;
import io.vertx.core.http.HttpServerRequest;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// What becomes of records about which an answer says more than yes or no.
class ResponsesTest extends ShipperFixture {
    @Test
    void eachDocumentOfABulkRequestHasAFateOfItsOwn() throws IOException {
        type = "elasticsearch";
        receiver().acceptWith("{\"errors\":false}");
        append("app.log", "new", "there", "throttled", "poison", "failed");
        start();
        receiver().next(items(201, 409, 429, 400, 503));

        ship();

        assertThat(pipeline("first").lagBytes()).as("waits for two of them").isEqualTo(34);
        assertThat(pipeline("first").status().state()).isEqualTo(State.RETRYING);
        run(Duration.ofMinutes(1));
        assertThat(documents(receiver().bodies().getFirst())).containsExactly("throttled", "failed");
        assertThat(letters()).hasSize(1).first().asString().contains("\"record\":\"poison\"", "\"status\":400");
        assertThat(pipeline("first").lagBytes()).isZero();
        assertThat(counted("log_shipper_sent_records")).isEqualTo(4);
    }

    @Test
    void aBulkRequestInWhichEverythingIsRejectedBlamesNobody() throws IOException {
        type = "elasticsearch";
        receiver().acceptWith("{\"errors\":false}");
        append("app.log", numbered(1, 120, i -> i));
        start();
        receiver()
                .next(items(
                        Stream.generate(() -> 400).limit(120).mapToInt(i -> i).toArray()));

        ship();

        assertThat(pipeline("first").status().state()).isEqualTo(State.BLOCKED);
        assertThat(DeadLetters.path(state(), "first")).doesNotExist();
        run(Duration.ofSeconds(30));
        run(Duration.ofSeconds(1));
        assertThat(pipeline("first").lagBytes()).isZero();
    }

    @Test
    void aDocumentThatMayNotBeWrittenBlocks() throws IOException {
        type = "elasticsearch";
        receiver().acceptWith("{\"errors\":false}");
        append("app.log", "one", "two");
        start();
        receiver().next(items(201, 403));

        ship();

        assertThat(pipeline("first").status().state()).isEqualTo(State.BLOCKED);
        assertThat(DeadLetters.path(state(), "first")).doesNotExist();
        run(Duration.ofSeconds(30));
        assertThat(documents(receiver().bodies().getFirst())).containsExactly("two");
        assertThat(pipeline("first").lagBytes()).isZero();
    }

    @Test
    void partialSuccessIsCountedAndNotSentAgain() throws IOException {
        type = "otlp";
        append("app.log", "one", "two", "three");
        start();
        receiver()
                .next(request -> request.response()
                        .putHeader("Content-Type", "application/json")
                        .end("{\"partialSuccess\":{\"rejectedLogRecords\":\"2\",\"errorMessage\":\"too old\"}}"));
        output = "encoding: json";

        ship();
        run(Duration.ofMinutes(10));

        assertThat(receiver().refused()).hasSize(1);
        assertThat(receiver().bodies()).isEmpty();
        assertThat(pipeline("first").lagBytes()).isZero();
        assertThat(counted("log_shipper_sent_records")).isOne();
        assertThat(registry.get("log_shipper_rejected_records")
                        .tag("fate", "unnamed")
                        .counter()
                        .count())
                .isEqualTo(2);
    }

    /// A receiver that answers 500 for minutes may mean that it cannot take one of the records.
    @Test
    void otlpsStatus500IsTriedForFiveMinutesAndThenTakenForPoison() throws IOException {
        type = "otlp";
        output = "encoding: json";
        append("app.log", "one", "poison", "three");
        start();
        receiver().judge(body -> body.contains("poison") ? 500 : 200);

        ship();
        run(Duration.ofMinutes(4));
        assertThat(receiver().bodies()).isEmpty();
        assertThat(DeadLetters.path(state(), "first")).doesNotExist();
        for (int i = 0; i < 30; i++) {
            run(Duration.ofMinutes(1));
        }

        assertThat(String.join("", receiver().bodies())).contains("\"one\"", "\"three\"");
        assertThat(letters()).hasSize(1);
        assertThat(pipeline("first").lagBytes()).isZero();
    }

    private static Consumer<HttpServerRequest> items(int... statuses) {
        String items = Arrays.stream(statuses)
                .mapToObj(status -> "{\"create\":{\"status\":" + status + "}}")
                .collect(Collectors.joining(","));
        return request -> request.response().end("{\"errors\":true,\"items\":[" + items + "]}");
    }

    private static List<String> documents(String body) {
        return Pattern.compile("\"message\":\"([^\"]*)\"")
                .matcher(body)
                .results()
                .map(found -> found.group(1))
                .toList();
    }

    private List<String> letters() throws IOException {
        return Files.readAllLines(DeadLetters.path(state(), "first"));
    }
}
