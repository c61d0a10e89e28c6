package io.sidecars.logshipper.catalog;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.sidecars.logshipper.checkpoint.Checkpoint;
import io.sidecars.logshipper.checkpoint.Cursor;
import io.sidecars.logshipper.checkpoint.Fingerprint;
import io.sidecars.logshipper.checkpoint.GenerationId;
import io.sidecars.logshipper.checkpoint.KnownFile;
import io.sidecars.logshipper.checkpoint.Position;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Files that still have a name, but were closed because others wait and nothing of them is left to send. A file is
/// opened again when its size or its change time differs: programs cannot set the latter.
///
/// Each takes 38 bytes of memory and a record of 104 bytes in `closed-files`. That file only grows, until half of it
/// is out of date; then it is written anew. A record whose checksum is wrong, and everything after it, is ignored:
/// those files are sent again.
public final class ClosedFiles {
    private static final Logger log = LoggerFactory.getLogger(ClosedFiles.class);

    /// The most files that are remembered, in 8 MB.
    static final int MOST = 200_000;

    private static final int FIELDS = 12;
    private static final int RECORD = (FIELDS + 1) * Long.BYTES;
    private static final int BUFFERED = 256;
    private static final int CHAINS = 1 << 16;
    private static final int NONE = -1;
    private static final int SPARE = 4096;
    /// A directory is listed every ten seconds at least, so a file that no listing has shown since then is gone.
    private static final int FORGET_AFTER_SECONDS = 60;

    private static final int LISTED_EVERY_SECONDS = 10;
    /// The device of a file that an earlier run has closed: its number may be another one now.
    private static final long ANY = -1;
    // Where a file has no record, because nothing of it was sent.
    private static final int EMPTY = -1;
    private static final int UNREADABLE = -2;

    /// A file that is to be remembered.
    ///
    /// @param generation null if nothing of it was sent
    /// @param position of every output
    /// @param unreadable whether it cannot be read
    record Closed(Stat stat, @Nullable Generation generation, Position position, boolean unreadable) {}

    private final Path path;
    private final Path outputsPath;
    private final Path next;
    private final LongSupplier nanoTime;
    private final long begun;

    // One row per file.
    private long[] inodes = {};
    private long[] devices = {};
    private long[] stamps = {};
    private int[] places = {};
    private short[] delivered = {};
    private int[] seen = {};
    private int[] following = {};
    private final BitSet used = new BitSet();
    private int[] first = {};

    /// The sets of outputs to which files were delivered, by the number in their records.
    private final List<Set<String>> outputSets = new ArrayList<>();
    private List<String> savedSets = List.of();
    private Set<String> present = Set.of();
    private short presentSet;
    private int records;
    private int unreadable;
    private int incompleteAt;
    private int forgotAt;

    private ClosedFiles(Path stateDirectory, LongSupplier nanoTime) {
        this.path = stateDirectory.resolve("closed-files");
        this.outputsPath = stateDirectory.resolve("closed-files.outputs");
        this.next = stateDirectory.resolve("closed-files.next");
        this.nanoTime = nanoTime;
        this.begun = nanoTime.getAsLong();
    }

    /// Reads what earlier runs have left.
    ///
    /// @param saved knows more about the files that it names
    /// @param nanoTime real monotonic time
    public static ClosedFiles load(Path stateDirectory, Checkpoint saved, LongSupplier nanoTime) {
        ClosedFiles files = new ClosedFiles(stateDirectory, nanoTime);
        try {
            files.load(saved.files().stream().map(KnownFile::id).collect(Collectors.toSet()));
        } catch (NoSuchFileException e) {
            log.atDebug().log("no file was closed");
        } catch (IOException e) {
            log.atError().addKeyValue("problem", e).log("list of closed files cannot be read, they are sent again");
        }
        return files;
    }

    private void load(Set<GenerationId> open) throws IOException {
        for (String line : Files.readAllLines(outputsPath)) {
            outputSets.add(new TreeSet<>(List.of(line.split(",", -1))));
        }
        savedSets = lines();
        load(open, outputSets.size());
    }

