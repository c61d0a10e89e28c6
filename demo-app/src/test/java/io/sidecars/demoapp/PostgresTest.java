package io.sidecars.demoapp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.sidecars.demoapp.config.DatabaseSettings;
import io.sidecars.demoapp.config.KubeletVolume;
import io.sidecars.demoapp.config.Secret;
import io.sidecars.demoapp.database.Database;
import io.sidecars.demoapp.database.PostgresServer;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/// The app on a real PostgreSQL server.
@EnabledOnOs(OS.LINUX)
class PostgresTest {

    @TempDir
    static Path home;

    private static PostgresServer server;

    @TempDir
    Path directory;

    private RunningShop shop;
    private String blue;
    private String green;

    @BeforeAll
    static void start() throws Exception {
        server = PostgresServer.start(home);
    }

    @AfterAll
    static void stop() throws Exception {
        server.stop();
    }

    @BeforeEach
    void open() throws Exception {
        shop = RunningShop.withButtons(directory);
        blue = yaml(server.createDatabase(shop.blue), PostgresServer.PASSWORD);
        green = yaml(server.createDatabase(shop.green), PostgresServer.PASSWORD);
    }

    @AfterEach
    void close() {
        shop.close();
    }

    private static String yaml(String url, String password) {
        return "url: " + url + "\nuser: " + PostgresServer.USER + "\npassword: " + password + "\npoolSize: 1\n";
    }

    private HttpResponse<String> use(String yaml) throws Exception {
        shop.volume.write(yaml);
        return shop.reload("");
    }

    @Test
    void theDatabaseItselfSaysItsName() throws Exception {
        shop.volume.write(blue);

        await().untilAsserted(() -> assertThat(shop.database()).isEqualTo(shop.blue));
        assertThat(shop.state().at("/database/url").asText()).startsWith("jdbc:postgresql://");
    }

    @Test
    void switchingUnderQueriesFailsNone() throws Exception {
        Set<String> names = Set.of(shop.blue, shop.green);
        shop.close();
        shop = RunningShop.patient(directory.resolve("patient"));
        use(blue);
        AtomicBoolean stop = new AtomicBoolean();
        Map<String, Integer> answers = new ConcurrentHashMap<>();
        Callable<Void> customer = () -> {
            while (!stop.get()) {
                HttpResponse<String> answer = shop.http.get(shop.page(), "/api/query");
                answers.merge(Http.json(answer).path("database").asText(answer.body()), 1, Integer::sum);
            }
            return null;
        };
        try (ExecutorService customers = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Void>> queue = Stream.generate(() -> customers.submit(customer))
                    .limit(8) // more than there are connections
                    .toList();
            for (String next : new String[] {green, blue, green, blue, green}) {
                assertThat(use(next).statusCode()).isEqualTo(200);
                int before =
                        answers.values().stream().mapToInt(Integer::intValue).sum();
                await().until(() ->
                        answers.values().stream().mapToInt(Integer::intValue).sum() > before + 10);
            }
            stop.set(true);
            for (Future<Void> end : queue) {
                end.get();
            }
        }

        assertThat(answers.keySet()).isEqualTo(names);
        assertThat(shop.state().at("/requests/failed").asInt()).isZero();
    }

    @Test
    void wrongPasswordIsRefusedAndTheOldDatabaseGoesOn() throws Exception {
        use(blue);

        HttpResponse<String> answer = use(green.replace(PostgresServer.PASSWORD, "hunter3"));

        assertThat(answer.statusCode()).isEqualTo(422);
        assertThat(answer.body()).contains("password authentication failed").doesNotContain("hunter");
        assertThat(shop.database()).isEqualTo(shop.blue);
    }

    @Test
    void databaseThatIsNotThereIsRefused() throws Exception {
        use(blue);

        HttpResponse<String> answer = use(green.replace(shop.green, "nowhere"));

        assertThat(answer.statusCode()).isEqualTo(422);
        assertThat(answer.body()).contains("\\\"nowhere\\\" does not exist");
        assertThat(shop.database()).isEqualTo(shop.blue);
    }

    @Test
    void stoppedServerIsWorthAnotherTry() throws Exception {
        use(KubeletVolume.database(shop.blue, "x"));
        server.stop();
        HttpResponse<String> down;
        try {
            down = use(green);
            assertThat(shop.database()).isEqualTo(shop.blue);
        } finally {
            server.resume();
        }

        assertThat(down.statusCode()).isEqualTo(503);
        assertThat(shop.reload("").statusCode()).isEqualTo(200);
        assertThat(shop.database()).isEqualTo(shop.green);
    }

    @Test
    void serverThatComesBackAnswersAgain() throws Exception {
        use(blue);
        String running = shop.state().get("running").asText();
        server.stop();
        try {
            assertThat(shop.http.get(shop.page(), "/api/query").statusCode()).isEqualTo(503);
            assertThat(shop.state().get("running").asText()).isEqualTo(running);
        } finally {
            server.resume();
        }

        await().atMost(Duration.ofSeconds(30))
                .untilAsserted(() -> assertThat(shop.database()).isEqualTo(shop.blue));
        assertThat(shop.state().get("running").asText()).isEqualTo(running);
    }

    @Test
    void leadsFromEmbeddedDatabaseAndBack() throws Exception {
        String embedded = KubeletVolume.database("embedded_" + shop.blue, "x");
        use(embedded);
        assertThat(shop.database()).isEqualTo("embedded_" + shop.blue);

        assertThat(use(green).statusCode()).isEqualTo(200);
        assertThat(shop.database()).isEqualTo(shop.green);

        assertThat(use(embedded).statusCode()).isEqualTo(200);
        assertThat(shop.database()).isEqualTo("embedded_" + shop.blue);
    }

    /// Repeated, because the timing decides which error PostgreSQL reports.
    @RepeatedTest(10)
    void appsThatComeAtOnceShareOneTable() throws Exception {
        String url = server.createDatabase("shared_" + shop.blue);
        DatabaseSettings settings =
                new DatabaseSettings(url, PostgresServer.USER, new Secret(PostgresServer.PASSWORD), 1);
        CyclicBarrier start = new CyclicBarrier(8);
        Callable<Void> app = () -> {
            try (Database database = new Database(Duration.ofMinutes(1))) {
                start.await();
                database.switchTo(settings);
                database.placeOrder();
            }
            return null;
        };
        try (ExecutorService apps = Executors.newVirtualThreadPerTaskExecutor()) {
            for (Future<Void> end : apps.invokeAll(Collections.nCopies(8, app))) {
                end.get();
            }
        }

        try (Database database = new Database(Duration.ofMinutes(1))) {
            database.switchTo(settings);
            assertThat(Objects.requireNonNull(database.ask()).orders()).isEqualTo(8);
        }
    }
}
