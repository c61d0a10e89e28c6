package io.sidecars.logshipper.output.elasticsearch;

import io.sidecars.logshipper.output.Response;
import io.sidecars.logshipper.output.Verdict;
import java.io.IOException;

/// What the response to a bulk request means.
final class BulkVerdicts {
    private BulkVerdicts() {}

    /// [Response#usualVerdict], and:
    ///
    /// | status | verdict |
    /// |---|---|
    /// | 200 | one for each document: see [BulkItems] |
    /// | other 2xx | misconfigured: it does not tell about the documents |
    static Verdict of(Response response, int records) {
        if (response.status() == 200) {
            return items(response, records);
        }
        return response.isSuccess() ? response.misconfigured() : response.usualVerdict();
    }

    /// If the response does not tell about every document, all are sent again. Their ids make that harmless. A
    /// response that was too long to be read completely is shorter for fewer documents.
    private static Verdict items(Response response, int records) {
        try {
            return BulkItems.read(response, records);
        } catch (IOException e) {
            return response.isCut()
                    ? new Verdict.TooLarge(response.status(), "the response is too long to be read")
                    : new Verdict.Retry(response.retryAfter(), "the response does not tell about every document");
        }
    }
}
