package io.sidecars.logshipper.program;

import io.vertx.core.net.SocketAddress;
import java.net.InetAddress;
import java.net.UnknownHostException;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/// Parses `HOST:PORT` on the command line.
public final class Addresses {
    private Addresses() {}

    public static final class Any implements ITypeConverter<SocketAddress> {
        @Override
        public SocketAddress convert(String text) {
            int colon = text.lastIndexOf(':');
            String port = text.substring(colon + 1);
            if (colon < 1 || !port.matches("\\d{1,5}") || Integer.parseInt(port) > 65535) {
                throw new TypeConversionException("\"" + text + "\" must be an address such as 127.0.0.1:9402");
            }
            return SocketAddress.inetSocketAddress(Integer.parseInt(port), text.substring(0, colon));
        }
    }

    public static final class Loopback implements ITypeConverter<SocketAddress> {
        @Override
        public SocketAddress convert(String text) throws UnknownHostException {
            SocketAddress address = new Any().convert(text);
            if (!InetAddress.getByName(address.host()).isLoopbackAddress()) {
                throw new TypeConversionException(
                        "\"" + text + "\" must be a loopback address, because it serves control");
            }
            return address;
        }
    }
}
