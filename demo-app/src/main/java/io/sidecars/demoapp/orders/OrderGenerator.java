package io.sidecars.demoapp.orders;

import ch.qos.logback.classic.Level;
import io.sidecars.demoapp.database.Database;
import java.sql.SQLException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/// Places orders at a steady rate. Each order is a write to the database and a line in the log. Orders that are
/// more than a second late, because a burst blocked the log or the database was slow, are skipped.
public final class OrderGenerator implements AutoCloseable {

    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

    private final Database database;
    private final OrderLog orders;
    private final int perSecond;
    private final CountDownLatch stopped = new CountDownLatch(1);
    private final Thread thread;

    private OrderGenerator(Database database, OrderLog orders, int perSecond) {
        this.database = database;
        this.orders = orders;
        this.perSecond = perSecond;
        this.thread = Thread.ofVirtual().name("traffic").unstarted(this::run);
    }

    /// Starts placing orders. With 0 orders per second it places none.
    public static OrderGenerator start(Database database, OrderLog orders, int perSecond) {
        OrderGenerator traffic = new OrderGenerator(database, orders, perSecond);
        if (perSecond > 0) {
            traffic.thread.start();
        }
        return traffic;
    }

    private void run() {
        long tick = Math.max(SECOND / perSecond, SECOND / 100);
        long placed = 0;
        long start = System.nanoTime();
        try {
            while (!stopped.await(tick, TimeUnit.NANOSECONDS)) {
                long due = (long) ((double) (System.nanoTime() - start) / SECOND * perSecond);
                for (placed = Math.max(placed, due - perSecond); placed < due && stopped.getCount() > 0; placed++) {
                    placeOrder();
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void placeOrder() throws InterruptedException {
        try {
            Database.QueryResult live = database.placeOrder();
            String text = live == null
                    ? "the shop is closed: no database yet"
                    : "order " + live.orders() + " placed in " + live.name();
            orders.write(Level.INFO, text);
        } catch (SQLException | RuntimeException e) {
            orders.write(Level.WARN, "an order failed: " + e.getMessage());
        }
    }

    @Override
    public void close() {
        stopped.countDown();
        try {
            thread.join(1000);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
