package io.sidecars.configwatcher;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/// SIGTERM and SIGINT as something to wait for. The JVM ends when its shutdown hooks return, so the hook waits
/// until the program has said its exit code.
final class Termination {
    private final CountDownLatch asked = new CountDownLatch(1);
    private final CompletableFuture<Integer> exitCode = new CompletableFuture<>();

    static Termination ofThisProcess() {
        Termination termination = new Termination();
        Runtime.getRuntime().addShutdownHook(new Thread(termination::holdTheJvm, "termination"));
        return termination;
    }

    /// True as soon as termination is asked for, false when the time is over.
    boolean await(Duration atMost) throws InterruptedException {
        return asked.await(atMost.toNanos(), TimeUnit.NANOSECONDS);
    }

    void await() throws InterruptedException {
        asked.await();
    }

    /// The last thing that the program does.
    void exit(int code) {
        exitCode.complete(code);
        System.exit(code);
    }

    private void holdTheJvm() {
        asked.countDown();
        Runtime.getRuntime().halt(exitCode.join());
    }
}
