package io.sidecars.logshipper.catalog;

import io.sidecars.logshipper.checkpoint.Cursors;
import java.io.IOException;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Keeps the number of open files below what the process may have. If there are more files than that, some are
/// closed so that others can be opened: first empty ones, then delivered ones, then those that no output has
/// read recently. Only a file with a name is closed, because it can be opened again. A closed file *rests*.
final class OpenFileLimit {
    private static final Logger log = LoggerFactory.getLogger(OpenFileLimit.class);

    private final UnidentifiedFiles unidentified;
    private final IdentifiedFiles identified;
    private final Cursors cursors;
    private final int most;
    private boolean told;
    private boolean waiting;
    private int resting;
    private int turns;
    private boolean failed;

    /// @param most how many files may be open at a time
    OpenFileLimit(UnidentifiedFiles unidentified, IdentifiedFiles identified, Cursors cursors, int most) {
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

    /// Allows a quarter of the open files to be closed for others. A step does this twice, for new files and for
    /// files that rest. So neither kind waits for the other, and half of the files stay open long enough to be
    /// read.
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
            log.atWarn().addKeyValue("files", most).log("more files than file descriptors, opening files in turn");
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

    /// Whether a request for room failed in this step, because too many files cannot be closed.
    boolean hasFailed() {
        return failed;
    }

    /// Whether a file waits for its turn.
    boolean isWaitedFor() {
        return waiting || failed;
    }

    void wake(Generation generation) throws IOException {
        generation.file().wake();
        resting--;
        identified.tookItsTurn(generation);
    }

    /// The file is no longer followed as this generation.
    void gone(OpenFile file) {
        if (file.isResting()) {
            resting--;
        }
    }

    private boolean rest(Predicate<Generation> suitable) {
        for (Generation generation : identified.all()) {
            if (!generation.file().isResting() && generation.isFound() && suitable.test(generation)) {
                generation.file().rest();
                resting++;
                identified.tookItsTurn(generation);
                return true;
            }
        }
        return false;
    }
}
