package io.sidecars.demoapp;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.sidecars.demoapp.http.Address;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;

/// A plain client for the tests.
final class Http implements AutoCloseable {

    private final HttpClient client = HttpClient.newHttpClient();

    HttpResponse<String> get(Address address, String path) throws IOException, InterruptedException {
        return send(HttpRequest.newBuilder(uri(address, path)));
    }

    HttpResponse<String> post(Address address, String path, String body) throws IOException, InterruptedException {
        return send(HttpRequest.newBuilder(uri(address, path)).POST(HttpRequest.BodyPublishers.ofString(body)));
    }

    HttpResponse<String> send(HttpRequest.Builder request) throws IOException, InterruptedException {
        return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    static URI uri(Address address, String path) {
        return URI.create("http://127.0.0.1:" + address.port() + path);
    }

    static JsonNode json(HttpResponse<String> response) throws IOException {
        return new ObjectMapper().readTree(response.body());
    }

    @Override
    public void close() {
        client.close();
    }
}
