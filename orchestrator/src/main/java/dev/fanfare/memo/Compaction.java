package dev.fanfare.memo;

import dev.fanfare.StoreException;
import dev.fanfare.store.Await;
import dev.fanfare.store.NoSuchObjectException;
import dev.fanfare.wire.Codec;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * Merges the indexes of segments into shards, and small segments into full ones; removes entries. Nothing that
 * counts is changed in place: new objects are written, then the catalog is replaced if it is still the one that
 * was read, then the old objects are deleted. So a process can be killed at any moment, and of several that
 * merge at once, one wins. Used by one thread, once.
 */
final class Compaction {

  /** What is known of a segment. */
  private static final class Tally {
    int total;
    int live;

    /** The lengths of its blocks by their offsets. */
    final TreeMap<Integer, Integer> blocks = new TreeMap<>();
  }

  private final MemoFolder folder;
  private final View view;
  private final LastUses uses;
  private final Predicate<EntrySummary> removed;
  private final Map<String, Tally> tallies = new HashMap<>();

  /** Segments that are replaced or without entries. */
  private final Set<String> obsolete = new HashSet<>();

  private final List<Index> rewritten = new ArrayList<>();
  private Segment next = new Segment();
  private long removedEntries;
  private long removedBytes;

  private Compaction(MemoFolder folder, View view, Predicate<EntrySummary> removed) {
    this.folder = folder;
    this.view = view;
    this.uses = view.lastUses();
    this.removed = removed;
  }

  /**
   * Merges everything once.
   *
   * @param removed entries to be removed
   * @return what was removed; empty if another process was faster and nothing has changed
   */
  static Optional<Removal> attempt(MemoFolder folder, Predicate<EntrySummary> removed) {
    // Listed first: what is here and not in the catalog is left over from a process that has lost
    // or died.
    List<String> before = folder.list(MemoFolder.MERGED);
    View view = View.of(folder);
    try {
      return new Compaction(folder, view, removed).run(before);
    } catch (NoSuchObjectException e) {
      if (view.isOutdated()) {
        return Optional.empty();
      }
      throw e;
    }
  }

  /** Removes everything; false if another process was faster and nothing has changed. */
  static boolean clear(MemoFolder folder) {
    List<String> before = folder.list(MemoFolder.MERGED);
    List<String> log = folder.list(MemoFolder.LOG);
    List<String> codes = folder.list(MemoFolder.CODE);
    Catalog empty = Catalog.of(folder.stem(), List.of(), List.of(), log);
    if (!folder.replaceCatalog(folder.catalog(), json(empty))) {
      return false;
    }
    folder.delete(log);
    folder.delete(before);
    folder.delete(codes);
    return true;
  }

  private static byte[] json(Catalog catalog) {
    return Codec.toJson(catalog).getBytes(StandardCharsets.UTF_8);
  }

  private Optional<Removal> run(List<String> before) {
    for (int digit = 0; digit < Catalog.SHARDS; digit++) {
      countAll(digit);
      view.merged(digit).forEachRemaining(this::countLive);
    }
    // The view has let go of rows that were replaced. Their segments must not count again.
    view.rows().forEach((name, rows) -> tally(name).total = rows);
    segmentsToRewrite().forEach(this::rewrite);
    end();
    Catalog catalog = Catalog.of(folder.stem(), segments(), writeShards(), dropped());
    if (!folder.replaceCatalog(view.read(), json(catalog))) {
      return Optional.empty();
    }
    deleteObsolete(catalog, before);
    return Optional.of(new Removal(removedEntries, removedBytes));
  }

  private void countAll(int digit) {
    for (Index index : view.indexes(digit)) {
      int end = index.from(digit + 1);
      for (int at = index.from(digit); at < end; at++) {
        Row row = new Row(index, at);
        Tally tally = tally(row.segment());
        tally.total++;
        tally.blocks.put(row.position().offset(), row.position().blockBytes());
      }
    }
  }

  private Tally tally(String segment) {
    return tallies.computeIfAbsent(segment, name -> new Tally());
  }

  private void countLive(Row row) {
    if (removed.test(uses.summary(row))) {
      removedEntries++;
      removedBytes += row.position().bytes();
    } else {
      tally(row.segment()).live++;
    }
  }

