package io.sidecars.configwatcher.signal;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.sidecars.configwatcher.source.Content;
import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/// The body of a signal with the contents of all files: the change, and `files` with each name and its content in
/// base64.
final class PushBody {
    private static final ObjectMapper JSON = new ObjectMapper();
    /// A multiple of 3, so that the base64 of the pieces is that of the whole.
    private static final int PIECE = 48 << 10;

    private PushBody() {}

    static Body of(Change change, Content content) throws JsonProcessingException {
        byte[] names = JSON.writeValueAsBytes(change);
        List<Part> parts = new ArrayList<>();
        long length = names.length + "\"files\":{".length() + "}".length() + 1L; // and a comma
        for (Map.Entry<String, byte[]> file : content.files().entrySet()) {
            Part part = new Part(before(file.getKey(), parts.isEmpty()), file.getValue());
            parts.add(part);
            length += part.length();
        }
        names[names.length - 1] = ','; // instead of the closing brace
        return new Body(length, () -> pieces(names, parts).iterator());
    }

    private static Stream<Buffer> pieces(byte[] names, List<Part> parts) {
        return Stream.of(
                        Stream.of(Buffer.buffer(names).appendString("\"files\":{")),
                        parts.stream().flatMap(Part::pieces),
                        Stream.of(Buffer.buffer("}}")))
                .flatMap(piece -> piece);
    }

    private static byte[] before(String name, boolean first) throws JsonProcessingException {
        return ((first ? "" : ",") + JSON.writeValueAsString(name) + ":\"").getBytes(UTF_8);
    }

    @SuppressWarnings("ArrayRecordComponent") // compared nowhere
    private record Part(byte[] before, byte[] content) {
        long length() {
            return before.length + (content.length + 2L) / 3 * 4 + 1;
        }

        Stream<Buffer> pieces() {
            return Stream.of(
                            Stream.of(Buffer.buffer(before)),
                            IntStream.range(0, (content.length + PIECE - 1) / PIECE)
                                    .mapToObj(this::piece),
                            Stream.of(Buffer.buffer("\"")))
                    .flatMap(piece -> piece);
        }

        private Buffer piece(int number) {
            int start = number * PIECE;
            byte[] piece = Arrays.copyOfRange(content, start, Math.min(content.length, start + PIECE));
            return Buffer.buffer(Base64.getEncoder().encode(piece));
        }
    }
}
