package dev.fanfare.memo;

import dev.fanfare.kernel.MalformedMessageException;
import dev.fanfare.store.Await;
import dev.fanfare.store.NoSuchObjectException;
import dev.fanfare.store.Tagged;
import dev.fanfare.wire.Codec;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What was in a memo at a moment, and what this process has added since. The indexes of segments that are not
 * merged are in memory; shards are read when they are needed. Thread-safe.
 */
final class View {

  /** How often to look again if objects vanish, because other processes merge them. */
  private static final int MOST_TRIES = 10;

  private static final int AT_ONCE = 32;

  private final MemoFolder folder;
  private final Tagged read;
  private final Catalog catalog;
  private final List<String> log;

  /** How many rows the own index of a segment has, for those whose own indexes are used. */
  private final Map<String, Integer> unmerged = new HashMap<>();

  /** Indexes of these segments. The next one is at most half as large, so there are few of them. */
  private volatile List<Index> recent = List.of();

  private final @Nullable Index[] shards = new Index[Catalog.SHARDS];
  private boolean sharded;

  private View(MemoFolder folder, List<String> log, Tagged read) {
    this.folder = folder;
    this.log = log;
    this.read = read;
    this.catalog = parse(folder, read);
    this.sharded = !catalog.shards().isEmpty();
  }

  /** Looks at the memo. */
  static View of(MemoFolder folder) {
    for (int attempt = 1; ; attempt++) {
      // In this order: what was merged and deleted before the listing is in the catalog.
      List<String> log = folder.list(MemoFolder.LOG);
      View view = new View(folder, log, folder.catalog());
      try {
        view.readSegments(/* reportGone= */ attempt == MOST_TRIES);
        return view;
      } catch (NoSuchObjectException e) {
        if (attempt == MOST_TRIES) {
          throw e;
        }
      }
    }
  }

  private static Catalog parse(MemoFolder folder, Tagged read) {
    if (read.body().length == 0) {
      return Catalog.EMPTY;
    }
    try {
      return Codec.readValue(read.body(), Catalog.class);
    } catch (MalformedMessageException e) {
      folder.warn("catalog.json", "is damaged; the segments are read without it");
      List<String> segments =
          folder.list(MemoFolder.MERGED).stream().filter(MemoFolder::isSegment).toList();
      return Catalog.of("", segments, List.of(), List.of());
    }
  }

  private void readSegments(boolean reportGone) {
    Set<String> known = new HashSet<>(catalog.segments());
    known.addAll(catalog.dropped());
    List<String> names = Stream.concat(
            sharded ? Stream.of() : catalog.segments().stream(),
            log.stream().filter(MemoFolder::isSegment).filter(name -> !known.contains(name)))
        .toList();
    addAll(names, reportGone);
  }

  /**
   * Reads the segments' own indexes.
   *
   * @param reportGone whether a missing segment is reported instead of thrown
   */
  private void addAll(List<String> names, boolean reportGone) {
    for (int from = 0; from < names.size(); from += AT_ONCE) {
      List<String> some = names.subList(from, Math.min(from + AT_ONCE, names.size()));
      List<CompletableFuture<byte[]>> indexes = some.stream()
          .map(name -> folder.read(name, 0, MemoFolder.indexBytes(name)))
          .toList();
      for (int i = 0; i < some.size(); i++) {
        add(some.get(i), indexes.get(i), reportGone);
      }
    }
  }

  private void add(String name, CompletableFuture<byte[]> index, boolean reportGone) {
    try {
      add(name, Index.read(ByteBuffer.wrap(Await.result(index)), name));
    } catch (MalformedMessageException e) {
      folder.warn(name, "is damaged; its entries are lost: " + e.getMessage());
    } catch (NoSuchObjectException e) {
      if (!reportGone) {
        throw e;
      }
      folder.warn(name, "is gone; its entries are lost");
    }
  }

