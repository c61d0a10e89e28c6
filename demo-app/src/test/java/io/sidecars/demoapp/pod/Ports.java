package io.sidecars.demoapp.pod;

import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/// The ports of the local Pod, all on 127.0.0.1.
record Ports(
        int page,
        int admin,
        int collector,
        int collectorControl,
        int kubeletSimulator,
        int shipperPod,
        int shipperLocal,
        int watcherPod,
        int watcherLocal) {
    static final Ports FIXED = new Ports(8080, 8081, 8090, 8091, 8092, 9401, 9402, 9411, 9412);

    /// Nine ports that are free now.
    static Ports free() throws IOException {
        List<ServerSocket> sockets = new ArrayList<>();
        try {
            for (int i = 0; i < 9; i++) {
                sockets.add(new ServerSocket(0, 1, InetAddress.getLoopbackAddress()));
            }
            int[] free = sockets.stream().mapToInt(ServerSocket::getLocalPort).toArray();
            return new Ports(free[0], free[1], free[2], free[3], free[4], free[5], free[6], free[7], free[8]);
        } finally {
            for (ServerSocket socket : sockets) {
                socket.close();
            }
        }
    }

    /// Fails if a port is in use: another program would be mistaken for the Pod.
    void requireFree() throws IOException {
        for (int port : all().toArray()) {
            try (var _ = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
                // it is free
            } catch (BindException e) {
                throw new IOException("port " + port + " is in use: is another ./demo running?", e);
            }
        }
    }

    static String url(int port, String path) {
        return "http://127.0.0.1:" + port + path;
    }

    private IntStream all() {
        return IntStream.of(
                page,
                admin,
                collector,
                collectorControl,
                kubeletSimulator,
                shipperPod,
                shipperLocal,
                watcherPod,
                watcherLocal);
    }
}
