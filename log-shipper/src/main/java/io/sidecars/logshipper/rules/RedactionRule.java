package io.sidecars.logshipper.rules;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import com.google.re2j.Pattern;
import io.sidecars.logshipper.bytes.BytePattern;
import java.util.function.Supplier;

/// What to search for, and what to replace it with. Immutable: every [Redaction] creates its own finder from it.
public final class RedactionRule {
    public static final String DEFAULT_WITH = "****";

    private final Supplier<Finder> finder;
    private final byte[] with;
    private final byte[] withInJson;

    private RedactionRule(Supplier<Finder> finder, String with) {
        this.finder = finder;
        this.with = with.getBytes(UTF_8);
        this.withInJson = JsonStringEncoder.getInstance().quoteAsUTF8(with);
    }

    /// A preset: `email`, `card`, `bearer` or `url-password`.
    ///
    /// @throws IllegalArgumentException if the preset is unknown; the message lists the presets
    public static RedactionRule preset(String name, String with) {
        return new RedactionRule(
                switch (name) {
                    case "email" -> EmailFinder::new;
                    case "card" -> CardFinder::new;
                    case "bearer" -> BearerFinder::new;
                    case "url-password" -> UrlPasswordFinder::new;
                    default -> throw new IllegalArgumentException("must be one of email, card, bearer, url-password");
                },
                with);
    }

    /// A regular expression of RE2, matched on bytes as [BytePattern] says. An empty match is not replaced.
    ///
    /// @param with the literal replacement, without references to groups
    /// @throws IllegalArgumentException if the expression cannot be used; the message says why
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

    /// The replacement, escaped as the content of a JSON string.
    byte[] withInJson() {
        return withInJson;
    }
}
