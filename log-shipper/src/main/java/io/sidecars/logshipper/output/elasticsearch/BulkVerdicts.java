package io.sidecars.logshipper.output.elasticsearch;

import io.sidecars.logshipper.output.Response;
import io.sidecars.logshipper.output.Verdict;
import java.io.IOException;

/// What the answers to a bulk request mean.
final class BulkVerdicts {
    private BulkVerdicts() {}

    /// | status | verdict |
    /// |---|---|
    /// | 200 | that of each document: see [BulkItems] |
    /// | 408, 429, 5xx | retry |
    /// | 413 | too large |
    /// | 400 | rejected |
    /// | others | refused |
    static Verdict of(Response answer, int records) {
        return switch (answer.status()) {
            case 200 -> items(answer, records);
            case 408, 429 -> answer.retry();
            case 413 -> answer.tooLarge();
            case 400 -> answer.rejected();
            default -> answer.status() >= 500 ? answer.retry() : answer.refused();
        };
    }

    /// Where the answer does not say what became of each document, all are sent again: their ids make that harmless.
    /// An answer that was too long to be read whole is shorter for fewer documents.
    private static Verdict items(Response answer, int records) {
        try {
            return BulkItems.read(answer, records);
        } catch (IOException e) {
            return answer.isCut()
                    ? new Verdict.TooLarge(answer.status(), "the answer is too long to be read")
                    : new Verdict.RetryAfter(
                            answer.retryAfter(), "the answer does not say what became of each document");
        }
    }
}
