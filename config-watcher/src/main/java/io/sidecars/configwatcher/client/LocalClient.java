package io.sidecars.configwatcher.client;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.sidecars.configwatcher.program.ExitCode;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Prints what the running process answers. It runs beside that process, in its container, where a few MiB too many
/// end both: so the other side does the work, and this one asks in HTTP/1.0, in which an answer ends with its
/// connection.
public final class LocalClient {
    public static final String ADDRESS = "127.0.0.1:9412";

    private static final Pattern HOST_PORT = Pattern.compile("(.+):(\\d{1,5})");
    private static final int TIMEOUT_MS = 5_000;
    private static final int LONGEST_LINE = 8 << 10;

    private final String address;
    private final PrintStream out;
    private final PrintStream err;

    /// @param address `HOST:PORT`
    public LocalClient(String address, PrintStream out, PrintStream err) {
        this.address = address;
        this.out = out;
        this.err = err;
    }

    /// Each command returns the exit code.
    public int status(boolean json) {
        return ask("GET /status", json ? "application/json" : "text/plain");
    }

    public int retry() {
        return ask("POST /retry", "text/plain");
    }

    private int ask(String what, String type) {
        Matcher hostPort = HOST_PORT.matcher(address);
        if (!hostPort.matches() || Integer.parseInt(hostPort.group(2)) > 65535) {
            err.println("--local-address: \"" + address + "\" must be an address such as " + ADDRESS);
            return ExitCode.INVALID;
        }
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(hostPort.group(1), Integer.parseInt(hostPort.group(2))), TIMEOUT_MS);
            socket.setSoTimeout(TIMEOUT_MS);
            socket.getOutputStream()
                    .write((what + " HTTP/1.0\r\nHost: " + address + "\r\nAccept: " + type
                                    + "\r\nContent-Type: application/json\r\nContent-Length: 0\r\n\r\n")
                            .getBytes(US_ASCII));
            return print(new BufferedInputStream(socket.getInputStream()));
        } catch (IOException e) {
            err.println("nothing answers on " + address + ": is config-watcher running in this container?");
            return ExitCode.FAILED;
        }
    }

    private int print(InputStream answer) throws IOException {
        String status = line(answer);
        String header = status;
        while (!header.isEmpty()) {
            header = line(answer);
        }
        if (!status.matches("HTTP/1\\.\\d \\d{3}.*")) {
            err.println("what answers on " + address + " is not config-watcher");
            return ExitCode.FAILED;
        }
        int code = Integer.parseInt(status.substring(9, 12));
        boolean known = code == 200 || code == 202 || code == 503;
        answer.transferTo(known ? out : err);
        out.flush();
        return known ? (code == 503 ? ExitCode.TROUBLE : ExitCode.DONE) : ExitCode.FAILED;
    }

    /// Without its end.
    private static String line(InputStream from) throws IOException {
        StringBuilder line = new StringBuilder();
        for (int c = from.read(); c >= 0 && c != '\n' && line.length() < LONGEST_LINE; c = from.read()) {
            line.append((char) c);
        }
        return line.toString().strip();
    }
}
