package io.sidecars.logshipper.output.elasticsearch;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.sidecars.logshipper.output.Response;
import io.sidecars.logshipper.output.Verdict;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Reads the result of each document of a bulk request.
final class BulkItems {
    private static final JsonFactory JSON = new JsonFactory();
    private static final Verdict ACCEPTED = new Verdict.Accepted();

    private final JsonParser parser;
    private final @Nullable Duration retryAfter;
    private final List<Verdict> verdicts = new ArrayList<>();

    private BulkItems(JsonParser parser, @Nullable Duration retryAfter) {
        this.parser = parser;
        this.retryAfter = retryAfter;
    }

    /// @throws IOException if the body does not have the results of so many documents
    static Verdict read(Response response, int documents) throws IOException {
        try (JsonParser parser = JSON.createParser(response.body().getBytes())) {
            BulkItems items = new BulkItems(parser, response.retryAfter());
            if (!items.haveErrors()) {
                return ACCEPTED;
            }
            require(items.verdicts.size() == documents);
            return new Verdict.PerRecord(items.verdicts);
        }
    }

    /// False as soon as the body says that there are no errors.
    private boolean haveErrors() throws IOException {
        require(parser.nextToken() == JsonToken.START_OBJECT);
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            String name = parser.currentName();
            JsonToken value = parser.nextToken();
            if (name.equals("errors") && value == JsonToken.VALUE_FALSE) {
                return false;
            }
            if (name.equals("items") && value == JsonToken.START_ARRAY) {
                while (parser.nextToken() == JsonToken.START_OBJECT) {
                    verdicts.add(item());
                }
            } else {
                parser.skipChildren();
            }
        }
        return true;
    }

    /// One result: an object whose only member is named after the action.
    private Verdict item() throws IOException {
        require(parser.nextToken() == JsonToken.FIELD_NAME && parser.nextToken() == JsonToken.START_OBJECT);
        int status = 0;
        String error = "";
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            String name = parser.currentName();
            JsonToken value = parser.nextToken();
            if (name.equals("status")) {
                status = parser.getIntValue();
            } else if (name.equals("error") && value == JsonToken.START_OBJECT) {
                error = error();
            } else {
                parser.skipChildren();
            }
        }
        require(parser.nextToken() == JsonToken.END_OBJECT);
        return verdict(status, Response.reason(status, error));
    }

    private String error() throws IOException {
        String type = "";
        String reason = "";
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            String name = parser.currentName();
            JsonToken value = parser.nextToken();
            if (name.equals("type") && value == JsonToken.VALUE_STRING) {
                type = parser.getText();
            } else if (name.equals("reason") && value == JsonToken.VALUE_STRING) {
                reason = parser.getText();
            } else {
                parser.skipChildren();
            }
        }
        return reason.isEmpty() ? type : type + ": " + reason;
    }

    /// | status | verdict |
    /// |---|---|
    /// | 2xx | accepted |
    /// | 409 | accepted: a document with this id exists already |
    /// | 429, 5xx | retry |
    /// | 401, 403, 404 | misconfigured |
    /// | other 4xx | rejected |
    private Verdict verdict(int status, String why) throws IOException {
        require(status >= 200 && status < 600);
        return switch (status) {
            case 409 -> ACCEPTED;
            case 429 -> new Verdict.Retry(retryAfter, why);
            case 401, 403, 404 -> new Verdict.Misconfigured(status, why);
            default ->
                status < 300
                        ? ACCEPTED
                        : status < 500 ? new Verdict.Rejected(status, why) : new Verdict.Retry(retryAfter, why);
        };
    }

    private static void require(boolean expected) throws IOException {
        if (!expected) {
            throw new IOException("is not the response to a bulk request");
        }
    }
}
