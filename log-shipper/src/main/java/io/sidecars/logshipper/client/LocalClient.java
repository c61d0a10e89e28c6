package io.sidecars.logshipper.client;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.sidecars.logshipper.program.ExitCode;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Sends a request to the running process and prints the response. It runs in the same container, within the same
/// memory limit, so it needs little memory: a plain socket, and HTTP/1.0, where the response ends with the
/// connection.
public final class LocalClient {
    public static final String ADDRESS = "127.0.0.1:9402";

    private static final Pattern HOST_PORT = Pattern.compile("(.+):(\\d{1,5})");
    private static final int CONNECT_MS = 5_000;
    private static final int MAX_LINE = 8 << 10;

    private final String address;
    private final PrintStream out;
    private final PrintStream err;

    /// @param address `HOST:PORT`
    public LocalClient(String address, PrintStream out, PrintStream err) {
        this.address = address;
        this.out = out;
        this.err = err;
    }

    /// Returns the exit code of the command.
    public int send(Request request) {
        Matcher hostPort = HOST_PORT.matcher(address);
        if (!hostPort.matches() || Integer.parseInt(hostPort.group(2)) > 65535) {
            err.println("--local-address: \"" + address + "\" must be an address such as " + ADDRESS);
            return ExitCode.INVALID;
        }
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(hostPort.group(1), Integer.parseInt(hostPort.group(2))), CONNECT_MS);
            socket.setSoTimeout(Math.toIntExact(request.timeout().toMillis()));
            socket.getOutputStream()
                    .write((request.line() + " HTTP/1.0\r\nHost: " + address + "\r\nAccept: " + request.accept()
                                    + "\r\nContent-Type: application/json\r\nContent-Length: 0\r\n\r\n")
                            .getBytes(US_ASCII));
            return print(new BufferedInputStream(socket.getInputStream()), request.success());
        } catch (IOException e) {
            err.println("no answer from " + address + ": is log-shipper running in this container?");
            return ExitCode.FAILED;
        }
    }

    /// | status code | goes to | exit code |
    /// |---|---|---|
    /// | the one that means success | stdout | 0 |
    /// | 404 | stderr | 1 |
    /// | any other | stdout | 4 |
    private int print(InputStream response, int success) throws IOException {
        String status = line(response);
        String header = status;
        while (!header.isEmpty()) {
            header = line(response);
        }
        if (!status.matches("HTTP/1\\.\\d \\d{3}.*")) {
            err.println("the program that answers on " + address + " is not log-shipper");
            return ExitCode.FAILED;
        }
        int code = Integer.parseInt(status.substring(9, 12));
        if (!copy(response, code == 404 ? err : out)) {
            err.println("the response is incomplete");
            return ExitCode.FAILED;
        }
        return code == success ? ExitCode.DONE : code == 404 ? ExitCode.FAILED : ExitCode.TROUBLE;
    }

    /// @return whether the body is complete: every response ends with a line end
    private static boolean copy(InputStream from, PrintStream to) throws IOException {
        byte[] buffer = new byte[4 << 10];
        int last = '\n';
        for (int n = from.read(buffer); n >= 0; n = from.read(buffer)) {
            to.write(buffer, 0, n);
            last = n == 0 ? last : buffer[n - 1];
        }
        to.flush();
        return last == '\n';
    }

    /// The next line without its end.
    private static String line(InputStream from) throws IOException {
        StringBuilder line = new StringBuilder();
        for (int c = from.read(); c >= 0 && c != '\n' && line.length() < MAX_LINE; c = from.read()) {
            line.append((char) c);
        }
        return line.toString().strip();
    }
}