  /** Adds a segment that this process has written. */
  synchronized void add(String name, Index index) {
    unmerged.put(name, index.size());
    List<Index> now = new ArrayList<>(recent);
    Index last = index;
    while (!now.isEmpty() && now.get(now.size() - 1).size() <= 2 * last.size()) {
      last = Merge.of(List.of(now.remove(now.size() - 1), last));
    }
    now.add(last);
    recent = List.copyOf(now);
  }

  /** The newest entry with a key of 32 bytes; null if there is none. */
  @Nullable
  Row find(byte[] key) {
    Row newest = null;
    for (Index index : indexes((key[0] & 0xff) >>> 4)) {
      Row row = index.find(key);
      if (row != null && (newest == null || row.created() >= newest.created())) {
        newest = row;
      }
    }
    return newest;
  }

  /** The indexes that have all keys with that first hexadecimal digit, and others. */
  List<Index> indexes(int digit) {
    Index shard = shard(digit);
    // After the shard: if it is damaged, there are more of them.
    List<Index> indexes = new ArrayList<>(recent.size() + 1);
    indexes.add(shard);
    indexes.addAll(recent);
    return indexes;
  }

  private synchronized Index shard(int digit) {
    Index known = shards[digit];
    if (known != null || !sharded || catalog.shards().get(digit).isEmpty()) {
      return known == null ? Index.EMPTY : known;
    }
    String name = catalog.shards().get(digit);
    try {
      Index shard = Index.read(folder.shard(name), "");
      shards[digit] = shard;
      return shard;
    } catch (MalformedMessageException e) {
      folder.warn(name, "is damaged; the segments are read without it");
    } catch (NoSuchObjectException e) {
      if (isOutdated()) {
        throw e;
      }
      folder.warn(name, "is gone; the segments are read without it");
    }
    doWithoutShards();
    return Index.EMPTY;
  }

  /** The segments' own indexes have the same rows. */
  private void doWithoutShards() {
    sharded = false;
    Arrays.fill(shards, null);
    addAll(catalog.segments(), /* reportGone= */ true);
  }

  /** Reads all shards, so that nothing is missing later. */
  View withShards() {
    for (int digit = 0; digit < Catalog.SHARDS; digit++) {
      shard(digit);
    }
    return this;
  }

  /** The rows of the newest entries whose keys have that first hexadecimal digit. */
  Merge merged(int digit) {
    return Merge.of(indexes(digit), digit);
  }

  /** The segments that have entries. */
  Collection<String> segments() {
    Set<String> names = new HashSet<>(catalog.segments());
    synchronized (this) {
      names.addAll(unmerged.keySet());
    }
    return names;
  }

  /** How many rows the segments have that are not merged, also those that newer ones have replaced. */
  synchronized Map<String, Integer> rows() {
    return Map.copyOf(unmerged);
  }

  /** The number of objects that are not merged. */
  synchronized int unmerged() {
    return unmerged.size() + uses().size();
  }

  /** Names of objects with uses that are not merged. */
  List<String> uses() {
    return log.stream()
        .filter(MemoFolder::isUses)
        .filter(name -> !catalog.dropped().contains(name))
        .toList();
  }

  /** When entries were used last, according to what runs have recorded since the last merge. */
  LastUses lastUses() {
    List<Uses.Stored> uses = new ArrayList<>();
    for (String name : uses()) {
      try {
        uses.add(Uses.read(Await.result(folder.read(name))));
      } catch (MalformedMessageException e) {
        folder.warn(name, "is damaged; what a run has used is not known");
      } catch (NoSuchObjectException e) {
        // Merged meanwhile, like much else in this view.
      }
    }
    return new LastUses(uses);
  }

  Catalog catalog() {
    return catalog;
  }

  /** The catalog as it was read. */
  Tagged read() {
    return read;
  }

  /** Names of all objects in the log. */
  List<String> log() {
    return log;
  }

  /** Whether another process has merged since. */
  boolean isOutdated() {
    return !folder.catalog().tag().equals(read.tag());
  }
}
