package io.sidecars.demoapp.k8s;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.MapperFeature;
import tools.jackson.databind.cfg.CoercionAction;
import tools.jackson.databind.cfg.CoercionInputShape;
import tools.jackson.databind.cfg.MapperConfig;
import tools.jackson.databind.introspect.Annotated;
import tools.jackson.databind.introspect.JacksonAnnotationIntrospector;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.type.LogicalType;

/// Parses Kubernetes documents as an API server with `fieldValidation: Strict` does. It fails on an unknown
/// field, a duplicate field, a number instead of text, and text instead of a number.
final class StrictManifests {

    private static final JsonMapper MAPPER = JsonMapper.builder()
            .annotationIntrospector(new NoAnySetter())
            .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
            .withCoercionConfig(
                    LogicalType.Textual,
                    text -> Stream.of(CoercionInputShape.Integer, CoercionInputShape.Float, CoercionInputShape.Boolean)
                            .forEach(shape -> text.setCoercion(shape, CoercionAction.Fail)))
            .build();

    /// The classes of the model accept unknown fields through an any-setter. Without it, unknown fields fail.
    private static final class NoAnySetter extends JacksonAnnotationIntrospector {

        private static final long serialVersionUID = 1L;

        @Override
        public Boolean hasAnySetter(MapperConfig<?> config, Annotated annotated) {
            return false;
        }
    }

    private StrictManifests() {}

    static List<HasMetadata> parse(String yaml) {
        List<HasMetadata> documents = new ArrayList<>();
        for (Object document : new Load(LoadSettings.builder().build()).loadAllFromString(yaml)) {
            documents.add(MAPPER.convertValue(document, model((Map<?, ?>) document)));
        }
        return documents;
    }

    /// The Pod of a Job, whose own fields are not checked.
    static PodSpec podOfJob(String yaml) {
        Object job = new Load(LoadSettings.builder().build()).loadFromString(yaml);
        return MAPPER.convertValue(MAPPER.valueToTree(job).at("/spec/template"), PodTemplateSpec.class)
                .getSpec();
    }

    private static Class<? extends HasMetadata> model(Map<?, ?> document) {
        String type = document.get("apiVersion") + "/" + document.get("kind");
        return switch (type) {
            case "v1/ConfigMap" -> ConfigMap.class;
            case "v1/Namespace" -> Namespace.class;
            case "v1/Service" -> Service.class;
            case "apps/v1/Deployment" -> Deployment.class;
            default -> throw new IllegalArgumentException("no model for " + type + ": add it here");
        };
    }
}
