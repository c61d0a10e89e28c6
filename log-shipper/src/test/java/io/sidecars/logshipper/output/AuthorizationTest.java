package io.sidecars.logshipper.output;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sidecars.logshipper.config.Endpoint.Auth;
import io.sidecars.logshipper.config.Endpoint.Credential;
import io.sidecars.logshipper.config.Secret;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AuthorizationTest {
    private Instant now = Instant.EPOCH;
    private Path file;
    private Authorization authorization;

    @BeforeEach
    void set(@TempDir Path directory) {
        file = directory.resolve("token");
        authorization = new Authorization(new Auth.Bearer(new Credential.File(file)), () -> now);
    }

    @Test
    void aPasswordIsSentInBase64() throws Exception {
        Auth auth = new Auth.Basic("Aladdin", new Credential.Value(new Secret("open sesame")));

        assertThat(new Authorization(auth, () -> now).header()).isEqualTo("Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==");
    }

    /// RFC 7617.
    @Test
    void aPasswordIsEncodedInUtf8() throws Exception {
        Files.writeString(file, "\uFEFFÄöß 🔑\r\n");
        Auth given = new Auth.Basic("jörg", new Credential.Value(new Secret("Äöß 🔑")));
        Auth read = new Auth.Basic("jörg", new Credential.File(file));

        String header = new Authorization(given, () -> now).header();

        assertThat(header).isEqualTo("Basic asO2cmc6w4TDtsOfIPCflJE=");
        assertThat(new Authorization(read, () -> now).header()).isEqualTo(header);
    }

    @Test
    void aPasswordIsOneLine() throws Exception {
        Auth auth = new Auth.Basic("u", new Credential.File(Files.writeString(file, "a\nb")));

        assertThatThrownBy(() -> new Authorization(auth, () -> now).header())
                .hasMessage("the file of auth.basic.passwordFile must contain one line of UTF-8");
    }

    @Test
    void aByteOrderMarkIsNotPartOfAToken() throws Exception {
        Files.writeString(file, "\uFEFFabc\n");

        assertThat(authorization.header()).isEqualTo("Bearer abc");
    }

    @Test
    void aFileIsTrimmed() throws Exception {
        Files.writeString(file, " abc\r\n");

        assertThat(authorization.header()).isEqualTo("Bearer abc");
    }

    @Test
    void aFileIsLookedAtOnceASecond() throws Exception {
        Files.writeString(file, "first");
        assertThat(authorization.header()).isEqualTo("Bearer first");
        now = now.plusMillis(1000);
        assertThat(authorization.header()).isEqualTo("Bearer first");

        Files.writeString(file, "changed");
        now = now.plusMillis(999);
        assertThat(authorization.header()).isEqualTo("Bearer first");
        now = now.plusMillis(1);
        assertThat(authorization.header()).isEqualTo("Bearer changed");
    }

    @Test
    void aClockThatIsSetBackHidesNoChange() throws Exception {
        now = Instant.ofEpochSecond(1000);
        Files.writeString(file, "first");
        assertThat(authorization.header()).isEqualTo("Bearer first");
        assertThat(authorization.header()).isEqualTo("Bearer first");

        Files.writeString(file, "changed");
        now = Instant.ofEpochSecond(10);
        assertThat(authorization.header()).isEqualTo("Bearer changed");
    }

    @Test
    void aMountedSecretChangesByItsLink() throws Exception {
        Path first = Files.writeString(file.resolveSibling("1"), "first");
        Path other = Files.writeString(file.resolveSibling("2"), "other");
        Files.setLastModifiedTime(other, Files.getLastModifiedTime(first));
        Files.createSymbolicLink(file, first);
        assertThat(authorization.header()).isEqualTo("Bearer first");

        Files.delete(file);
        Files.createSymbolicLink(file, other);
        now = now.plusSeconds(2);
        assertThat(authorization.header()).isEqualTo("Bearer other");
    }

    @Test
    void aFileThatVanishedIsNoCredential() throws Exception {
        Files.writeString(file, "first");
        assertThat(authorization.header()).isEqualTo("Bearer first");

        Files.delete(file);
        now = now.plusSeconds(2);
        refuses("the file of auth.bearer.tokenFile does not exist");
        refuses("the file of auth.bearer.tokenFile does not exist");
        Files.writeString(file, "back");
        assertThat(authorization.header()).isEqualTo("Bearer back");
    }

    @Test
    void aFileWithoutACredentialIsNamed() throws IOException {
        refuses("the file of auth.bearer.tokenFile does not exist");
        Files.writeString(file, " \n");
        refuses("the file of auth.bearer.tokenFile is empty");
        Files.writeString(file, "two\r\nlines");
        refuses("the file of auth.bearer.tokenFile must contain one line of ASCII");
        Files.writeString(file, "tökén");
        refuses("the file of auth.bearer.tokenFile must contain one line of ASCII");
        Files.write(file, new byte[] {(byte) 0xff});
        refuses("the file of auth.bearer.tokenFile must contain one line of ASCII");
        Files.delete(file);
        Files.createDirectory(file);
        refuses("the file of auth.bearer.tokenFile cannot be read");
    }

    private void refuses(String why) {
        assertThatThrownBy(authorization::header)
                .isInstanceOf(UnusableFileException.class)
                .hasMessage(why);
    }
}
