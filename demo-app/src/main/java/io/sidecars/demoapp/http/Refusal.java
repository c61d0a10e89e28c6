package io.sidecars.demoapp.http;

/// A request that the caller must change; the message is one sentence for the caller.
public final class Refusal extends Exception {

    private static final long serialVersionUID = 1;

    private final int status;

    public Refusal(int status, String sentence) {
        super(sentence);
        this.status = status;
    }

    Answer answer() {
        return Answer.error(status, String.valueOf(getMessage()));
    }
}
