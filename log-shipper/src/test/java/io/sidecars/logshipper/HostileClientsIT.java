package io.sidecars.logshipper;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// The packaged program with the limits of its container, while clients on the Pod's network attack it.
class HostileClientsIT extends ProgramFixture {
    private static final Duration TIME = Duration.ofSeconds(Integer.getInteger("attack.seconds", 5));

    @ParameterizedTest
    @EnumSource
    void neitherStopItNorItsProbesNorItsDeliveries(HostileClients.Attack attack) throws Exception {
        append(1, 10);
        Process program = start(new Launch(List.of(), HostileClients.imageOptions(), directory.resolve("config.yaml")));
        await().until(() -> receiver.messages().size() == 10);

        HostileClients.Outcome outcome;
        try (HostileClients clients = new HostileClients(program, Integer.parseInt(port("podPort")), attack)) {
            append(11, 20);
            outcome = clients.watch(TIME);
            append(21, 30);
            await().until(() -> receiver.messages().size() == 30);
        }

        System.out.println(attack + ": " + outcome);
        assertThat(program.isAlive()).as(stderr()).isTrue();
        assertThat(outcome.failedProbes())
                .as("the kubelet tolerates five in a row, a busy machine loses one: %s", outcome)
                .isLessThanOrEqualTo(1);
        assertThat(outcome.descriptors()).as(outcome::toString).isLessThan(1_500);
        assertThat(outcome.memory()).as(outcome::toString).isLessThan(110);
        assertThat(stderr().lines()).as("what clients make it log").hasSizeLessThan(50);
    }
}
