package io.sidecars.logshipper;

import io.sidecars.logshipper.client.LocalAddress;
import io.sidecars.logshipper.client.Requests;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// The dead letters: records that receivers have rejected.
@Command(name = "dlq", description = "List the records that receivers have rejected, or send them again.")
final class Dlq {
    @Command(name = "list", description = "Print the dead letters, one line of JSON each.")
    int list(
            @Mixin LocalAddress local,
            @Option(names = "--output", paramLabel = "NAME", description = "Only those of this output.") @Nullable
                    String output) {
        return local.send(Requests.deadLetters(output));
    }

    @Command(name = "replay", description = "Send the dead letters again, and wait up to a minute for the result.")
    int replay(
            @Mixin LocalAddress local,
            @Option(names = "--output", paramLabel = "NAME", description = "Only those of this output.") @Nullable
                    String output) {
        return local.send(Requests.replay(output));
    }
}
