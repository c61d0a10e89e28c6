import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/// The least work that a Java program can do: it sends a file's bytes as they are, in POSTs of 1 MiB, one after
/// the other, and looks only for the last line end of each. No state, no retries, no encoding. It shows how fast
/// the receiver is.
final class NaiveShipper {
    private static final int BATCH = 1 << 20;

    private NaiveShipper() {}

    /// @param args the file and the receiver's port
    public static void main(String[] args) throws IOException, InterruptedException {
        try (FileChannel file = FileChannel.open(Path.of(args[0]));
                SocketChannel receiver =
                        SocketChannel.open(new InetSocketAddress("127.0.0.1", Integer.parseInt(args[1])))) {
            InputStream answers = receiver.socket().getInputStream();
            ByteBuffer bytes = ByteBuffer.allocateDirect(BATCH);
            for (long position = 0; position < file.size(); ) {
                bytes.clear();
                file.read(bytes, position);
                int length = bytes.position();
                while (bytes.get(length - 1) != '\n') {
                    length--;
                }
                position += length;
                send(
                        receiver,
                        "POST / HTTP/1.1\r\nHost: receiver\r\nContent-Length: " + length + "\r\n\r\n",
                        bytes.flip().limit(length));
                while (answers.read() != '\r' || answers.read() != '\n' || answers.read() != '\r') {}
                answers.read();
            }
        }
        Thread.currentThread().join(); // until SIGTERM, as a log shipper does
    }

    private static void send(SocketChannel receiver, String head, ByteBuffer body) throws IOException {
        ByteBuffer[] parts = {ByteBuffer.wrap(head.getBytes(StandardCharsets.US_ASCII)), body};
        while (body.hasRemaining()) {
            receiver.write(parts);
        }
    }
}
