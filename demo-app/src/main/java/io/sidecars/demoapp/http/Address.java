package io.sidecars.demoapp.http;

import java.net.InetAddress;

/// The address that a listener binds to, `host:port`. The host is an IP address or `localhost`. Port 0 means any
/// free port.
public record Address(String host, int port) {

    public static Address parse(String text) {
        int colon = text.lastIndexOf(':');
        String host = text.substring(0, Math.max(0, colon));
        String port = text.substring(colon + 1);
        try {
            String literal = host.equals("localhost") ? "127.0.0.1" : host;
            if (port.matches("\\d{1,5}") && Integer.parseInt(port) <= 65535) {
                return new Address(InetAddress.ofLiteral(literal).getHostAddress(), Integer.parseInt(port));
            }
        } catch (IllegalArgumentException e) {
            // not an IP address: reported below
        }
        throw new IllegalArgumentException("address \"" + text
                + "\" must be host:port, with an IP address or localhost and a port from 0 to 65535");
    }

    public static Address parseLoopback(String text) {
        Address address = parse(text);
        if (!InetAddress.ofLiteral(address.host).isLoopbackAddress()) {
            throw new IllegalArgumentException(
                    "address \"" + text + "\" must be a loopback address, because this listener accepts commands");
        }
        return address;
    }

    @Override
    public String toString() {
        return (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
    }
}
