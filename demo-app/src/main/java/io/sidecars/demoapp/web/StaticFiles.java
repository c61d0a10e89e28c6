package io.sidecars.demoapp.web;

import io.sidecars.demoapp.http.Endpoint;
import io.sidecars.demoapp.http.Response;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;

/// The files of the page, from the class path. The policy forbids the page to load anything from other servers,
/// and other pages to embed it.
final class StaticFiles {

    static final String POLICY = "default-src 'none'; style-src 'self'; script-src 'self'; img-src data:;"
            + " connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    private StaticFiles() {}

    static Map<String, Endpoint> endpoints() throws IOException {
        Map<String, Endpoint> endpoints = new LinkedHashMap<>();
        add(endpoints, "/", "page.html", "text/html; charset=utf-8");
        add(endpoints, "/page.css", "page.css", "text/css; charset=utf-8");
        for (String script : new String[] {"page.js", "drawing.js", "experiments.js", "story.js"}) {
            add(endpoints, "/" + script, script, "text/javascript; charset=utf-8");
        }
        return endpoints;
    }

    private static void add(Map<String, Endpoint> endpoints, String path, String file, String type) throws IOException {
        Response answer = Response.of(200, type, resource(file))
                .with("Content-Security-Policy", POLICY)
                .with("Referrer-Policy", "no-referrer")
                .with("Cache-Control", "no-cache");
        endpoints.put("GET " + path, request -> answer);
    }

    private static String resource(String name) throws IOException {
        try (InputStream in = Objects.requireNonNull(StaticFiles.class.getResourceAsStream("/" + name), name)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
