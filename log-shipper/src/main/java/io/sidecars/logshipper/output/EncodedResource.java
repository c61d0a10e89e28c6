package io.sidecars.logshipper.output;

import io.sidecars.logshipper.rules.Resource;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// The bytes that stand for the resource, made again when its attributes are others. Looking takes a lock, so
/// records share one look for each batch.
public final class EncodedResource {
    private final Resource resource;
    private final Function<Map<String, String>, byte[]> encoder;
    private @Nullable Map<String, String> attributes;
    private byte[] bytes = {};

    public EncodedResource(Resource resource, Function<Map<String, String>, byte[]> encoder) {
        this.resource = resource;
        this.encoder = encoder;
    }

    /// For a record that is about to be appended to the batch.
    public byte[] bytes(WireBuffer batch) {
        return batch.length() == 0 || attributes == null ? bytes() : bytes;
    }

    /// As they are now.
    @SuppressWarnings("ReferenceEquality") // another map only when the content is another
    public byte[] bytes() {
        Map<String, String> present = resource.attributes();
        if (present != attributes) {
            attributes = present;
            bytes = encoder.apply(present);
        }
        return bytes;
    }
}
