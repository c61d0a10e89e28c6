package io.sidecars.demoapp.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sidecars.demoapp.config.DatabaseSettings;
import io.sidecars.demoapp.config.Secret;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class DatabaseTest {

    private final String blue = "blue_" + UUID.randomUUID().toString().replace('-', '_');
    private final String green = "green_" + UUID.randomUUID().toString().replace('-', '_');
    private final Database database = new Database(Duration.ofMinutes(1));

    @AfterEach
    void close() {
        database.close();
    }

    private static DatabaseSettings settings(String name, String password) {
        return new DatabaseSettings("jdbc:h2:mem:" + name + ";LOCK_TIMEOUT=60000", "shop", new Secret(password), 4);
    }

    private Database.QueryResult ask() throws SQLException {
        return Objects.requireNonNull(database.ask());
    }

    @Test
    void saysNothingBeforeTheFirstDatabase() throws SQLException {
        assertThat(database.isOpen()).isFalse();
        assertThat(database.ask()).isNull();
        assertThat(database.failed()).isZero();
    }

    @Test
    void theDatabaseItselfSaysItsName() throws Exception {
        database.switchTo(settings(blue, "x"));
        assertThat(ask().name()).isEqualTo(blue);

        database.switchTo(settings(green, "y"));
        assertThat(ask().name()).isEqualTo(green);
    }

    @Test
    void databasesOutliveTheSwitchesBackAndForth() throws Exception {
        database.switchTo(settings(blue, "x"));
        database.placeOrder();
        database.placeOrder();
        database.switchTo(settings(green, "y"));

        database.switchTo(settings(blue, "x"));

        assertThat(ask().orders()).isEqualTo(2);
    }

    @Test
    void equalSettingsKeepThePool() throws Exception {
        database.switchTo(settings(blue, "x"));
        Database.QueryResult before = ask();

        database.switchTo(settings(blue, "x"));

        assertThat(ask().since()).isEqualTo(before.since());
    }

    @Test
    void switchingUnderLoadFailsNoQueryAndLosesNoOrder() throws Exception {
        database.switchTo(settings(blue, "x"));
        AtomicBoolean stop = new AtomicBoolean();
        AtomicLong placed = new AtomicLong();
        Map<String, Long> orders = new ConcurrentHashMap<>();
        List<Thread> customers = new ArrayList<>();
        List<Throwable> failures = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            customers.add(Thread.ofVirtual().start(() -> {
                try {
                    while (!stop.get()) {
                        Database.QueryResult live = Objects.requireNonNull(database.placeOrder());
                        orders.merge(live.name(), live.orders(), Math::max);
                        placed.incrementAndGet();
                    }
                } catch (SQLException | RuntimeException e) {
                    synchronized (failures) {
                        failures.add(e);
                    }
                }
            }));
        }

        for (int i = 0; i < 10; i++) {
            database.switchTo(settings(i % 2 == 0 ? green : blue, i % 2 == 0 ? "y" : "x"));
        }
        stop.set(true);
        for (Thread customer : customers) {
            customer.join();
        }

        assertThat(failures).isEmpty();
        assertThat(database.failed()).isZero();
        assertThat(placed.get()).isPositive();
        assertThat(orders.values().stream().mapToLong(Long::longValue).sum()).isEqualTo(placed.get());
    }

    @Test
    void queryInFlightEndsOnTheOldDatabase() throws Exception {
        database.switchTo(settings(blue, "x"));
        CountDownLatch inside = new CountDownLatch(1);
        CountDownLatch switched = new CountDownLatch(1);
        Map<String, String> answers = new TreeMap<>();
        Thread slow = Thread.ofVirtual().start(() -> {
            try {
                Database.QueryResult live = database.query(connection -> {
                    inside.countDown();
                    await(switched);
                    return ShopTable.read(connection);
                });
                answers.put("slow", Objects.requireNonNull(live).name());
            } catch (SQLException e) {
                answers.put("slow", e.toString());
            }
        });
        inside.await();

        database.switchTo(settings(green, "y"));
        answers.put("next", ask().name());
        switched.countDown();
        slow.join();

        assertThat(answers).containsExactlyInAnyOrderEntriesOf(Map.of("slow", blue, "next", green));
    }

    @Test
    @Timeout(20)
    void queryThatGetsNoConnectionFailsWhenPatienceIsOver() throws Exception {
        try (Database impatient = new Database(Duration.ofMillis(250))) {
            impatient.switchTo(new DatabaseSettings("jdbc:h2:mem:" + blue, "shop", new Secret("x"), 1));

            Database.QueryResult live = impatient.query(connection -> {
                assertThatThrownBy(impatient::ask).isInstanceOf(SQLTransientConnectionException.class);
                return ShopTable.read(connection);
            });

            assertThat(Objects.requireNonNull(live).name()).isEqualTo(blue);
            assertThat(impatient.failed()).isOne();
        }
    }

    private static void await(CountDownLatch latch) throws SQLException {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new SQLException(e);
        }
    }

    @Test
    void wrongPasswordKeepsTheOldDatabase() throws Exception {
        database.switchTo(settings(green, "right"));
        database.switchTo(settings(blue, "x"));

        assertThatThrownBy(() -> database.switchTo(settings(green, "hunter2")))
                .isInstanceOf(DatabaseRefusedException.class)
                .hasMessageStartingWith(
                        "cannot use " + settings(green, "").url() + " as \"shop\": Wrong user name or password")
                .hasMessageNotContaining("hunter2");

        assertThat(ask().name()).isEqualTo(blue);
    }
}
