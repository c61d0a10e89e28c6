package io.sidecars.configwatcher.program;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/// SIGTERM and SIGINT as something to wait for. The JVM ends when its shutdown hooks return, so the hook waits
/// until the program has said its exit code.
public final class Termination {
    private final CountDownLatch asked = new CountDownLatch(1);
    private final CompletableFuture<Integer> exitCode = new CompletableFuture<>();

    public static Termination ofThisProcess() {
        Termination termination = new Termination();
        Runtime.getRuntime().addShutdownHook(new Thread(termination::holdTheJvm, "termination"));
        return termination;
    }

    /// True as soon as termination is asked for, false when the time is over.
    public boolean await(Duration atMost) throws InterruptedException {
        return asked.await(atMost.toNanos(), TimeUnit.NANOSECONDS);
    }

    public void await() throws InterruptedException {
        asked.await();
    }

    /// The last thing that the program does.
    public void exit(int code) {
        exitCode.complete(code);
        System.exit(code);
    }

    private void holdTheJvm() {
        asked.countDown();
        Runtime.getRuntime().halt(exitCode.join());
    }
}
