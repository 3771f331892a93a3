package dev.fanfare.memo;

import dev.fanfare.StoreException;
import dev.fanfare.store.Await;
import dev.fanfare.store.NoSuchObjectException;
import dev.fanfare.store.ObjectStore;
import dev.fanfare.store.Tagged;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The objects of a memo and their names. Thread-safe.
 *
 * <p>{@code log/} has what runs add: segments of entries, and which entries were used. {@code merged/} has
 * segments that replace several others, and shards, which are indexes of everything merged. Only the catalog
 * says what of it counts. {@code code/} has the parts of fingerprints.
 */
final class MemoFolder {

  static final String LOG = "log/";
  static final String MERGED = "merged/";
  static final String CODE = "code/";
  private static final String CATALOG = "catalog.json";

  /** Larger shards are mapped from a temporary file. */
  private static final int MOST_SHARD_BYTES = 4 << 20;

  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmmssSSS", Locale.ROOT).withZone(ZoneOffset.UTC);

  private static final Pattern SEGMENT = Pattern.compile(".*-(\\d{1,9})\\.(full|part)");
  private static final Pattern SHARD = Pattern.compile(".*-(\\d{1,10})\\.shard");

  private final ObjectStore objects;
  private final String prefix;
  private final Clock clock;
  private final Consumer<String> warnings;
  private final Set<String> told = ConcurrentHashMap.newKeySet();

  MemoFolder(ObjectStore objects, String prefix, Clock clock, Consumer<String> warnings) {
    if (!prefix.isEmpty() && !prefix.endsWith("/")) {
      throw new IllegalArgumentException("prefix must be empty or end in a slash, got: " + prefix);
    }
    this.objects = objects;
    this.prefix = prefix;
    this.clock = clock;
    this.warnings = warnings;
  }

  Instant now() {
    return clock.instant();
  }

  /** The beginning of a new name. Names sort by time. */
  String stem() {
    return TIME.format(now()) + "-" + UUID.randomUUID().toString().substring(0, 13);
  }

  static String segment(String stem, int indexBytes, boolean full) {
    return stem + "-" + indexBytes + (full ? ".full" : ".part");
  }

  static boolean isSegment(String name) {
    return SEGMENT.matcher(name).matches();
  }

  /** Whether a segment has about as many entries as one can have. */
  static boolean isFull(String segment) {
    return segment.endsWith(".full");
  }

  /** The length of a segment's own index, which is its beginning. */
  static int indexBytes(String segment) {
    return (int) number(SEGMENT, segment);
  }

  static String shard(String stem, int digit, int bytes) {
    return MERGED + stem + "-" + Integer.toHexString(digit) + "-" + bytes + ".shard";
  }

  private static long number(Pattern pattern, String name) {
    Matcher parts = pattern.matcher(name);
    if (!parts.matches()) {
      throw new StoreException("a memo has no object of this name: " + name, null);
    }
    return Long.parseLong(parts.group(1));
  }

  static String uses(String stem) {
    return LOG + stem + ".uses";
  }

  static boolean isUses(String name) {
    return name.endsWith(".uses");
  }

  /** Whether there is no object at all. */
  boolean isEmpty() {
    return list("").isEmpty();
  }

  List<String> list(String folder) {
    return Await.result(objects.list(prefix + folder)).stream()
        .map(key -> key.substring(prefix.length()))
        .toList();
  }

  CompletableFuture<byte[]> read(String name) {
    return objects.get(prefix + name);
  }

  CompletableFuture<byte[]> read(String name, long offset, int most) {
    return objects.get(prefix + name, offset, most);
  }

  /** A shard's bytes, not in the heap if they are many. */
  ByteBuffer shard(String name) {
    if (number(SHARD, name) <= MOST_SHARD_BYTES) {
      return ByteBuffer.wrap(Await.result(read(name)));
    }
    try {
      Path folder = Files.createTempDirectory("fanfare-memo");
      try {
        return mapped(name, folder.resolve("shard"));
      } finally {
        Files.deleteIfExists(folder.resolve("shard"));
        Files.deleteIfExists(folder);
      }
    } catch (IOException e) {
      throw new StoreException("cannot keep " + prefix + name + " in a temporary file: " + e, e);
    }
  }

  private ByteBuffer mapped(String name, Path file) throws IOException {
    Await.result(objects.get(prefix + name, file));
    try (FileChannel channel = FileChannel.open(file)) {
      return channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size());
    }
  }

  /** Adds an object to the log. Its name is random: if it is there, then an earlier try has written it. */
  void add(String name, byte[] body) {
    Await.result(objects.putIfAbsent(prefix + name, body));
  }

  /** Writes an object that survives a power loss, because others are deleted for it. */
  void write(String name, byte[] body) {
    Await.result(objects.put(prefix + name, body));
  }

  void delete(List<String> names) {
    List<CompletableFuture<Void>> deleted =
        names.stream().map(name -> objects.delete(prefix + name)).toList();
    deleted.forEach(Await::result);
  }

  /** The catalog; without a body if there is none. */
  Tagged catalog() {
    try {
      return Await.result(objects.getTagged(prefix + CATALOG));
    } catch (NoSuchObjectException e) {
      return new Tagged(new byte[0], "");
    }
  }

  /** Replaces the catalog unless it is no longer the one that was read. */
  boolean replaceCatalog(Tagged read, byte[] body) {
    return read.body().length == 0
        ? Await.result(objects.putIfAbsent(prefix + CATALOG, body))
            || Arrays.equals(catalog().body(), body)
        : Await.result(objects.replace(prefix + CATALOG, read.tag(), body));
  }

  static String code(String digest) {
    return CODE + digest + ".json";
  }

  /** Reports the first problem of an object. */
  void warn(String name, String problem) {
    if (told.add(name)) {
      warnings.accept("memo: " + prefix + name + " " + problem);
    }
  }

  /** Reports a problem of the memo, once. */
  void warn(String problem) {
    if (told.add(problem)) {
      warnings.accept("memo: " + problem);
    }
  }
}
