package dev.fanfare.runs;

import dev.fanfare.store.ObjectStore;
import java.io.ByteArrayOutputStream;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/**
 * A log of a session, of JSON lines: its outcomes, where a line is a sealed result object of a batch, or
 * its spans. What arrives while a write is in progress goes together into the next one, so that nothing
 * waits for more than two writes. Thread-safe.
 *
 * <p>Where objects can grow, there is one; otherwise each write makes another part of the log. Each
 * line has a line break at both ends, so that a line that is cut or damaged does not affect the next.
 */
final class SessionLog {

  /** A write of this size takes no further line. */
  private static final int MOST_BYTES = 8 << 20;

  private final ObjectStore objects;
  private final IntFunction<String> keys;

  // Guarded by this.
  private final Queue<Line> waiting = new ArrayDeque<>();
  private boolean writing;
  private int part = 1;
  private String key;

  /** A line that is not in the store yet. */
  private record Line(byte[] json, CompletableFuture<Void> written) {}

  /**
   * An empty log.
   *
   * @param keys the keys of its parts, from 1
   */
  SessionLog(ObjectStore objects, IntFunction<String> keys) {
    this.objects = objects;
    this.keys = keys;
    this.key = keys.apply(part);
  }

  /**
   * Appends a line, or several with line breaks between them.
   *
   * @return completes when they are in the store
   */
  CompletableFuture<Void> append(byte[] json) {
    Line line = new Line(json, new CompletableFuture<>());
    boolean idle;
    synchronized (this) {
      waiting.add(line);
      idle = !writing;
      writing = true;
    }
    if (idle) {
      writeAll();
    }
    return line.written();
  }

  // A loop, because a folder is written at once: many small writes must not fill the stack.
  @SuppressWarnings("FutureReturnValueIgnored") // Errors go to the lines.
  private void writeAll() {
    for (List<Line> group = next(); !group.isEmpty(); group = next()) {
      List<Line> lines = group;
      CompletableFuture<Boolean> written = write(lines);
      if (!written.isDone()) {
        written.whenComplete((more, error) -> {
          settle(lines, more, error);
          writeAll();
        });
        return;
      }
      written.whenComplete((more, error) -> settle(lines, more, error));
    }
  }

  private synchronized List<Line> next() {
    List<Line> group = new ArrayList<>();
    for (int bytes = 0; bytes < MOST_BYTES && !waiting.isEmpty(); ) {
      Line line = waiting.remove();
      group.add(line);
      bytes += line.json().length;
    }
    writing = !group.isEmpty();
    return group;
  }

  private CompletableFuture<Boolean> write(List<Line> lines) {
    try {
      ByteArrayOutputStream text = new ByteArrayOutputStream();
      for (Line line : lines) {
        text.write('\n');
        text.writeBytes(line.json());
        text.write('\n');
      }
      return objects.append(key(), text.toByteArray());
    } catch (RuntimeException | Error e) {
      return CompletableFuture.failedFuture(e);
    }
  }

  private synchronized String key() {
    return key;
  }

  private void settle(List<Line> lines, @Nullable Boolean more, @Nullable Throwable error) {
    if (error != null) {
      lines.forEach(line -> line.written().completeExceptionally(error));
      return;
    }
    if (Boolean.FALSE.equals(more)) {
      turn();
    }
    lines.forEach(line -> line.written().complete(null));
  }

  private synchronized void turn() {
    part++;
    key = keys.apply(part);
  }
}
