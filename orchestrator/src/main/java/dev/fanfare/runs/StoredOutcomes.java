package dev.fanfare.runs;

import dev.fanfare.kernel.MalformedMessageException;
import dev.fanfare.store.Await;
import dev.fanfare.store.NoSuchObjectException;
import dev.fanfare.store.ObjectStore;
import dev.fanfare.store.RunFolder;
import dev.fanfare.wire.BatchOutcome;
import dev.fanfare.wire.Codec;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.ToLongFunction;
import java.util.regex.Pattern;

/**
 * Reads the outcomes of a run: result objects of one batch each, and logs ({@link SessionLog}). A log
 * is read in blocks of whole lines, so that only a part of it is in memory. Stateless.
 */
record StoredOutcomes(ObjectStore objects, RunFolder folder) {

  /** Size of a block, unless a single line is longer. */
  static final int BLOCK_BYTES = 64 << 10;

  /** The longest line of a log; as large as a message may be. */
  private static final int MOST_BYTES = 1 << 30;

  /** Number of objects to read ahead. */
  private static final int AHEAD = 32;

  private static final Pattern RESULT = Pattern.compile("\\d{12,13}-[1-9]\\d{0,5}\\.json");
  private static final Pattern LOG = Pattern.compile("\\d{4,5}-\\d{8,10}\\.jsonl");

  /** Temporary files of the embedded S3, also from a killed process. */
  private static final Pattern UNFINISHED = Pattern.compile("[.]json-[0-9a-f-]{36}$");

  /**
   * Where outcomes are stored.
   *
   * @param length number of bytes of a block of a log; 0 for a whole result object
   */
  record Place(String key, long offset, int length) {

    static Place whole(String key) {
      return new Place(key, 0, 0);
    }

    boolean isWhole() {
      return length == 0;
    }
  }

  /** The result object of an attempt at a batch. */
  Place place(long batch, int attempt) {
    return Place.whole(folder.result(batch, attempt));
  }

  /** Receives the outcomes of a place. */
  interface Visitor {
    void visit(Place place, List<BatchOutcome> outcomes);
  }

  /** An object whose body, or a log whose block from that byte, is being read. */
  private record Coming(String key, long from, CompletableFuture<byte[]> body) {}

  /** The keys of all results. */
  List<String> keys() {
    return Await.result(objects.list(folder.results()));
  }

  /** The keys of a session's results. */
  List<String> keys(int session) {
    return folder.resultsOf(session).stream()
        .flatMap(prefix -> Await.result(objects.list(prefix)).stream())
        .filter(key -> folder.sessionOf(key) == session)
        .distinct()
        .toList();
  }

  /** Whether it is the key of a result object, not of a log. */
  boolean isObject(String key) {
    return RESULT.matcher(name(key)).matches();
  }

  /** The order of the outcome in the result object with that key; see {@link SettledTasks#order}. */
  long order(String key) {
    String name = name(key);
    int attempt = name.indexOf('-') + 1;
    return SettledTasks.order(
        Long.parseLong(name.substring(0, attempt - 1)),
        Integer.parseInt(name.substring(attempt, name.indexOf('.'))));
  }

  /**
   * Reads outcomes. What is damaged or of another run is ignored with a warning.
   *
   * @param from the first byte to read of a log, at the beginning of a line
   * @param warnings receives a line for each ignored object, or line of a log
   */
  void forEach(
      List<String> keys, ToLongFunction<String> from, Visitor visitor, Consumer<String> warnings) {
    Queue<Coming> coming = new ArrayDeque<>();
    for (String key : keys) {
      ask(key, from.applyAsLong(key), coming, warnings);
      if (coming.size() > AHEAD) {
        read(coming.remove(), visitor, warnings);
      }
    }
    coming.forEach(object -> read(object, visitor, warnings));
  }

