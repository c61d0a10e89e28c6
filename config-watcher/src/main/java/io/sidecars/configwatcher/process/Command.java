package io.sidecars.configwatcher.process;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.sidecars.configwatcher.config.CommandConfig;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// Runs a program and waits for its end, at most for the configured timeout. There is no shell: the arguments reach the
/// program as they are configured. It has no input; its environment is that of config-watcher, with the version.
///
/// When the timeout is over, the program and everything that it started and that still descends from it is killed.
public record Command(CommandConfig config) {
    private static final Pattern REASON = Pattern.compile("error[=:] ?\\d+,? \\(?([^)]+)");
    private static final int MOST_OUTPUT = 8 << 10;
    private static final Duration OUTPUT_AFTER_END = Duration.ofMillis(500);

    /// The result of running a program. The output is its standard output and error together, at most the first 8 KiB;
    /// it may contain secrets.
    public sealed interface Result {
        /// The program ended by itself, or by a signal of another program.
        record Ended(int exitCode, String output) implements Result {}

        /// The program was killed, because the timeout was over.
        record TimedOut(String output) implements Result {}

        /// The program cannot be started.
        ///
        /// @param why one sentence for an operator
        record NotStarted(String why) implements Result {}
    }

    /// Blocks until the program has ended.
    ///
    /// @param version the value of `CONFIG_VERSION` for the program
    public Result run(String version) {
        ProcessBuilder builder = new ProcessBuilder(config.command())
                .redirectErrorStream(true)
                .redirectInput(ProcessBuilder.Redirect.from(new File("/dev/null")));
        builder.environment().put("CONFIG_VERSION", version);
        try {
            return await(builder.start());
        } catch (IOException e) {
            return new Result.NotStarted(config.command().getFirst() + " cannot be started: " + reason(e));
        }
    }

    private Result await(Process process) {
        Output output = new Output(process.getInputStream());
        output.start();
        try {
            boolean ended = process.waitFor(config.timeout().toMillis(), TimeUnit.MILLISECONDS);
            if (!ended) {
                kill(process);
            }
            output.join(OUTPUT_AFTER_END); // a program in the background may keep it open for longer
            return ended ? new Result.Ended(process.exitValue(), output.text()) : new Result.TimedOut(output.text());
        } catch (InterruptedException e) {
            kill(process);
            Thread.currentThread().interrupt();
            return new Result.TimedOut(output.text());
        }
    }

    /// Parents before children, so that a parent cannot replace a child that was killed.
    private static void kill(Process process) {
        List<ProcessHandle> tree = Stream.concat(Stream.of(process.toHandle()), process.descendants())
                .toList();
        for (ProcessHandle each : tree) {
            Stream<ProcessHandle> started = each.descendants();
            List<ProcessHandle> late = started.toList();
            each.destroyForcibly();
            late.forEach(ProcessHandle::destroyForcibly);
        }
    }

    private static String reason(IOException e) {
        Matcher reason = REASON.matcher(String.valueOf(e.getMessage()));
        return reason.find() ? reason.group(1) : String.valueOf(e.getMessage());
    }

    /// Keeps the beginning of the output and discards the rest, so that the program never waits for a reader.
    private static final class Output extends Thread {
        private final InputStream in;
        private final byte[] kept = new byte[MOST_OUTPUT];
        private int length;

        Output(InputStream in) {
            super("command-output");
            this.in = in;
            setDaemon(true);
        }

        @Override
        public void run() {
            byte[] buffer = new byte[MOST_OUTPUT];
            try (in) {
                int count;
                while ((count = in.read(buffer)) >= 0) {
                    keep(buffer, count);
                }
            } catch (IOException e) {
                // The output ends when the program is killed.
            }
        }

        private synchronized void keep(byte[] buffer, int count) {
            int more = Math.min(count, MOST_OUTPUT - length);
            System.arraycopy(buffer, 0, kept, length, more);
            length += more;
        }

        synchronized String text() {
            return new String(kept, 0, length, UTF_8);
        }
    }
}
