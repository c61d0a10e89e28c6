package io.sidecars.logshipper.client;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Whatever the response, the operator gets one sentence and an exit code.
class LocalClientTest {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    @Test
    void theBodyIsPrinted() throws IOException {
        assertThat(answered("HTTP/1.0 200 OK\r\nA: b\r\n\r\nall is well\n")).isZero();

        assertThat(out).hasToString("all is well\n");
        assertThat(err).hasToString("");
    }

    @Test
    void anyOtherStatusIsTrouble() throws IOException {
        assertThat(answered("HTTP/1.0 503 Service Unavailable\r\n\r\nblocked\n"))
                .isEqualTo(4);

        assertThat(out).hasToString("blocked\n");
    }

    @Test
    void whatDoesNotExistIsAFailure() throws IOException {
        assertThat(answered("HTTP/1.0 404 Not Found\r\n\r\nno such output\n")).isEqualTo(1);

        assertThat(err).hasToString("no such output\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "SSH-2.0-something\r\n", "HTTP/1.1\r\n\r\n", "HTTP/1.0 abc\r\n\r\n"})
    void anotherProgramMayAnswer(String answer) throws IOException {
        assertThat(answered(answer)).isEqualTo(1);

        assertThat(err)
                .asString()
                .startsWith("the program that answers on 127.0.0.1:")
                .endsWith(" is not log-shipper\n");
    }

    @Test
    void aResponseMayBeIncomplete() throws IOException {
        assertThat(answered("HTTP/1.0 200 OK\r\n\r\none\nha")).isEqualTo(1);

        assertThat(err).hasToString("the response is incomplete\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "here", "here:", ":9402", "here:94020", "here:port", "here:123456"})
    void anAddressHasAHostAndAPort(String address) {
        assertThat(new LocalClient(address, new PrintStream(out), new PrintStream(err)).send(Request.status(false)))
                .isEqualTo(2);

        assertThat(err)
                .asString()
                .isEqualTo("--local-address: \"" + address + "\" must be an address such as 127.0.0.1:9402\n");
    }

    private int answered(String answer) throws IOException {
        try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Thread.ofVirtual().start(() -> answer(server, answer));
            String address = "127.0.0.1:" + server.getLocalPort();
            return new LocalClient(address, new PrintStream(out), new PrintStream(err)).send(Request.status(false));
        }
    }

    private static void answer(ServerSocket server, String answer) {
        try (Socket socket = server.accept()) {
            for (int blank = 0; blank < 2; ) { // the whole request
                int c = socket.getInputStream().read();
                blank = c == '\n' ? blank + 1 : c == '\r' ? blank : 0;
            }
            socket.getOutputStream().write(answer.getBytes(UTF_8));
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
