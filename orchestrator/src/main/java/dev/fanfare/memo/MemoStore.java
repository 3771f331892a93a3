package dev.fanfare.memo;

import dev.fanfare.StoreException;
import dev.fanfare.backend.Timeline;
import dev.fanfare.store.NoSuchObjectException;
import dev.fanfare.store.ObjectStore;
import java.nio.ByteBuffer;
import java.time.Clock;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/**
 * Entries in a folder or bucket, which several processes and machines may share. Thread-safe.
 *
 * <p>A damaged object costs only its own entries and is reported. Methods that read or write throw
 * {@link StoreException} if the store fails.
 */
public final class MemoStore implements AutoCloseable {

  /** The prefix of a memo in a place that a user names. */
  public static final String PREFIX = "memo/";

  /** With more than this many objects, they are merged. */
  static final int MOST_UNMERGED = 32;

  /** How often to look again if other processes merge at the same time. */
  private static final int MOST_TRIES = 10;

  /** Names of segments begin with a folder, then a time. */
  private static final Comparator<Row> BY_PLACE = Comparator.comparing(
          (Row row) -> row.segment().substring(row.segment().indexOf('/')))
      .thenComparingInt(row -> row.position().offset())
      .thenComparingInt(row -> row.position().start());

  private final MemoFolder folder;
  private final MemoLimits limits;
  private final BlockCache blocks;
  private final Additions additions;
  private final Uses uses = new Uses();
  private final CodeParts codes;
  private final Upkeep upkeep;
  private final AtomicBoolean closed = new AtomicBoolean();
  private final Object looking = new Object();
  private volatile View view;

  private MemoStore(MemoFolder folder, MemoLimits limits, Timeline timeline) {
    this.folder = folder;
    this.limits = limits;
    this.blocks = new BlockCache(folder);
    this.codes = new CodeParts(folder);
    this.upkeep = new Upkeep(folder);
    this.view = View.of(folder);
    this.additions = new Additions(folder, timeline, this::stored);
  }

  /** Opens a store without limits; see {@link #open(ObjectStore, String, MemoLimits, Clock, Consumer)}. */
  public static MemoStore open(ObjectStore store, String prefix, Consumer<String> warnings) {
    return open(store, prefix, MemoLimits.NONE, Clock.systemUTC(), warnings);
  }

  /**
   * Opens a store.
   *
   * @param store where it is; to be closed by the caller afterwards
   * @param prefix the beginning of its keys there; empty, or ending in a slash
   * @param limits applied by {@link #close}
   * @param clock tells the time of uses, and of the names of objects
   * @param warnings takes a line for each damaged object, once; called by any thread
   */
  public static MemoStore open(
      ObjectStore store, String prefix, MemoLimits limits, Clock clock, Consumer<String> warnings) {
    return open(new MemoFolder(store, prefix, clock, warnings), limits, Timeline.REAL);
  }

  static MemoStore open(MemoFolder folder, MemoLimits limits, Timeline timeline) {
    return new MemoStore(folder, limits, timeline);
  }

  /**
   * The newest entry with that key; null if there is none. Sees what other processes had added when the store
   * was opened or {@link #refresh} was called. Records the use of the entry.
   */
  public @Nullable Entry find(String key) {
    Entry found = peek(key);
    if (found != null) {
      uses.add(ByteBuffer.wrap(HexFormat.of().parseHex(key)).getLong());
    }
    return found;
  }

  /** The same as {@link #find}, but does not count as a use. */
  @Nullable
  Entry peek(String key) {
    Entry.requireKey(key);
    Entry added = additions.find(key);
    return added == null ? stored(HexFormat.of().parseHex(key)) : added;
  }

  private @Nullable Entry stored(byte[] key) {
    return current(seen -> {
      Row row = seen.find(key);
      return row == null ? null : entry(seen, row, key);
    });
  }

  private @Nullable Entry entry(View seen, Row row, byte[] key) {
    try {
      return blocks.of(row).at(row.position().start(), key);
    } catch (NoSuchObjectException e) {
      if (seen.isOutdated()) {
        throw e;
      }
      folder.warn(row.segment(), "is gone; its entries are lost");
      return null;
    }
  }

  /** Looks again if other processes have merged what is looked for into other objects. */
  private <T extends @Nullable Object> T current(Function<View, T> question) {
    for (int attempt = 1; ; attempt++) {
      View seen = view;
      try {
        return question.apply(seen);
      } catch (NoSuchObjectException e) {
        if (attempt == MOST_TRIES) {
          throw e;
        }
        refresh(seen);
      }
    }
  }