  private void ask(String key, long from, Queue<Coming> coming, Consumer<String> warnings) {
    if (isObject(key)) {
      coming.add(new Coming(key, 0, objects.get(key)));
    } else if (LOG.matcher(name(key)).matches()) {
      coming.add(new Coming(key, from, objects.get(key, from, BLOCK_BYTES)));
    } else if (!UNFINISHED.matcher(key).find()) {
      warnings.accept(ignored(key, "its name is not that of a result object"));
    }
  }

  private static String ignored(String what, String why) {
    return "ignored " + what + ": " + why;
  }

  private void read(Coming object, Visitor visitor, Consumer<String> warnings) {
    String key = object.key();
    try {
      byte[] body = Await.result(object.body());
      if (isLog(key)) {
        readLog(object, body, visitor, warnings);
      } else {
        visitor.visit(Place.whole(key), one(key, key, body, warnings));
      }
    } catch (NoSuchObjectException e) {
      warnings.accept(ignored(key, String.valueOf(e.getMessage())));
    }
  }

  // What follows the last line break was cut before it was written, so nobody has seen it.
  private void readLog(Coming log, byte[] first, Visitor visitor, Consumer<String> warnings) {
    String key = log.key();
    byte[] read = first;
    int asked = BLOCK_BYTES;
    long offset = log.from();
    while (true) {
      int length = wholeLines(read);
      if (length > 0) {
        Place block = new Place(key, offset, length);
        visitor.visit(block, lines(block, read, warnings));
      }
      if (read.length < asked) {
        return;
      }
      if (length == 0 && asked == MOST_BYTES) {
        warnings.accept(ignored(key + " from byte " + offset, "a line is too long"));
        return;
      }
      offset += length;
      asked = length == 0 ? 2 * asked : BLOCK_BYTES;
      read = Await.result(objects.get(key, offset, asked));
    }
  }

  private static int wholeLines(byte[] bytes) {
    int length = bytes.length;
    while (length > 0 && bytes[length - 1] != '\n') {
      length--;
    }
    return length;
  }

  private List<BatchOutcome> lines(Place block, byte[] bytes, Consumer<String> warnings) {
    List<BatchOutcome> outcomes = new ArrayList<>();
    int start = 0;
    for (int end = 0; end < block.length(); end++) {
      if (bytes[end] == '\n') {
        if (end > start) {
          String name = block.key() + ", the line at byte " + (block.offset() + start);
          byte[] line = Arrays.copyOfRange(bytes, start, end);
          outcomes.addAll(one(block.key(), name, line, warnings));
        }
        start = end + 1;
      }
    }
    return outcomes;
  }

  /** The outcome of a result object or line; none if it cannot be used. */
  private List<BatchOutcome> one(String key, String name, byte[] json, Consumer<String> warnings) {
    try {
      BatchOutcome outcome = Codec.readOutcome(json);
      if (isIn(key, outcome)) {
        return List.of(outcome);
      }
      warnings.accept(ignored(name, "its content belongs to another run or batch"));
    } catch (MalformedMessageException e) {
      warnings.accept(ignored(name, String.valueOf(e.getMessage())));
    }
    return List.of();
  }

  private boolean isIn(String key, BatchOutcome outcome) {
    String own = folder.result(outcome.number(), outcome.attempt());
    return outcome.runId().equals(folder.runId())
        && (isLog(key) ? RESULT.matcher(name(own)).matches() : key.equals(own));
  }

  private String name(String key) {
    return key.substring(folder.results().length());
  }

  private static boolean isLog(String key) {
    return key.endsWith(".jsonl");
  }

  /**
   * The outcomes of a place, which were read before.
   *
   * @throws dev.fanfare.StoreException if they cannot be read
   */
  List<BatchOutcome> at(Place place) {
    return place.isWhole()
        ? List.of(Codec.readOutcome(Await.result(objects.get(place.key()))))
        : lines(
            place,
            Await.result(objects.get(place.key(), place.offset(), place.length())),
            warning -> {});
  }
}
