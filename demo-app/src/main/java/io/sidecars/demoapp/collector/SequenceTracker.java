package io.sidecars.demoapp.collector;

/// Records which numbers of one run have arrived, and with which record id. The numbers are kept in pages, which
/// all runs take from one budget.
final class SequenceTracker {

    static final int PAGE = 4096;

    /// Limits how many numbers all runs together can record.
    static final class Budget {

        private int pages;

        Budget(int numbers) {
            this.pages = numbers / PAGE;
        }
    }

    enum Arrival {
        FIRST,
        /// The first arrival of this number, but after a higher number.
        REORDERED,
        DUPLICATE_SAME_ID,
        DUPLICATE_OTHER_ID,
        /// The budget is used up: this number is not recorded.
        NO_ROOM
    }

    private static final long ARRIVED_WITHOUT_ID = 2; // any value except NO_ID

    private final Budget budget;
    private final long[][] pages;
    private long highest;
    private long distinct;
    private long duplicates;

    SequenceTracker(Budget budget, int maxNumbers) {
        this.budget = budget;
        this.pages = new long[maxNumbers / PAGE][];
    }

    long highest() {
        return highest;
    }

    long distinct() {
        return distinct;
    }

    long duplicates() {
        return duplicates;
    }

    long lost() {
        return highest - distinct;
    }

    Arrival add(long seq, long recordId) {
        long[] page = page(seq);
        if (page.length == 0) {
            return Arrival.NO_ROOM;
        }
        int slot = (int) ((seq - 1) % PAGE);
        long before = page[slot];
        if (before != 0) {
            duplicates++;
            boolean same = recordId != ReceivedRecord.NO_ID && recordId == before;
            return same ? Arrival.DUPLICATE_SAME_ID : Arrival.DUPLICATE_OTHER_ID;
        }
        page[slot] = recordId == ReceivedRecord.NO_ID ? ARRIVED_WITHOUT_ID : recordId;
        distinct++;
        if (seq < highest) {
            return Arrival.REORDERED;
        }
        highest = seq;
        return Arrival.FIRST;
    }

    private long[] page(long seq) {
        if (seq < 1 || seq > (long) pages.length * PAGE) {
            return new long[0];
        }
        int index = (int) ((seq - 1) / PAGE);
        if (pages[index] == null) {
            if (budget.pages == 0) {
                return new long[0];
            }
            budget.pages--;
            pages[index] = new long[PAGE];
        }
        return pages[index];
    }
}
