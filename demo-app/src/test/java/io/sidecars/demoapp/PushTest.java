package io.sidecars.demoapp;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.sidecars.demoapp.config.KubeletVolume;
import io.sidecars.demoapp.config.Snapshot;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Reloads whose content comes with the signal.
class PushTest {

    private RunningShop shop;

    @BeforeEach
    void open(@TempDir Path directory) throws IOException {
        shop = new RunningShop(directory, new Shop.Buttons(false, Set.of()), RunningShop.NO_SERVER, null);
    }

    @AfterEach
    void close() {
        shop.close();
    }

    private static SortedMap<String, byte[]> files(String databaseYaml) {
        return new TreeMap<>(Map.of(
                "database.yaml", databaseYaml.getBytes(StandardCharsets.UTF_8), "other/key", new byte[] {0, -1, 10}));
    }

    private static String signal(String version, Map<String, byte[]> files) throws JsonProcessingException {
        return new ObjectMapper().writeValueAsString(Map.of("version", version, "files", files));
    }

    @Test
    void pushedContentRunsWithoutAMount() throws Exception {
        SortedMap<String, byte[]> files = files(KubeletVolume.database(shop.green, "y"));
        String version = Snapshot.of(files).version();

        HttpResponse<String> answer = shop.reload(signal(version, files));

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().firstValue("X-Config-Version")).hasValue(version);
        assertThat(shop.database()).isEqualTo(shop.green);
        assertThat(shop.state().at("/reload/source").asText()).isEqualTo("push");
    }

    @Test
    void contentOfAnotherVersionIsRejected() throws Exception {
        shop.useBlue();

        HttpResponse<String> answer = shop.reload(signal("sha256:00", files(KubeletVolume.database(shop.green, "y"))));

        assertThat(answer.statusCode()).isEqualTo(422);
        assertThat(Http.json(answer).get("error").asText()).contains("the signal says \"sha256:00\"");
        assertThat(shop.database()).isEqualTo(shop.blue);
    }

    @Test
    void badContentIsRejectedWithItsReason() throws Exception {
        SortedMap<String, byte[]> files = files("url: [");

        HttpResponse<String> answer = shop.reload(signal(Snapshot.of(files).version(), files));

        assertThat(answer.statusCode()).isEqualTo(422);
        assertThat(Http.json(answer).get("error").asText()).startsWith("database.yaml:");
    }

    @Test
    void whatIsNotBase64IsRejectedAndNotRepeated() throws Exception {
        HttpResponse<String> answer =
                shop.reload("{\"version\":\"sha256:00\",\"files\":{\"database.yaml\":\"password: hunter2\"}}");

        assertThat(answer.statusCode()).isEqualTo(422);
        assertThat(answer.body()).contains("database.yaml").doesNotContain("hunter2");
    }

    @Test
    void signalWithoutContentMeansTheMount() throws Exception {
        shop.useBlue();
        shop.volume.write(KubeletVolume.database(shop.green, "y"));

        assertThat(shop.reload("{\"version\":\"sha256:00\",\"changed\":[\"database.yaml\"]}")
                        .statusCode())
                .isEqualTo(200);

        assertThat(shop.database()).isEqualTo(shop.green);
        assertThat(shop.state().at("/reload/source").asText()).isEqualTo("mount");
    }
}
