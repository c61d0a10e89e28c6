package io.sidecars.logshipper.program;

import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/// SIGTERM and SIGINT as something to wait for. The first asks to drain, the second to end at once.
public final class Termination {
    private final CountDownLatch asked = new CountDownLatch(1);
    private final CountDownLatch hurried = new CountDownLatch(1);

    public Termination() {
        try {
            for (String signal : List.of("TERM", "INT")) {
                handle(signal);
            }
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("this Java runtime has no module jdk.unsupported", e);
        }
    }

    /// A shutdown hook learns of the first signal only. The class that learns of every one cannot be named in source
    /// without a warning that cannot be suppressed.
    private void handle(String name) throws ReflectiveOperationException {
        Class<?> signal = Class.forName("sun.misc.Signal");
        Class<?> handler = Class.forName("sun.misc.SignalHandler");
        Object signalled =
                Proxy.newProxyInstance(Termination.class.getClassLoader(), new Class<?>[] {handler}, (_, method, _) -> {
                    if (method.getName().equals("handle")) {
                        signalled();
                    }
                    return null;
                });
        Object _ = signal.getMethod("handle", signal, handler)
                .invoke(null, signal.getConstructor(String.class).newInstance(name), signalled);
    }

    /// True as soon as termination is asked for, false when the time is over.
    public boolean await(Duration atMost) throws InterruptedException {
        return asked.await(atMost.toNanos(), TimeUnit.NANOSECONDS);
    }

    /// Whether it was asked for twice.
    public boolean isHurried() {
        return hurried.getCount() == 0;
    }

    private synchronized void signalled() {
        if (asked.getCount() == 0) {
            hurried.countDown();
        }
        asked.countDown();
    }
}
