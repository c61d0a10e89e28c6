package io.sidecars.logshipper;

import io.sidecars.logshipper.client.LocalClient;
import org.jspecify.annotations.Nullable;

/// `status` and `dlq` for an operator inside the container, which holds the running process already: reading the
/// command line with a library would take more memory than everything else here. What is not written plainly
/// (`--help`, a mistake, another command) gets that library all the same.
final class Client {
    private final String[] args;
    private String address;
    private @Nullable String output;
    private boolean json;

    private Client(String[] args, String address) {
        this.args = args;
        this.address = address;
    }

    static void main(String[] args) {
        String address = System.getenv("SHIPPER_LOCAL_ADDRESS");
        Integer code = new Client(args, address == null || address.isEmpty() ? LocalClient.ADDRESS : address).run();
        if (code == null) {
            LogShipper.main(args);
        } else {
            System.exit(code);
        }
    }

    /// The exit code, null if this is not for us.
    private @Nullable Integer run() {
        String command = String.join(" ", args).replaceAll(" ?--.*", "");
        for (int i = command.isEmpty() ? 0 : command.split(" ", -1).length; i < args.length; i++) {
            if (!option(args[i], command)) {
                return null;
            }
        }
        LocalClient client = new LocalClient(address, System.out, System.err);
        return switch (command) {
            case "status" -> client.status(json);
            case "dlq list" -> client.deadLetters(output);
            case "dlq replay" -> client.replay(output);
            default -> null;
        };
    }

    private boolean option(String option, String command) {
        if (option.startsWith("--local-address=")) {
            address = option.substring(option.indexOf('=') + 1);
            return true;
        }
        if (option.startsWith("--output=") && command.startsWith("dlq")) {
            output = option.substring(option.indexOf('=') + 1);
            return true;
        }
        json |= option.equals("--json");
        return option.equals("--json") && command.equals("status");
    }
}
