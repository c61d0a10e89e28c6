package io.sidecars.logshipper.rules;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The attributes that all records share, at most 128: the configured ones, which take precedence, then labels and
/// annotations of the Pod. The latter follow a downward-API volume; while it cannot be read, the last values stay.
///
/// If `service.name` is not configured, it is, as OpenTelemetry defines, the first that the Pod has of:
///
/// - the annotation `resource.opentelemetry.io/service.name`,
/// - the label `app.kubernetes.io/instance`,
/// - the label `app.kubernetes.io/name`.
///
/// They need not be selected for this.
public final class Resource {
    private static final Logger log = LoggerFactory.getLogger(Resource.class);
    private static final int MAX_ATTRIBUTES = 128;
    private static final long PERIOD = Duration.ofSeconds(1).toNanos();

    private final Map<String, String> given;
    private final Selection labels;
    private final Selection annotations;
    private final @Nullable PodVolume volume;
    private final LongSupplier nanoTime;
    private Map<String, String> attributes;
    private long looked;
    private boolean failing;

    /// Only the configured attributes.
    public Resource(Map<String, String> given) {
        this(given, null, List.of(), List.of(), () -> 0);
    }

    /// The configured attributes, and the labels and annotations of the Pod whose names are selected.
    ///
    /// @param volume a downward-API volume with the files `labels` and `annotations`; null for none
    /// @param labels names, or prefixes that end in `*`
    /// @param annotations names, or prefixes that end in `*`
    public Resource(
            Map<String, String> given,
            @Nullable Path volume,
            List<String> labels,
            List<String> annotations,
            LongSupplier nanoTime) {
        if (given.size() > MAX_ATTRIBUTES) {
            throw new IllegalArgumentException("must not have more than " + MAX_ATTRIBUTES + " attributes");
        }
        this.given = Collections.unmodifiableMap(new LinkedHashMap<>(given));
        this.labels = new Selection(labels);
        this.annotations = new Selection(annotations);
        this.volume = volume == null ? null : new PodVolume(volume);
        this.nanoTime = nanoTime;
        this.attributes = this.given;
        this.looked = nanoTime.getAsLong() - PERIOD;
    }

    /// An immutable map, in order. It is the same object until its content changes. The volume is read at most
    /// once per second.
    public synchronized Map<String, String> attributes() {
        long now = nanoTime.getAsLong();
        if (volume != null && now - looked >= PERIOD) {
            looked = now;
            look(volume);
        }
        return attributes;
    }

    private void look(PodVolume at) {
        try {
            PodInfo changed = at.changed();
            failing = false;
            if (changed != null) {
                update(changed);
            }
        } catch (IOException e) {
            if (!failing) {
                log.atWarn()
                        .addKeyValue("problem", e)
                        .log("labels and annotations of the Pod cannot be read, keeping the last ones");
            }
            failing = true;
        }
    }

    private void update(PodInfo pod) {
        Map<String, String> all = new LinkedHashMap<>(given);
        serviceName(pod).ifPresent(name -> all.putIfAbsent("service.name", name));
        add("k8s.pod.label.", pod.labels(), labels, all);
        add("k8s.pod.annotation.", pod.annotations(), annotations, all);
        if (all.size() > MAX_ATTRIBUTES) {
            log.atWarn()
                    .addKeyValue("attributes", all.size())
                    .log("too many resource attributes, the last ones are left out");
            List.copyOf(all.keySet()).stream().skip(MAX_ATTRIBUTES).forEach(all::remove);
        }
        if (!all.equals(attributes)) {
            attributes = Collections.unmodifiableMap(all);
        }
    }

    private static void add(String prefix, Map<String, String> from, Selection selection, Map<String, String> to) {
        from.forEach((name, value) -> {
            if (selection.has(name)) {
                to.putIfAbsent(prefix + name, value);
            }
        });
    }

    private static Optional<String> serviceName(PodInfo pod) {
        return Stream.of(
                        pod.annotations().getOrDefault("resource.opentelemetry.io/service.name", ""),
                        pod.labels().getOrDefault("app.kubernetes.io/instance", ""),
                        pod.labels().getOrDefault("app.kubernetes.io/name", ""))
                .filter(name -> !name.isEmpty())
                .findFirst();
    }
}
