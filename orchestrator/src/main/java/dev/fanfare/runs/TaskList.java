package dev.fanfare.runs;

import dev.fanfare.store.Await;
import dev.fanfare.store.NoSuchObjectException;
import dev.fanfare.store.ObjectStore;
import dev.fanfare.store.RunFolder;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.Iterator;
import java.util.NoSuchElementException;

/** The job list of a run as it is recorded: a line a task, in chunks, so that it may be larger than memory. */
public final class TaskList {

  /** Lines in each chunk but the last. */
  static final int CHUNK = 10_000;

  private final ObjectStore objects;
  private final RunFolder folder;

  TaskList(ObjectStore objects, RunFolder folder) {
    this.objects = objects;
    this.folder = folder;
  }

  /** Writes the list after so many lines, which are there, and in place of what comes behind them. */
  public Writer writerAfter(long lines) {
    return new Writer(lines);
  }

  /** The lines, chunk by chunk as they are asked for. */
  public Iterator<String> lines() {
    return new Lines(0);
  }

  /** What writes the list. One thread owns it. */
  public final class Writer {

    private final ByteArrayOutputStream chunk = new ByteArrayOutputStream();
    private long lines;
    private boolean flushed = true;

    private Writer(long lines) {
      this.lines = lines;
      Lines before = new Lines(Math.toIntExact(lines / CHUNK));
      for (long i = 0; i < lines % CHUNK; i++) {
        add(before.next());
      }
    }

    /** Appends a line, which {@link #flush} writes at the latest. */
    public void append(String line) {
      add(line);
      lines++;
      flushed = false;
      if (lines % CHUNK == 0) {
        flush();
        chunk.reset();
      }
    }

    private void add(String line) {
      chunk.writeBytes(line.getBytes(StandardCharsets.UTF_8));
      chunk.write('\n');
    }

    /** Writes what is not written yet. */
    public void flush() {
      if (!flushed) {
        int number = Math.toIntExact((lines - 1) / CHUNK);
        Await.result(objects.put(folder.tasks(number), chunk.toByteArray()));
        flushed = true;
      }
    }
  }

  private final class Lines implements Iterator<String> {
    private int next;
    private Iterator<String> chunk = Collections.emptyIterator();

    /** From the beginning of that chunk on. */
    Lines(int chunk) {
      this.next = chunk;
    }

    @Override
    public boolean hasNext() {
      if (!chunk.hasNext() && next >= 0) {
        advance();
      }
      return chunk.hasNext();
    }

    private void advance() {
      try {
        byte[] bytes = Await.result(objects.get(folder.tasks(next)));
        chunk = new String(bytes, StandardCharsets.UTF_8).lines().iterator();
        next++;
      } catch (NoSuchObjectException e) {
        next = -1;
      }
    }

    @Override
    public String next() {
      if (!hasNext()) {
        throw new NoSuchElementException();
      }
      return chunk.next();
    }
  }
}
