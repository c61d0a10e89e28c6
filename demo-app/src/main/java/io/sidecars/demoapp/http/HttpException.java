package io.sidecars.demoapp.http;

/// The request cannot be fulfilled as it is. The message is one sentence for the caller.
public final class HttpException extends Exception {

    private static final long serialVersionUID = 1;

    private final int status;

    public HttpException(int status, String sentence) {
        super(sentence);
        this.status = status;
    }

    public int status() {
        return status;
    }

    public String sentence() {
        return String.valueOf(getMessage());
    }

    Response answer() {
        return Response.error(status, sentence());
    }
}