  /** Whether there is an entry with that key. Does not count as a use. */
  public boolean contains(String key) {
    Entry.requireKey(key);
    byte[] bytes = HexFormat.of().parseHex(key);
    return additions.find(key) != null || current(seen -> seen.find(bytes) != null);
  }

  /**
   * Adds an entry, which {@link #find} sees at once. It is stored when a segment is full, after some
   * seconds (in a long run, after a fifth of the time so far), or by {@link #flush}.
   * Waits if entries are added much faster than they are stored.
   */
  public void add(Entry entry) {
    additions.add(entry);
  }

  private void stored(Segment.Stored segment) {
    synchronized (looking) {
      view.add(segment.name(), segment.index());
    }
    if (view.unmerged() > MOST_UNMERGED) {
      additions.afterwards(this::mergeIfMany);
    }
  }

  /**
   * Stores everything that was added.
   *
   * @throws StoreException if that failed, now or before
   */
  public void flush() {
    additions.flush();
  }

  /** Looks for what other processes have added. */
  public void refresh() {
    refresh(view);
  }

  private void refresh(View seen) {
    synchronized (looking) {
      if (view == seen) {
        view = View.of(folder);
      }
    }
  }

  /**
   * Stores what a fingerprint of code is made of, once.
   *
   * @param parts digests by their names
   */
  public void addCode(String digest, Map<String, String> parts) {
    codes.add(digest, parts);
  }

  /** What a fingerprint of code is made of; empty if that is not known. */
  public Optional<Map<String, String>> code(String digest) {
    return codes.find(digest);
  }

  /**
   * What stands for the code of an entry, for people: {@code version:2}, {@code no version}, {@code ignored}, or else
   * the digest.
   */
  public String codeLabel(String digest) {
    return codes.label(digest);
  }

  /** What is known of the stored entries without reading them, in the order of their keys. */
  public Stream<EntrySummary> summaries() {
    refresh();
    View seen = current(View::withShards);
    LastUses lastUses = seen.lastUses();
    return IntStream.range(0, Catalog.SHARDS)
        .boxed()
        .flatMap(digit -> rows(seen, digit))
        .map(lastUses::summary);
  }

  private static Stream<Row> rows(View seen, int digit) {
    Iterable<Row> rows = () -> seen.merged(digit);
    return StreamSupport.stream(rows.spliterator(), /* parallel= */ false);
  }

  /**
   * The stored entries whose summaries match, in the order in which they were stored. Read when they are
   * taken from the stream.
   */
  public Stream<Entry> entries(Predicate<EntrySummary> wanted) {
    refresh();
    View seen = current(View::withShards);
    LastUses lastUses = seen.lastUses();
    return IntStream.range(0, Catalog.SHARDS)
        .boxed()
        .flatMap(digit -> rows(seen, digit))
        .filter(row -> wanted.test(lastUses.summary(row)))
        .sorted(BY_PLACE)
        .map(row -> stored(HexFormat.of().parseHex(row.index().key(row.at()))))
        .flatMap(Stream::ofNullable);
  }

  /**
   * Removes stored entries.
   *
   * @param removed must give the same answer for an entry each time
   */
  public Removal remove(Predicate<EntrySummary> removed) {
    Removal removal = upkeep.remove(removed);
    refresh();
    return removal;
  }

  /** Removes everything that is stored, damaged objects too. */
  public void clear() {
    upkeep.clear();
    codes.clear();
    refresh();
  }

  private void mergeIfMany() {
    if (view.unmerged() > MOST_UNMERGED) {
      upkeep.merge();
      upkeep.tidy("look at the memo", this::refresh);
    }
  }

  private void keepToLimits() {
    limits.excess(summaries(), folder.now()).ifPresent(this::remove);
  }

  /**
   * Stores what was added, records what was used, and applies the limits.
   *
   * @throws StoreException if something that was added could not be stored
   */
  @Override
  public void close() {
    if (closed.getAndSet(true)) {
      return;
    }
    try {
      flush();
    } finally {
      additions.close();
    }
    upkeep.record(uses);
    if (!limits.equals(MemoLimits.NONE)) {
      upkeep.tidy("remove entries", this::keepToLimits);
    }
    mergeIfMany();
  }
}
