package io.sidecars.demoapp;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DemoAppTest {

    private final StringWriter err = new StringWriter();

    private int run(String... args) {
        return DemoApp.commandLine().setErr(new PrintWriter(err, true)).execute(args);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            --admin 0.0.0.0:8081             | address "0.0.0.0:8081" must be a loopback address
            collector --control 10.0.0.1:80  | address "10.0.0.1:80" must be a loopback address
            --page 8080                      | address "8080" must be host:port
            --log-file-size big              | "big" must be a size like 256KB or 1MB
            --log-file-size 1KB --log-files 0| the number of rotated files must be 1 to 20, but is 0
            --log-rate -1                    | --log-rate must be 0 to 100000, but is -1
            --collector collector:8090       | "collector:8090" must be a URL like
            --kubelet-simulator x:1                  | "x:1" must be a URL like
            --log-rates 1                    | Unknown option
            """)
    void wrongUsageIsOneSentenceAndTwo(String args, String sentence) {
        assertThat(run(args.split(" "))).isEqualTo(2);
        assertThat(err.toString().lines().findFirst().orElse("")).contains(sentence);
    }

    @Test
    void takenPortIsOne(@TempDir Path logs) throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            String address = "127.0.0.1:" + taken.getLocalPort();

            assertThat(run("--page", address, "--admin", "127.0.0.1:0", "--log-dir", logs.toString()))
                    .isEqualTo(1);
        }
    }
}
