package io.sidecars.logshipper.rules;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.re2j.Matcher;
import io.sidecars.logshipper.bytes.BytePattern;
import io.sidecars.logshipper.bytes.BytesAsChars;
import io.sidecars.logshipper.record.LogRecord;
import io.sidecars.logshipper.record.Slice;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Applies the rules of one pipeline in their order. Serves one thread.
public final class Rules {
    private sealed interface Step {}

    private record Filter(boolean keeps, Test test) implements Step {}

    private record Replacement(Redaction redaction) implements Step {}

    private record Share(Sampling sampling) implements Step {}

    private final List<Step> steps;
    private final DecodedTexts decoded = new DecodedTexts();
    private int replaced;

    /// @param common the rules for all outputs, which are applied first
    /// @param own the rules of this output
    public Rules(List<Rule> common, List<Rule> own) {
        steps = Stream.concat(common.stream(), own.stream()).map(this::step).toList();
    }

    private Step step(Rule rule) {
        return switch (rule) {
            case Rule.Keep keep -> new Filter(true, new Test(keep.condition(), decoded));
            case Rule.Drop drop -> new Filter(false, new Test(drop.condition(), decoded));
            case Rule.Redact redact -> new Replacement(new Redaction(redact.rules(), decoded));
            case Rule.Sample sample -> new Share(new Sampling(sample.share()));
        };
    }

    /// Applies the rules. They may replace the text of the record.
    ///
    /// @return whether to send the record
    public boolean keep(LogRecord record) {
        replaced = 0;
        for (Step step : steps) {
            boolean kept = switch (step) {
                case Filter filter -> filter.test.keeps(record, filter.keeps);
                case Replacement replacement -> redact(record, replacement.redaction);
                case Share share -> share.sampling.keeps(record.id());
            };
            if (!kept) {
                return false;
            }
        }
        return true;
    }

    /// How many matches were replaced in the last record.
    public int replaced() {
        return replaced;
    }

    private boolean redact(LogRecord record, Redaction redaction) {
        int count = redaction.redact(record.bytes(), record.start(), record.end());
        if (count > 0) {
            replaced += count;
            record.replaceText(redaction.bytes(), 0, redaction.length());
        }
        return true;
    }

    /// A condition, prepared for one record after the other.
    private static final class Test {
        private final int severity;
        private final byte @Nullable [] field;
        private final @Nullable Matcher matcher;
        private final BytesAsChars text = new BytesAsChars();
        private final DecodedTexts decoded;

        Test(Condition condition, DecodedTexts decoded) {
            this.decoded = decoded;
            severity = condition.severity();
            field = condition.field() == null ? null : condition.field().getBytes(UTF_8);
            matcher = condition.match() == null
                    ? null
                    : BytePattern.compile(condition.match()).matcher(text);
        }

        boolean keeps(LogRecord record, boolean fitting) {
            return fitting ? isSevere(record) && matches(record) : !(isMild(record) && matches(record));
        }

        private boolean isSevere(LogRecord record) {
            int found = severity == 0 ? 0 : record.fields().severity();
            return found == 0 || found >= severity;
        }

        private boolean isMild(LogRecord record) {
            int found = severity == 0 ? 0 : record.fields().severity();
            return severity == 0 || (found != 0 && found <= severity);
        }

        private boolean matches(LogRecord record) {
            if (matcher == null) {
                return true;
            }
            if (field == null) {
                return matches(matcher, record.bytes(), record.start(), record.end());
            }
            Slice value = record.fields().find(field);
            return value != null && matches(matcher, value.bytes(), value.from(), value.to());
        }

        /// Whether the pattern matches the text as it is written, or with its escape sequences decoded.
        private boolean matches(Matcher pattern, byte[] bytes, int from, int to) {
            if (finds(pattern, bytes, from, to)) {
                return true;
            }
            decoded.begin(bytes, from, to);
            for (int level = 1; level <= decoded.count(); level++) {
                if (finds(pattern, decoded.bytes(level), 0, decoded.length(level))) {
                    return true;
                }
            }
            return false;
        }

        private boolean finds(Matcher pattern, byte[] bytes, int from, int to) {
            text.show(bytes, from, to);
            return pattern.reset(text).find();
        }
    }
}
