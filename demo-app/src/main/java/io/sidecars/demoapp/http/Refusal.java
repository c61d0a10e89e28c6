package io.sidecars.demoapp.http;

/// A request that the caller must change; the message is one sentence for the caller.
public final class Refusal extends Exception {

    private static final long serialVersionUID = 1;

    private final int status;

    public Refusal(int status, String sentence) {
        super(sentence);
        this.status = status;
    }

    public int status() {
        return status;
    }

    public String sentence() {
        return String.valueOf(getMessage());
    }

    Answer answer() {
        return Answer.error(status, sentence());
    }
}