    private void load(Set<GenerationId> open, int sets) throws IOException {
        try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
            ByteBuffer buffer = ByteBuffer.allocate(RECORD * BUFFERED);
            while (channel.read(buffer) > 0) {
                buffer.flip();
                while (buffer.remaining() >= RECORD) {
                    Row row = Row.read(buffer);
                    if (row == null || row.set < 0 || row.set >= sets) {
                        log.atError().addKeyValue("path", path).log("list of closed files damaged");
                        return;
                    }
                    if (!open.contains(row.id)) {
                        store(row, records);
                    }
                    records++;
                }
                buffer.compact();
            }
        }
        Arrays.fill(devices, ANY);
    }

    /// Takes over the names of the outputs. A file that was not delivered to all of them counts as changed.
    ///
    /// @param atEnd new outputs that skip what is there
    void outputs(Collection<String> names, Set<String> atEnd) {
        present = new TreeSet<>(names);
        for (Set<String> set : outputSets) {
            set.addAll(atEnd);
            set.retainAll(present);
        }
        int same = outputSets.indexOf(present);
        if (same < 0) {
            same = outputSets.size();
            outputSets.add(new TreeSet<>(present));
        }
        presentSet = (short) same;
    }

    int size() {
        return used.cardinality();
    }

    boolean isFull() {
        return size() >= MOST || outputSets.size() >= Short.MAX_VALUE;
    }

    /// How many of them cannot be read.
    int unreadable() {
        return unreadable;
    }

    /// Whether the file is one of them, and as it was.
    boolean isUnchanged(Stat stat) {
        boolean unchanged = false;
        for (int row = find(stat.key()); row != NONE; row = find(stat.key(), following[row])) {
            seen[row] = now();
            if (stamps[row] == stamp(stat)
                    && (places[row] < 0 || outputSets.get(delivered[row]).containsAll(present))) {
                devices[row] = stat.key().device();
                unchanged = true;
            }
        }
        return unchanged;
    }

    boolean isKnown(FileKey key) {
        return find(key) != NONE;
    }

    /// What is known of a file, which is then forgotten, because it is open again.
    @Nullable
    KnownFile take(FileKey key, Path name) {
        int row = find(key);
        if (row == NONE) {
            return null;
        }
        int place = places[row];
        Set<String> outputs = outputSets.isEmpty() ? Set.of() : outputSets.get(delivered[row]);
        for (int old = row; old != NONE; old = find(key)) {
            remove(old);
        }
        if (place < 0) {
            return null;
        }
        try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
            ByteBuffer buffer = ByteBuffer.allocate(RECORD);
            channel.read(buffer, (long) place * RECORD);
            Row record = buffer.flip().remaining() < RECORD ? null : Row.read(buffer);
            if (record != null && record.inode == key.inode()) {
                return record.known(name, outputs, present);
            }
            log.atError().addKeyValue("path", path).log("list of closed files damaged");
        } catch (IOException e) {
            log.atError().addKeyValue("path", path).addKeyValue("problem", e).log("closed file not known");
        }
        return null;
    }

    /// Remembers files. When this returns, that is durable.
    void add(List<Closed> files) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(RECORD * files.size());
        List<Row> rows = new ArrayList<>();
        for (Closed file : files) {
            Row row = Row.of(file, presentSet);
            rows.add(row);
            if (file.generation() != null) {
                row.write(buffer);
            }
        }
        if (buffer.flip().hasRemaining()) {
            Files.createDirectories(path.getParent());
            saveSets();
            try (FileChannel channel = FileChannel.open(path, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
                channel.truncate((long) records * RECORD);
                channel.position((long) records * RECORD);
                write(channel, buffer);
                channel.force(true);
            }
        }
        for (int i = 0; i < rows.size(); i++) {
            Closed file = files.get(i);
            if (file.generation() != null) {
                store(rows.get(i), records);
                records++;
            } else {
                store(rows.get(i), file.unreadable() ? UNREADABLE : EMPTY);
            }
        }
        if (records > 2 * size() + SPARE) {
            rewrite();
        }
    }

    /// Forgets files that are gone.
    ///
    /// @param complete whether every directory could be listed
    void scanned(boolean complete) {
        int now = now();
        if (!complete) {
            incompleteAt = now;
        }
        if (now - incompleteAt <= FORGET_AFTER_SECONDS || now - forgotAt < LISTED_EVERY_SECONDS) {
            return;
        }
        forgotAt = now;
        for (int row = used.nextSetBit(0); row >= 0; row = used.nextSetBit(row + 1)) {
            if (now - seen[row] > FORGET_AFTER_SECONDS) {
                remove(row);
            }
        }
    }

    private int now() {
        return (int) ((nanoTime.getAsLong() - begun) / 1_000_000_000);
    }

    private List<String> lines() {
        return outputSets.stream().map(set -> String.join(",", set)).toList();
    }

    private void saveSets() throws IOException {
        List<String> lines = lines();
        if (!lines.equals(savedSets)) {
            replace(
                    outputsPath,
                    channel -> write(channel, ByteBuffer.wrap((String.join("\n", lines) + "\n").getBytes(UTF_8))));
            savedSets = lines;
        }
    }

    private void rewrite() throws IOException {
        int[] moved = places.clone();
        int[] written = {0};
        try (FileChannel old = FileChannel.open(path, StandardOpenOption.READ)) {
            replace(path, channel -> {
                ByteBuffer buffer = ByteBuffer.allocate(RECORD);
                for (int row = used.nextSetBit(0); row >= 0; row = used.nextSetBit(row + 1)) {
                    if (places[row] >= 0) {
                        old.read(buffer.clear(), (long) places[row] * RECORD);
                        write(channel, buffer.flip());
                        moved[row] = written[0];
                        written[0]++;
                    }
                }
            });
        }
        places = moved;
        records = written[0];
    }

    /// Writes what a file is to hold.
    @FunctionalInterface
    private interface Content {
        void writeTo(FileChannel channel) throws IOException;
    }

    private void replace(Path file, Content content) throws IOException {
        try (FileChannel channel = FileChannel.open(
                next, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.TRUNCATE_EXISTING)) {
            content.writeTo(channel);
            channel.force(true);
        }
        Files.move(next, file, StandardCopyOption.ATOMIC_MOVE);
    }

    private static void write(FileChannel channel, ByteBuffer bytes) throws IOException {
        while (bytes.hasRemaining()) {
            channel.write(bytes);
        }
    }

    private void store(Row content, int place) {
        for (int row = first(content.inode); row != NONE; row = following[row]) {
            if (inodes[row] == content.inode && devices[row] == content.device) {
                remove(row);
                break;
            }
        }
        int row = used.nextClearBit(0);
        if (row >= MOST) {
            return;
        }
        grow(row + 1);
        int chain = chain(content.inode);
        inodes[row] = content.inode;
        devices[row] = content.device;
        stamps[row] = content.stamp();
        places[row] = place;
        delivered[row] = content.set;
        seen[row] = now();
        following[row] = first[chain];
        first[chain] = row;
        used.set(row);
        unreadable += place == UNREADABLE ? 1 : 0;
    }

    private void grow(int rows) {
        if (first.length == 0) {
            first = new int[CHAINS];
            Arrays.fill(first, NONE);
        }
        if (rows > inodes.length) {
            int length = Math.min(MOST, rows + rows / 4 + BUFFERED);
            inodes = Arrays.copyOf(inodes, length);
            devices = Arrays.copyOf(devices, length);
            stamps = Arrays.copyOf(stamps, length);
            places = Arrays.copyOf(places, length);
            delivered = Arrays.copyOf(delivered, length);
            seen = Arrays.copyOf(seen, length);
            following = Arrays.copyOf(following, length);
        }
    }

    private void remove(int row) {
        int chain = chain(inodes[row]);
        if (first[chain] == row) {
            first[chain] = following[row];
        } else {
            int before = first[chain];
            while (following[before] != row) {
                before = following[before];
            }
            following[before] = following[row];
        }
        unreadable -= places[row] == UNREADABLE ? 1 : 0;
        used.clear(row);
    }

    private int find(FileKey key) {
        return find(key, first(key.inode()));
    }

    /// The file's row that was stored last.
    ///
    /// @param from where in its chain to begin
    private int find(FileKey key, int from) {
        for (int row = from; row != NONE; row = following[row]) {
            if (inodes[row] == key.inode() && (devices[row] == ANY || devices[row] == key.device())) {
                return row;
            }
        }
        return NONE;
    }

    private int first(long inode) {
        return first.length == 0 ? NONE : first[chain(inode)];
    }

    private static int chain(long inode) {
        return Long.hashCode(inode * 0x9E37_79B9_7F4A_7C15L) >>> 16 & (CHAINS - 1);
    }

    private static long stamp(Stat stat) {
        return stamp(stat.size(), nanos(stat));
    }

    private static long stamp(long size, long changed) {
        return (size * 0x9E37_79B9_7F4A_7C15L ^ changed) * 0xC2B2_AE3D_27D4_EB4FL;
    }

    private static long nanos(Stat stat) {
        Instant changed = stat.changed().toInstant();
        return changed.getEpochSecond() * 1_000_000_000 + changed.getNano();
    }

    /// A record.
    private record Row(
            long inode,
            long device,
            long size,
            long changed,
            GenerationId id,
            long prefix,
            long guard,
            long offset,
            long offsetGuard,
            long time,
            short set) {

        static Row of(Closed file, short set) {
            Stat stat = file.stat();
            Generation generation = file.generation();
            Position position = file.position();
            return new Row(
                    stat.key().inode(),
                    stat.key().device(),
                    stat.size(),
                    nanos(stat),
                    generation == null ? new GenerationId(0, 0) : generation.id(),
                    generation == null ? 0 : generation.prefix().hash(),
                    generation == null ? 0 : generation.guard().hash(),
                    position.offset(),
                    position.guard().hash(),
                    position.time(),
                    set);
        }

        /// Null if its checksum is wrong.
        static @Nullable Row read(ByteBuffer from) {
            long sum = checksum(from.slice(from.position(), FIELDS * Long.BYTES));
            Row row = new Row(
                    from.getLong(),
                    from.getLong(),
                    from.getLong(),
                    from.getLong(),
                    new GenerationId(from.getLong(), from.getLong()),
                    from.getLong(),
                    from.getLong(),
                    from.getLong(),
                    from.getLong(),
                    from.getLong(),
                    (short) from.getLong());
            return from.getLong() == sum ? row : null;
        }

        void write(ByteBuffer to) {
            int start = to.position();
            to.putLong(inode).putLong(device).putLong(size).putLong(changed);
            to.putLong(id.high()).putLong(id.low()).putLong(prefix).putLong(guard);
            to.putLong(offset).putLong(offsetGuard).putLong(time).putLong(set);
            to.putLong(checksum(to.slice(start, FIELDS * Long.BYTES)));
        }

        long stamp() {
            return ClosedFiles.stamp(size, changed);
        }

        KnownFile known(Path name, Set<String> deliveredTo, Set<String> present) {
            Position position = new Position(offset, fingerprint(offset, Position.GUARD_LENGTH, offsetGuard), time);
            Map<String, Cursor> cursors = new TreeMap<>();
            for (String output : deliveredTo) {
                if (present.contains(output)) {
                    cursors.put(output, new Cursor(position, Long.MAX_VALUE));
                }
            }
            return new KnownFile(
                    id,
                    name.toString(),
                    inode,
                    size,
                    fingerprint(size, Generation.PREFIX_LENGTH, prefix),
                    fingerprint(size, Position.GUARD_LENGTH, guard),
                    false,
                    null,
                    cursors);
        }

        private static Fingerprint fingerprint(long end, int most, long hash) {
            return new Fingerprint((int) Math.min(end, most), hash);
        }

        private static long checksum(ByteBuffer fields) {
            CRC32C crc = new CRC32C();
            crc.update(fields);
            return crc.getValue();
        }
    }
}
