package io.sidecars.configwatcher.config;

import java.nio.file.Path;
import java.util.List;

/// A watched directory: a mounted ConfigMap or Secret, or a plain directory.
///
/// @param secret whether the contents must stay in memory and must not leave the Pod unencrypted
/// @param allowEmpty whether the apps are told when there is no file; if not, they keep the version before
/// @param include wildcards for names relative to the path
public record Source(
        String name,
        Path path,
        boolean secret,
        boolean allowEmpty,
        List<String> include,
        List<String> exclude,
        Checks checks) {
    static Source read(YamlMapping yaml) {
        String name = yaml.required("name", Values::name);
        Path path = yaml.required("path", Values::directory);
        boolean secret = yaml.optional("secret", "false", Values::flag);
        boolean allowEmpty = yaml.optional("allowEmpty", "false", Values::flag);
        List<String> include = yaml.texts("include");
        return new Source(
                name,
                path,
                secret,
                allowEmpty,
                include.isEmpty() ? List.of("*") : include,
                yaml.texts("exclude"),
                Checks.read(yaml));
    }
}
