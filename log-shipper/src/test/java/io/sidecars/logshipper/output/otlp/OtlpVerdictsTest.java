package io.sidecars.logshipper.output.otlp;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.sidecars.logshipper.config.Output.Otlp.Encoding;
import io.sidecars.logshipper.output.Protocol;
import io.sidecars.logshipper.output.Response;
import io.sidecars.logshipper.output.Sink;
import io.sidecars.logshipper.output.Verdict;
import io.sidecars.logshipper.output.Verdict.Accepted;
import io.sidecars.logshipper.output.Verdict.Misconfigured;
import io.sidecars.logshipper.output.Verdict.PartlyAccepted;
import io.sidecars.logshipper.output.Verdict.Rejected;
import io.sidecars.logshipper.output.Verdict.Retry;
import io.sidecars.logshipper.output.Verdict.TooLarge;
import io.sidecars.logshipper.output.WireBuffer;
import io.vertx.core.buffer.Buffer;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class OtlpVerdictsTest {
    private static final Duration DELAY = Duration.ofSeconds(7);

    @ParameterizedTest
    @ValueSource(ints = {200, 201, 202, 204, 299})
    void every2xxAccepts(int status) {
        assertThat(verdict(status, Buffer.buffer())).isEqualTo(new Accepted());
    }

    @ParameterizedTest
    @ValueSource(ints = {429, 502, 503, 504})
    void theseAreTriedAgain(int status) {
        assertThat(verdict(status, told())).isEqualTo(new Retry(DELAY, "status " + status + ": told so"));
    }

    @ParameterizedTest
    @ValueSource(ints = {408, 500})
    void theseAreTriedAgainWithASuspicion(int status) {
        assertThat(verdict(status, told())).isEqualTo(new Retry(DELAY, "status " + status + ": told so", true));
    }

    @Test
    void status413IsTooLarge() {
        assertThat(verdict(413, told())).isEqualTo(new TooLarge(413, "status 413: told so"));
    }

    @ParameterizedTest
    @ValueSource(ints = {400, 422})
    void theseAreRejected(int status) {
        assertThat(verdict(status, told())).isEqualTo(new Rejected(status, "status " + status + ": told so"));
    }

    @ParameterizedTest
    @ValueSource(ints = {301, 307, 401, 403, 404, 405, 415, 425, 501, 505, 599})
    void allOthersAreRefused(int status) {
        assertThat(verdict(status, told())).isEqualTo(new Misconfigured(status, "status " + status + ": told so"));
    }

    @Test
    void rejectedRecordsAreCounted() {
        Verdict partly = new PartlyAccepted(3, "too old");

        assertThat(verdict(200, partial(3, "too old"))).isEqualTo(partly);
        assertThat(verdict(200, json("\"3\"", "too old"))).isEqualTo(partly);
        assertThat(verdict(202, json("3", "too\\n old"))).isEqualTo(partly);
    }

    @Test
    void noMoreAreRejectedThanWereSent() {
        assertThat(verdict(200, partial(1L << 40, ""))).isEqualTo(new PartlyAccepted(10, ""));
    }

    @Test
    void aWarningAloneRejectsNothing() {
        assertThat(verdict(200, partial(0, "take care"))).isEqualTo(new Accepted());
        assertThat(verdict(200, json("\"0\"", "take care"))).isEqualTo(new Accepted());
        assertThat(verdict(200, partial(-1, ""))).isEqualTo(new Accepted());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                " {\"partialSuccess\":{}}",
                "{\"partialSuccess\":null}",
                "{\"partialSuccess\":{\"rejectedLogRecords\":\"x\"}}",
                "{\"partialSuccess\":{\"rejectedLogRecords\":3}",
                "{\"partialSuccess\":[{\"rejectedLogRecords\":3}]}",
                "<html>thanks</html>",
                "ok",
                "\n"
            })
    void anythingElseIsFullSuccess(String body) {
        assertThat(verdict(200, Buffer.buffer(body))).isEqualTo(new Accepted());
    }

    @Test
    void halfAResponseIsFullSuccess() {
        Buffer whole = partial(3, "too old");
        for (int length = 0; length < whole.length(); length++) {
            assertThat(verdict(200, whole.getBuffer(0, length))).isEqualTo(new Accepted());
        }
        assertThat(verdict(200, whole.copy().appendByte((byte) 0x80))).isEqualTo(new Accepted());
    }

    @Test
    void aNumberWithoutAnEndIsNoResponse() {
        assertThat(verdict(200, hex("0a0b08ffffffffffffffffffff01"))).isEqualTo(new Accepted());
    }

    @Test
    void unknownFieldsDoNotMatter() {
        assertThat(verdict(200, hex("18011200" + "0a0d" + "0803" + "1d01020304" + "210102")))
                .isEqualTo(new Accepted());
        assertThat(verdict(200, hex("1801" + "0a07" + "0803" + "1d01020304"))).isEqualTo(new PartlyAccepted(3, ""));
        assertThat(verdict(200, hex("0a0b" + "0803" + "210102030405060708"))).isEqualTo(new PartlyAccepted(3, ""));
    }

    @Test
    void aStatusGivesItsMessage() {
        WireBuffer status = new WireBuffer(16).putByte(1 << 3).putByte(3);
        text(2, "no such\ntenant é", status);
        text(3, "detail", status);

        assertThat(verdict(400, Buffer.buffer(status.copy())))
                .isEqualTo(new Rejected(400, "status 400: no such tenant é"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"0803", "00ff", "1201ff", "12021b5b", "ffd8ffe0", "1b5b316d"})
    void whatIsBinaryIsNotShown(String body) {
        assertThat(verdict(400, hex(body))).isEqualTo(new Rejected(400, "status 400"));
    }

    @Test
    void whatIsBinaryIsNotShownOfAPartialSuccessEither() {
        assertThat(verdict(200, partial(1, "a\u001b[1m"))).isEqualTo(new PartlyAccepted(1, ""));
    }

    /// As Protobuf this is field 9, the number 105.
    @Test
    void aTextThatHappensToBeAMessageIsAText() {
        assertThat(verdict(400, Buffer.buffer("Hi"))).isEqualTo(new Rejected(400, "status 400: Hi"));
    }

    @ParameterizedTest
    @EnumSource
    void aProbeIsGoodIfAnyoneWhoKnowsLogsAnswers(Encoding encoding) {
        Protocol protocol = Records.protocol(encoding, Map.of());

        assertThat(protocol.probe().result().apply(answer(200, Buffer.buffer())))
                .isEqualTo(new Sink.ProbeResult(true, "status 200"));
        assertThat(protocol.probe().result().apply(answer(400, hex("0803"))))
                .isEqualTo(new Sink.ProbeResult(true, "responds, but refuses an empty request"));
        for (int status : new int[] {301, 401, 403, 404, 413, 429, 500, 503}) {
            assertThat(protocol.probe().result().apply(answer(status, told())))
                    .isEqualTo(new Sink.ProbeResult(false, "status " + status + ": told so"));
        }
    }

    private static Verdict verdict(int status, Buffer body) {
        return OtlpVerdicts.verdict(answer(status, body), 10);
    }

    private static Response answer(int status, Buffer body) {
        return new Response(status, DELAY, body);
    }

    private static Buffer told() {
        return Buffer.buffer("told so");
    }

    private static Buffer partial(long rejected, String message) {
        WireBuffer response = new WireBuffer(16);
        int partial = response.putByte((1 << 3) | 2).open();
        response.putByte(1 << 3).putVarint(rejected);
        text(2, message, response);
        response.close(partial);
        return Buffer.buffer(response.copy());
    }

    private static void text(int field, String text, WireBuffer into) {
        byte[] bytes = text.getBytes(UTF_8);
        into.putByte((field << 3) | 2).putVarint(bytes.length).put(bytes);
    }

    private static Buffer json(String rejected, String message) {
        return Buffer.buffer(
                "{\"partialSuccess\":{\"rejectedLogRecords\":" + rejected + ",\"errorMessage\":\"" + message + "\"}}");
    }

    private static Buffer hex(String digits) {
        return Buffer.buffer(HexFormat.of().parseHex(digits));
    }
}
