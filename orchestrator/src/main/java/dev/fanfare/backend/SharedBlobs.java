package dev.fanfare.backend;

import dev.fanfare.store.FolderStore;
import dev.fanfare.store.ObjectStore;
import dev.fanfare.store.RunFolder;
import dev.fanfare.store.StoredBlobs;
import dev.fanfare.store.UrlSigner;
import dev.fanfare.wire.SharedArgument;
import java.lang.ref.WeakReference;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/**
 * Writes each shared argument once, to where workers read it. Those that a record of the
 * run or an earlier run has left are used; others are written and, unless they are kept, deleted again:
 * at the end, or when the next one is written and no task can use them any more. Thread-safe.
 */
final class SharedBlobs {

  private static final int DELETE_SECONDS = 5;

  private final ObjectStore objects;
  private final Function<String, URI> places;
  private final boolean inPlace;

  /** The keys by run and digest. Guarded by this. */
  private final Map<String, CompletableFuture<String>> keys = new HashMap<>();

  /** The keys of what this object has written, by digest: for later runs, too. */
  private final Map<String, String> written = new ConcurrentHashMap<>();

  /** The keys of what is not kept, by digest. Guarded by this. */
  private final Map<String, String> temporary = new HashMap<>();

  /** The values that have each digest. Guarded by this. */
  private final Map<String, Holders> holders = new HashMap<>();

  /** What is being deleted, by digest. Guarded by this. */
  private final Map<String, CompletableFuture<?>> leaving = new HashMap<>();

  /** The equal values of an argument. Every task that uses it holds one, so if none is left, no task will. */
  private record Holders(List<WeakReference<Object>> values) {

    void add(Object value) {
      if (values.stream().noneMatch(known -> known.refersTo(value))) {
        values.add(new WeakReference<>(value));
      }
    }

    boolean gone() {
      return values.stream().allMatch(value -> value.refersTo(null));
    }
  }

  private SharedBlobs(ObjectStore objects, Function<String, URI> places, boolean inPlace) {
    this.objects = objects;
    this.places = places;
    this.inPlace = inPlace;
  }

  /** For workers that download from the store through presigned URLs. */
  static SharedBlobs behind(UrlSigner signer, ObjectStore objects) {
    return new SharedBlobs(objects, signer::getUrl, /* inPlace= */ false);
  }

  /** For workers of this machine, which read the files of the store. */
  static SharedBlobs in(Path folder, FolderStore objects) {
    return new SharedBlobs(objects, key -> folder.resolve(key).toUri(), /* inPlace= */ true);
  }

  /** Where a run's workers read those arguments, by their SHA-256. Completes when all are stored. */
  CompletableFuture<Map<String, URI>> urls(String runId, List<SharedArgument> arguments) {
    Map<String, CompletableFuture<String>> wanted = new HashMap<>();
    for (SharedArgument argument : arguments) {
      String sha256 = argument.blob().sha256();
      if (!wanted.containsKey(sha256)) {
        wanted.put(sha256, key(new RunFolder(runId), argument));
      }
    }
    return CompletableFuture.allOf(wanted.values().toArray(CompletableFuture[]::new))
        .thenApply(all -> {
          Map<String, URI> urls = new HashMap<>();
          wanted.forEach((sha256, key) -> urls.put(sha256, places.apply(key.join())));
          return urls;
        });
  }

  // A failure is not remembered: the batch is submitted again.
  private synchronized CompletableFuture<String> key(RunFolder run, SharedArgument argument) {
    String sha256 = argument.blob().sha256();
    String own = run.blob(sha256);
    Object value = argument.shared().held();
    if (value != null) {
      holders.computeIfAbsent(sha256, first -> new Holders(new ArrayList<>())).add(value);
    }
    CompletableFuture<String> known = keys.get(own);
    if (known == null || known.isCompletedExceptionally()) {
      deleteUnused();
      CompletableFuture<?> gone =
          leaving.getOrDefault(sha256, CompletableFuture.completedFuture(null));
      known = gone.thenCompose(ready -> find(run, argument));
      keys.put(own, known);
    }
    return known;
  }

  private void deleteUnused() {
    leaving.values().removeIf(CompletableFuture::isDone);
    holders.entrySet().removeIf(each -> {
      boolean gone = each.getValue().gone();
      String unused = gone ? temporary.remove(each.getKey()) : null;
      if (unused != null) {
        written.remove(each.getKey());
        keys.keySet().removeIf(key -> key.endsWith(each.getKey()));
        leaving.put(each.getKey(), delete(unused));
      }
      return gone;
    });
  }

  private CompletableFuture<String> find(RunFolder run, SharedArgument argument) {
    String before = written.get(argument.blob().sha256());
    if (before != null) {
      return CompletableFuture.completedFuture(before);
    }
    StoredBlobs blobs = new StoredBlobs(objects, run);
    return blobs.put(argument).thenApply(place -> {
      if (place.written()) {
        wrote(place.key(), argument);
      } else if (inPlace) {
        // Workers that map a file do not check it.
        blobs.read(argument.blob());
      }
      return place.key();
    });
  }

  private synchronized void wrote(String key, SharedArgument argument) {
    String sha256 = argument.blob().sha256();
    written.put(sha256, key);
    if (!argument.shared().isKept()) {
      temporary.put(sha256, key);
    }
  }

  /** Deletes what was written and is not kept. What cannot be deleted stays. */
  void release() {
    List<CompletableFuture<?>> deleted;
    synchronized (this) {
      deleted = new ArrayList<>(leaving.values());
      temporary.values().forEach(key -> deleted.add(delete(key)));
      temporary.clear();
    }
    deleted.forEach(CompletableFuture::join);
  }

  // Completes also if it cannot be deleted.
  private CompletableFuture<?> delete(String key) {
    return objects
        .delete(key)
        .orTimeout(DELETE_SECONDS, TimeUnit.SECONDS)
        .handle((gone, error) -> key);
  }
}
