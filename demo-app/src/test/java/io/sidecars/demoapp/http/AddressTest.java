package io.sidecars.demoapp.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AddressTest {

    @Test
    void readsHostAndPort() {
        assertThat(Address.parse("0.0.0.0:8080")).isEqualTo(new Address("0.0.0.0", 8080));
        assertThat(Address.parse("localhost:0")).isEqualTo(new Address("127.0.0.1", 0));
        assertThat(Address.parseLoopback("[::1]:81").port()).isEqualTo(81);
    }

    @ParameterizedTest
    @ValueSource(strings = {"8080", ":8080", "0.0.0.0:", "0.0.0.0:65536", "0.0.0.0:x", "example.org:80"})
    void refusesWhatIsNoAddress(String text) {
        assertThatThrownBy(() -> Address.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("address \"" + text + "\" must");
    }

    @ParameterizedTest
    @ValueSource(strings = {"0.0.0.0:8081", "[::]:8081", "10.1.2.3:8081"})
    void commandsListenOnLoopbackOnly(String text) {
        assertThatThrownBy(() -> Address.parseLoopback(text))
                .hasMessage(
                        "address \"" + text + "\" must be a loopback address, because this listener accepts commands");
    }
}
