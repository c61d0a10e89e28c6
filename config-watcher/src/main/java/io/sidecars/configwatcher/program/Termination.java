package io.sidecars.configwatcher.program;

import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/// SIGTERM and SIGINT as something to wait for. The first signal asks the program to stop in order, the second
/// one to stop at once.
public final class Termination {
    private final CountDownLatch requested = new CountDownLatch(1);
    private final AtomicInteger signals = new AtomicInteger();

    /// Takes over both signals from the JVM, which would end the process by itself.
    ///
    /// A shutdown hook is told about the first signal only, `sun.misc.Signal` about every one. Naming that class
    /// in source gives a compiler warning that cannot be suppressed, hence reflection.
    public Termination() {
        try {
            Class<?> signal = Class.forName("sun.misc.Signal");
            Class<?> handler = Class.forName("sun.misc.SignalHandler");
            Object onSignal = Proxy.newProxyInstance(
                    Termination.class.getClassLoader(), new Class<?>[] {handler}, (_, method, _) -> {
                        if (method.getName().equals("handle")) {
                            signals.incrementAndGet();
                            requested.countDown();
                        }
                        return null;
                    });
            for (String name : List.of("TERM", "INT")) {
                Object taken = signal.getConstructor(String.class).newInstance(name);
                Object _ = signal.getMethod("handle", signal, handler).invoke(null, taken, onSignal);
            }
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("this Java runtime has no module jdk.unsupported", e);
        }
    }

    /// Waits for the first signal.
    ///
    /// @return false if the time ran out first
    public boolean await(Duration atMost) throws InterruptedException {
        return requested.await(atMost.toNanos(), TimeUnit.NANOSECONDS);
    }

    /// Waits for the first signal, however long that takes.
    public void await() throws InterruptedException {
        requested.await();
    }

    /// Whether a second signal has arrived.
    public boolean isHurried() {
        return signals.get() > 1;
    }
}
