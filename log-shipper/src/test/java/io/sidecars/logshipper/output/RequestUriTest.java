package io.sidecars.logshipper.output;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RequestUriTest {
    @Test
    void parametersArePercentEncoded() {
        assertThat(RequestUri.of(URI.create("http://host/in"))
                        .with("a b", "c&d=é")
                        .with("e", "+")
                        .text())
                .isEqualTo("http://host/in?a%20b=c%26d%3D%C3%A9&e=%2B");
    }

    @Test
    void parametersFollowThoseOfTheUrl() {
        assertThat(RequestUri.of(URI.create("http://host/in?x=y"))
                        .with("a", "b")
                        .text())
                .isEqualTo("http://host/in?x=y&a=b");
    }

    @ParameterizedTest
    @CsvSource({
        "http://h:4318, http://h:4318/v1/logs",
        "http://h:4318/, http://h:4318/v1/logs",
        "https://h/base/, https://h/base/v1/logs",
        "http://h:4318/v1/logs, http://h:4318/v1/logs",
        "http://h/v1/logs/?a=%20b, http://h/v1/logs?a=%20b",
        "http://[::1]:4318/a%2Fb?k=v, http://[::1]:4318/a%2Fb/v1/logs?k=v"
    })
    void aPathIsAddedUnlessTheUrlEndsWithIt(String url, String uri) {
        assertThat(RequestUri.of(URI.create(url), "/v1/logs").text()).isEqualTo(uri);
    }
}
