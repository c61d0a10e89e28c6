package io.sidecars.logshipper;

import io.sidecars.logshipper.client.LocalAddress;
import io.sidecars.logshipper.client.Requests;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// The records that receivers have rejected.
@Command(name = "dlq", description = "Show records that a receiver has rejected, or send them once more.")
final class Dlq {
    @Command(name = "list", description = "Print them, one line of JSON each.")
    int list(
            @Mixin LocalAddress local,
            @Option(names = "--output", paramLabel = "NAME", description = "Of this output only.") @Nullable
                    String output) {
        return local.send(Requests.deadLetters(output));
    }

    @Command(name = "replay", description = "Send them once more, and wait until that is over, a minute at most.")
    int replay(
            @Mixin LocalAddress local,
            @Option(names = "--output", paramLabel = "NAME", description = "Of this output only.") @Nullable
                    String output) {
        return local.send(Requests.replay(output));
    }
}
