package io.sidecars.logshipper.client;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.sidecars.logshipper.program.ExitCode;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URLEncoder;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Prints what the running process answers. It runs beside that process, in its container, where a few MiB too many
/// end both: so the other side does the work, and this one asks in HTTP/1.0, in which an answer ends with its
/// connection.
public final class LocalClient {
    public static final String ADDRESS = "127.0.0.1:9402";

    private static final Pattern HOST_PORT = Pattern.compile("(.+):(\\d{1,5})");
    private static final int CONNECT_MS = 5_000;
    /// A replay is answered when it is over, or after a minute.
    private static final int ANSWER_MS = 70_000;
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

    /// @param output null for all
    public int deadLetters(@Nullable String output) {
        return ask("GET /dead-letters" + query(output), "application/x-ndjson");
    }

    /// @param output null for all
    public int replay(@Nullable String output) {
        return ask("POST /dead-letters/replay" + query(output), "text/plain");
    }

    private static String query(@Nullable String output) {
        return output == null ? "" : "?output=" + URLEncoder.encode(output, UTF_8);
    }

    private int ask(String what, String type) {
        Matcher hostPort = HOST_PORT.matcher(address);
        if (!hostPort.matches() || Integer.parseInt(hostPort.group(2)) > 65535) {
            err.println("--local-address: \"" + address + "\" must be an address such as " + ADDRESS);
            return ExitCode.INVALID;
        }
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(hostPort.group(1), Integer.parseInt(hostPort.group(2))), CONNECT_MS);
            socket.setSoTimeout(ANSWER_MS);
            socket.getOutputStream()
                    .write((what + " HTTP/1.0\r\nHost: " + address + "\r\nAccept: " + type
                                    + "\r\nContent-Type: application/json\r\nContent-Length: 0\r\n\r\n")
                            .getBytes(US_ASCII));
            return print(new BufferedInputStream(socket.getInputStream()));
        } catch (IOException e) {
            err.println("nothing answers on " + address + ": is log-shipper running in this container?");
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
            err.println("what answers on " + address + " is not log-shipper");
            return ExitCode.FAILED;
        }
        int code = Integer.parseInt(status.substring(9, 12));
        boolean whole = copy(answer, code == 404 ? err : out);
        if (!whole) {
            err.println("the answer broke off");
        }
        return code == 404 || !whole ? ExitCode.FAILED : code == 200 ? ExitCode.DONE : ExitCode.TROUBLE;
    }

    /// Whether it ended where it should: everything that is said ends with a line end.
    private static boolean copy(InputStream from, PrintStream to) throws IOException {
        byte[] some = new byte[4 << 10];
        int last = '\n';
        for (int n = from.read(some); n >= 0; n = from.read(some)) {
            to.write(some, 0, n);
            last = n == 0 ? last : some[n - 1];
        }
        to.flush();
        return last == '\n';
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
