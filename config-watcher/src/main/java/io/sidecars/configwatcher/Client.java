package io.sidecars.configwatcher;

import io.sidecars.configwatcher.client.LocalClient;
import java.util.Arrays;
import java.util.List;

/// `status` and `retry` for an operator inside the container, which holds the running process already: reading the
/// command line with a library would take more memory than everything else here. What is not written plainly
/// (`--help`, a mistake, another command) gets that library all the same.
final class Client {
    private static final String ADDRESS = "--local-address=";

    private Client() {}

    static void main(String[] args) {
        List<String> words = Arrays.asList(args);
        String variable = System.getenv("WATCHER_LOCAL_ADDRESS");
        String address = words.stream()
                .filter(word -> word.startsWith(ADDRESS))
                .map(word -> word.substring(ADDRESS.length()))
                .findFirst()
                .orElse(variable == null || variable.isEmpty() ? LocalClient.ADDRESS : variable);
        LocalClient client = new LocalClient(address, System.out, System.err);
        String command = String.join(
                " ", words.stream().filter(word -> !word.startsWith(ADDRESS)).toList());
        switch (command) {
            case "status" -> System.exit(client.status(false));
            case "status --json" -> System.exit(client.status(true));
            case "retry" -> System.exit(client.retry());
            default -> ConfigWatcher.main(args);
        }
    }
}
