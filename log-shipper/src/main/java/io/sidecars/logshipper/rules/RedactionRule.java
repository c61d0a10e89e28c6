package io.sidecars.logshipper.rules;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.re2j.Pattern;
import io.sidecars.logshipper.bytes.BytePattern;
import java.util.function.Supplier;

/// What to look for, and what stands there afterwards. Immutable: every [Redaction] makes its own finder of it.
public final class RedactionRule {
    public static final String DEFAULT_WITH = "****";

    private final Supplier<Finder> finder;
    private final byte[] with;

    private RedactionRule(Supplier<Finder> finder, String with) {
        this.finder = finder;
        this.with = with.getBytes(UTF_8);
    }

    /// One of `email`, `card`, `bearer` and `url-password`. In JSON text the result is JSON as well, if the
    /// replacement has no quote, backslash or control character.
    ///
    /// @throws IllegalArgumentException with the rule, if the preset is not known
    public static RedactionRule preset(String name, String with) {
        return new RedactionRule(
                switch (name) {
                    case "email" -> EmailFinder::new;
                    case "card" -> CardFinder::new;
                    case "bearer" -> BearerFinder::new;
                    case "url-password" -> UrlPasswordFinder::new;
                    default ->
                        throw new IllegalArgumentException(
                                "is not a preset; there are email, card, bearer and url-password");
                },
                with);
    }

    /// A regular expression of RE2; see [BytePattern] for what it means on bytes. An empty match replaces nothing.
    ///
    /// @param with taken literally, without references to groups
    /// @throws IllegalArgumentException with the rule, if the expression cannot be used
    public static RedactionRule pattern(String expression, String with) {
        Pattern pattern = BytePattern.compile(expression);
        return new RedactionRule(() -> new PatternFinder(pattern), with);
    }

    Finder finder() {
        return finder.get();
    }

    byte[] with() {
        return with;
    }
}
