package io.sidecars.logshipper.step;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.nio.file.StandardCopyOption.ATOMIC_MOVE;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.sidecars.logshipper.config.Config;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Looks at the source, acts if it changed, and remembers what it did. It remembers last: after a crash between
/// acting and remembering it acts again, so acting twice must do no harm.
public final class Step {
    private static final Logger log = LoggerFactory.getLogger(Step.class);

    private final Config config;
    private final Counter actions;
    private final Counter failures;
    private volatile String problem = "";

    public Step(Config config, MeterRegistry metrics) {
        this.config = config;
        this.actions = Counter.builder("log_shipper_actions")
                .description("Copies that were written.")
                .register(metrics);
        this.failures = Counter.builder("log_shipper_failures")
                .description("Steps that failed and are tried again.")
                .register(metrics);
    }

    /// Returns whether it did any work: not after a failure, so that the loop waits before it tries again.
    public boolean step() {
        try {
            byte[] content = Files.readAllBytes(config.source()); // look
            String version = version(content);
            boolean changed = !version.equals(remembered());
            if (changed) {
                replace(config.target(), content); // act
                actions.increment();
                replace(config.state(), version.getBytes(UTF_8)); // remember
                log.atInfo().addKeyValue("version", version).log("source copied");
            }
            problem = "";
            return changed;
        } catch (IOException e) {
            failures.increment();
            if (!problem.equals(e.toString())) {
                problem = e.toString();
                log.atWarn().addKeyValue("problem", problem).log("step failed, retrying");
            }
            return false;
        }
    }

    public boolean works() {
        return problem.isEmpty();
    }

    public String status() {
        return works() ? "up to date" : problem;
    }

    private String remembered() throws IOException {
        return Files.exists(config.state()) ? Files.readString(config.state()) : "";
    }

    /// A reader sees the old content or the new one, never a part.
    private static void replace(Path file, byte[] content) throws IOException {
        Path temporary = file.resolveSibling(file.getFileName() + ".new");
        Files.write(temporary, content);
        Files.move(temporary, file, ATOMIC_MOVE);
    }

    private static String version(byte[] content) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
