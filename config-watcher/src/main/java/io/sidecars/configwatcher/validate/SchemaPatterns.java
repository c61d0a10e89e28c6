package io.sidecars.configwatcher.validate;

import com.networknt.schema.regex.RegularExpression;
import com.networknt.schema.regex.RegularExpressionFactory;
import com.networknt.schema.regex.RegularExpressions;
import java.util.function.Predicate;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/// The regular expressions of a schema. They are searched in linear time. One that needs backtracking, because
/// it looks around or refers back, is searched with backtracking, until the time of the validation is over.
///
/// A document may contain expressions too (`format: regex`). These are only parsed, never searched.
final class SchemaPatterns implements RegularExpressionFactory {
    private static final int MAX_LENGTH = 10_000;
    /// The linear search repeats the parts of an expression as often as their counts say, and so needs memory
    /// for them.
    private static final long MAX_LINEAR = 100_000;

    private static final Pattern COUNT = Pattern.compile("\\{(?:\\d{1,9},)?(\\d{1,9}),?\\}");

    @Override
    public RegularExpression getRegularExpression(String regex) {
        if (regex.length() > MAX_LENGTH) {
            throw new PatternSyntaxException("it is longer than " + MAX_LENGTH + " characters", regex, -1);
        }
        String translated =
                RegularExpressions.replaceLongformCharacterProperties(RegularExpressions.replaceDollarAnchors(regex));
        return new Expression(Pattern.compile(translated));
    }

    private static final class Expression implements RegularExpression {
        private final Pattern pattern;
        private volatile Predicate<CharSequence> search = this::first;

        Expression(Pattern pattern) {
            this.pattern = pattern;
        }

        @Override
        public boolean matches(String value) {
            return search.test(new TimedText(value));
        }

        private boolean first(CharSequence text) {
            search = search(pattern);
            return search.test(text);
        }
    }

    private static Predicate<CharSequence> search(Pattern pattern) {
        if (size(pattern.pattern()) <= MAX_LINEAR) {
            try {
                var linear = com.google.re2j.Pattern.compile(pattern.pattern());
                return text -> linear.matcher(text).find();
            } catch (com.google.re2j.PatternSyntaxException e) {
                // It needs backtracking.
            }
        }
        return text -> pattern.matcher(text).find();
    }

    private static long size(String regex) {
        long size = regex.length();
        for (MatchResult count : COUNT.matcher(regex).results().toList()) {
            size = Math.min(MAX_LINEAR + 1, size * Math.max(1, Long.parseLong(count.group(1))));
        }
        return size;
    }
}