  /** Segments with entries that are removed or replaced, and small ones if there are several; oldest first. */
  private List<String> segmentsToRewrite() {
    tallies.forEach((name, tally) -> {
      if (tally.live < tally.total) {
        obsolete.add(name);
      }
    });
    List<String> small = tallies.keySet().stream()
        .filter(name -> tally(name).live > 0 && !MemoFolder.isFull(name))
        .toList();
    if (small.size() > 1) {
      obsolete.addAll(small);
    }
    return obsolete.stream()
        .filter(name -> tally(name).live > 0)
        .sorted(Comparator.comparing(name -> name.substring(name.indexOf('/'))))
        .toList();
  }

  private void rewrite(String segment) {
    byte[] body = body(segment);
    tally(segment).blocks.forEach((offset, length) -> {
      Block block =
          Block.unpack(body, Math.min(body.length, MemoFolder.indexBytes(segment) + offset));
      if (block == null) {
        folder.warn(segment, "is damaged; some of its entries are lost");
      } else {
        block.all().forEach(entry -> rewrite(segment, offset, entry));
      }
    });
  }

  private byte[] body(String segment) {
    try {
      return Await.result(folder.read(segment));
    } catch (NoSuchObjectException e) {
      if (view.isOutdated()) {
        throw e;
      }
      folder.warn(segment, "is gone; its entries are lost");
      return new byte[0];
    }
  }

  private void rewrite(String segment, int offset, Entry entry) {
    Row row = view.find(HexFormat.of().parseHex(entry.key()));
    if (row == null
        || !row.segment().equals(segment)
        || row.position().offset() != offset
        || removed.test(uses.summary(row))) {
      return;
    }
    if (entry.size() >= Segment.FULL_BYTES) {
      Segment own = new Segment();
      own.add(entry, uses.of(row));
      end(own);
      return;
    }
    next.add(entry, uses.of(row));
    if (next.isFull()) {
      end();
    }
  }

  private void end() {
    if (!next.isEmpty()) {
      end(next);
      next = new Segment();
    }
  }

  private void end(Segment segment) {
    Segment.Stored stored = segment.end(MemoFolder.MERGED + folder.stem());
    folder.write(stored.name(), stored.body());
    rewritten.add(stored.index());
  }

  private List<String> segments() {
    return Stream.concat(
            tallies.keySet().stream().filter(name -> !obsolete.contains(name)),
            rewritten.stream().flatMap(index -> index.segments().stream()))
        .sorted()
        .toList();
  }

  private List<String> writeShards() {
    String stem = folder.stem();
    List<String> names = new ArrayList<>();
    for (int digit = 0; digit < Catalog.SHARDS; digit++) {
      Index shard = shard(digit);
      if (shard.size() == 0) {
        names.add("");
      } else {
        byte[] body = shard.bytes();
        names.add(MemoFolder.shard(stem, digit, body.length));
        // If a power loss takes it away, the segments are read without it.
        folder.add(names.get(digit), body);
      }
    }
    return names;
  }

  private Index shard(int digit) {
    // The rewritten rows are as new as the ones that they replace, and win because they are last.
    List<Index> indexes =
        Stream.concat(view.indexes(digit).stream(), rewritten.stream()).toList();
    IndexBuilder builder = new IndexBuilder();
    Merge.of(indexes, digit).forEachRemaining(row -> {
      if (!obsolete.contains(row.segment())) {
        builder.add(row, uses.of(row));
      }
    });
    return builder.build();
  }

  /** What is in the log and no longer counts. */
  private List<String> dropped() {
    Set<String> names = new HashSet<>(view.catalog().dropped());
    names.addAll(obsolete);
    names.addAll(view.uses());
    return view.log().stream().filter(names::contains).toList();
  }

  private void deleteObsolete(Catalog catalog, List<String> before) {
    Set<String> current = new HashSet<>(catalog.segments());
    current.addAll(catalog.shards());
    try {
      folder.delete(catalog.dropped());
      folder.delete(before.stream().filter(name -> !current.contains(name)).toList());
    } catch (StoreException e) {
      // The next compaction deletes them.
    }
  }
}
