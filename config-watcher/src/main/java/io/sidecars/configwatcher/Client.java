package io.sidecars.configwatcher;

import io.sidecars.configwatcher.client.LocalClient;
import io.sidecars.configwatcher.client.Request;
import io.sidecars.configwatcher.client.Requests;
import java.util.ArrayList;
import java.util.List;

/// A second main class, for commands inside the running container (`java @/watcher status`). It shares the
/// container's memory limit with the running process, and parsing the command line with a library would take
/// more memory than the rest of the command. Whatever is not written plainly (`--help`, a mistake, another
/// command) goes to the library.
final class Client {
    private static final String ADDRESS = "--local-address=";

    private Client() {}

    static void main(String[] args) {
        String variable = System.getenv("WATCHER_LOCAL_ADDRESS");
        String address = variable == null || variable.isEmpty() ? LocalClient.ADDRESS : variable;
        List<String> words = new ArrayList<>();
        for (String word : args) {
            if (word.startsWith(ADDRESS)) {
                address = word.substring(ADDRESS.length());
            } else {
                words.add(word);
            }
        }
        Request request = Requests.of(words);
        if (request == null) {
            ConfigWatcher.main(args);
        } else {
            System.exit(new LocalClient(address, System.out, System.err).send(request));
        }
    }
}
