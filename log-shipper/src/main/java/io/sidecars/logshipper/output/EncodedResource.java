package io.sidecars.logshipper.output;

import io.sidecars.logshipper.rules.Resource;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// The encoded attributes of the resource. Encoded again when they change.
public final class EncodedResource {
    private final Resource resource;
    private final Function<Map<String, String>, byte[]> encoder;
    private @Nullable Map<String, String> attributes;
    private byte[] bytes = {};

    public EncodedResource(Resource resource, Function<Map<String, String>, byte[]> encoder) {
        this.resource = resource;
        this.encoder = encoder;
    }

    /// For a record that is about to be appended to the batch. The attributes are checked once per batch,
    /// because the check takes a lock.
    public byte[] bytes(WireBuffer batch) {
        return batch.length() == 0 || attributes == null ? bytes() : bytes;
    }

    /// With the attributes as they are now.
    @SuppressWarnings("ReferenceEquality") // the map is another object only when its content has changed
    public byte[] bytes() {
        Map<String, String> present = resource.attributes();
        if (present != attributes) {
            attributes = present;
            bytes = encoder.apply(present);
        }
        return bytes;
    }
}
