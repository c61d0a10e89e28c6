package io.sidecars.logshipper.output;

/// What a protocol's responses mean. Keeps no state: any thread may call it.
@FunctionalInterface
public interface ResponseRules {
    /// What a response means for the records of its request.
    ///
    /// @param records how many the request had
    Verdict verdict(Response response, int records);
}
