package io.sidecars.logshipper.catalog;

import io.sidecars.logshipper.checkpoint.Cursors;
import java.io.IOException;
import java.util.Map;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Keeps the number of open files below what the process may have. Where there are more files than that, those rest
/// in turn that can be opened again by their name: first the empty, then the delivered, then those that nobody has
/// read of late.
final class OpenFileLimit {
    private static final Logger log = LoggerFactory.getLogger(OpenFileLimit.class);

    private final UnidentifiedFiles unidentified;
    private final Map<FileKey, Generation> identified;
    private final Cursors cursors;
    private final int most;
    private boolean told;
    private boolean waiting;
    private int resting;
    private int turns;
    private boolean failed;

    OpenFileLimit(UnidentifiedFiles unidentified, Map<FileKey, Generation> identified, Cursors cursors, int most) {
        this.unidentified = unidentified;
        this.identified = identified;
        this.cursors = cursors;
        this.most = most;
    }

    void newStep() {
        waiting = false;
        failed = false;
        newTurns();
    }

    /// Only a quarter of the files change places for those that are new, and then for those that rest: so neither
    /// waits for the other, and half of them are read meanwhile.
    void newTurns() {
        turns = Math.max(1, most / 4);
    }

    /// Returns whether one more file may be opened now.
    boolean makeRoom() {
        if (unidentified.size() + identified.size() - resting < most) {
            return true;
        }
        if (!told) {
            told = true;
            log.atWarn().addKeyValue("files", most).log("more files than file descriptors, opening them in turn");
        }
        if (turns == 0) {
            waiting = true;
            return false;
        }
        turns--;
        boolean made = unidentified.closeUseless()
                || rest(generation ->
                        !generation.file().wasUsed() && cursors.settledByAll(generation.id(), generation.size()))
                || rest(generation -> !generation.file().wasUsed())
                || rest(_ -> true);
        failed |= !made;
        return made;
    }

    /// Whether room was asked for in vain in this step: too many files cannot rest.
    boolean hasFailed() {
        return failed;
    }

    /// Whether somebody waits for his turn.
    boolean isWaitedFor() {
        return waiting || failed;
    }

    void wake(Generation generation) throws IOException {
        generation.file().wake();
        resting--;
        toTheEndOfTheRow(generation);
    }

    void gone(OpenFile file) {
        if (file.isResting()) {
            resting--;
        }
    }

    private boolean rest(Predicate<Generation> suitable) {
        for (Generation generation : identified.values()) {
            if (!generation.file().isResting() && generation.isFound() && suitable.test(generation)) {
                generation.file().rest();
                resting++;
                toTheEndOfTheRow(generation);
                return true;
            }
        }
        return false;
    }

    private void toTheEndOfTheRow(Generation generation) {
        identified.remove(generation.file().key());
        identified.put(generation.file().key(), generation);
    }
}
