package io.sidecars.logshipper;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.HttpURLConnection;
import java.net.URI;
import java.net.URLEncoder;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// Asks the running process, in as little memory as it takes: it runs beside that process, in its container.
final class LocalClient {
    private static final int TIMEOUT_MS = 5_000;

    /// The message is one sentence.
    static final class NoAnswerException extends IOException {
        private static final long serialVersionUID = 1L;

        private NoAnswerException(String message, @Nullable Throwable cause) {
            super(message, cause);
        }
    }

    private final ObjectMapper json = new ObjectMapper();

    @Option(
            names = "--local-address",
            paramLabel = "HOST:PORT",
            defaultValue = "${env:SHIPPER_LOCAL_ADDRESS:-127.0.0.1:9402}",
            description = "Where the running process serves its status (default: ${DEFAULT-VALUE}).")
    private String address = "";

    JsonNode status() throws IOException {
        try (InputStream in = open("GET", "/status").getInputStream()) {
            return json.readTree(in);
        }
    }

    /// One dead letter after the other, as one line of JSON each.
    void deadLetters(@Nullable String output, Consumer<String> each) throws IOException {
        try (InputStream in = open("GET", "/dead-letters" + query(output)).getInputStream();
                BufferedReader lines = new BufferedReader(new InputStreamReader(in, UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                each.accept(line);
            }
        }
    }

    /// How many dead letters are sent once more.
    int replay(@Nullable String output) throws IOException {
        try (InputStream in =
                open("POST", "/dead-letters/replay" + query(output)).getInputStream()) {
            int letters = 0;
            for (JsonNode each : json.readTree(in).path("outputs")) {
                letters += each.path("letters").asInt();
            }
            return letters;
        }
    }

    JsonNode parse(String line) {
        try {
            return json.readTree(line);
        } catch (IOException e) {
            throw new IllegalArgumentException(line, e);
        }
    }

    private HttpURLConnection open(String method, String path) throws IOException {
        HttpURLConnection connection = (HttpURLConnection)
                URI.create("http://" + address + path).toURL().openConnection();
        connection.setRequestMethod(method);
        connection.setRequestProperty("Content-Type", "application/json");
        connection.setConnectTimeout(TIMEOUT_MS);
        connection.setReadTimeout(TIMEOUT_MS);
        int status;
        try {
            status = connection.getResponseCode();
        } catch (IOException e) {
            throw new NoAnswerException(
                    "nothing answers on " + address + ": is log-shipper running in this container?", e);
        }
        if (status == 404) {
            throw new NoAnswerException("there is no such output", null);
        }
        if (status >= 300) {
            throw new NoAnswerException(address + " answers with status " + status, null);
        }
        return connection;
    }

    private static String query(@Nullable String output) {
        return output == null ? "" : "?output=" + URLEncoder.encode(output, UTF_8);
    }
}
