package io.sidecars.logshipper.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/// A compromised app puts names for files of log-shipper into the log volume.
class OwnFilesTest extends ShipperFixture {
    @Test
    void credentialsConfigurationAndStateAreNeverSent() throws IOException {
        Path token = Files.writeString(directory.resolve("token"), "secret\n");
        output = "auth: {bearer: {tokenFile: " + token + "}}";
        input = "followLinksInto: " + directory;
        start();
        ship();

        Files.createSymbolicLink(file("link-to-token.log"), token);
        Files.createLink(file("token.log"), token);
        Files.createSymbolicLink(file("link-to-configuration.log"), directory.resolve("config.yaml"));
        Files.createLink(file("configuration.log"), directory.resolve("config.yaml"));
        Files.createSymbolicLink(file("link-to-checkpoint.log"), state().resolve("checkpoint.json"));
        append("app.log", "a line");
        ship();

        assertThat(receiver().messages()).containsExactly("a line");
        assertThat(registry.get("log_shipper_files_refused").gauge().value()).isEqualTo(3);
    }

    @Test
    void linksThatLeadOutAreNotSent() throws IOException {
        Path secret = Files.writeString(directory.resolve("secret"), "secret\n");
        Files.createSymbolicLink(file("link.log"), secret);
        append("app.log", "a line");
        start();
        ship();

        assertThat(receiver().messages()).containsExactly("a line");
        assertThat(registry.get("log_shipper_files_refused").gauge().value()).isEqualTo(1);
    }
}
