package dev.fanfare.runs;

import dev.fanfare.kernel.MalformedMessageException;
import dev.fanfare.report.Attempt;
import dev.fanfare.store.Await;
import dev.fanfare.store.ObjectStore;
import dev.fanfare.store.RunFolder;
import dev.fanfare.wire.Codec;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;

/**
 * The recorded spans of a run, session by session, in the order in which the attempts ended. Each iteration reads
 * them again, a part at a time. Damaged lines are left out. Empty for runs that older versions recorded.
 */
final class Spans implements Iterable<Attempt> {

  private final ObjectStore objects;
  private final RunFolder folder;

  Spans(ObjectStore objects, RunFolder folder) {
    this.objects = objects;
    this.folder = folder;
  }

  @Override
  public Iterator<Attempt> iterator() {
    return new Reading(Await.result(objects.list(folder.spans())));
  }

  private final class Reading implements Iterator<Attempt> {
    private final Iterator<String> keys;
    private Iterator<byte[]> lines = Collections.emptyIterator();
    private @Nullable Attempt next;

    Reading(List<String> keys) {
      this.keys = keys.stream().filter(key -> key.endsWith(".jsonl")).iterator();
    }

    @Override
    public boolean hasNext() {
      while (next == null && (lines.hasNext() || keys.hasNext())) {
        if (lines.hasNext()) {
          next = read(lines.next());
        } else {
          lines = new LogLines(objects, keys.next());
        }
      }
      return next != null;
    }

    @Override
    public Attempt next() {
      if (!hasNext() || next == null) {
        throw new NoSuchElementException();
      }
      Attempt attempt = next;
      next = null;
      return attempt;
    }

    private static @Nullable Attempt read(byte[] line) {
      try {
        return Codec.readValue(line, Attempt.class);
      } catch (MalformedMessageException e) {
        return null;
      }
    }
  }
}
