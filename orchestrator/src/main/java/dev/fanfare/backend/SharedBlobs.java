package dev.fanfare.backend;

import dev.fanfare.store.FolderStore;
import dev.fanfare.store.ObjectStore;
import dev.fanfare.store.RunFolder;
import dev.fanfare.store.StoredBlobs;
import dev.fanfare.store.UrlSigner;
import dev.fanfare.wire.SharedArgument;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Writes each shared argument once, to where workers read it. Those that a record of the
 * run or an earlier run has left are used; others are written, and deleted at the end unless they are
 * kept. Thread-safe.
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

  /** Those that are not kept. */
  private final Set<String> temporary = ConcurrentHashMap.newKeySet();

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
    String own = run.blob(argument.blob().sha256());
    CompletableFuture<String> known = keys.get(own);
    if (known == null || known.isCompletedExceptionally()) {
      known = find(run, argument);
      keys.put(own, known);
    }
    return known;
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

  private void wrote(String key, SharedArgument argument) {
    written.put(argument.blob().sha256(), key);
    if (!argument.shared().isKept()) {
      temporary.add(key);
    }
  }

  /** Deletes what was written and is not kept. What cannot be deleted stays. */
  void release() {
    List<CompletableFuture<@Nullable Void>> deleted = new ArrayList<>();
    for (String key : Set.copyOf(temporary)) {
      temporary.remove(key);
      deleted.add(objects
          .delete(key)
          .orTimeout(DELETE_SECONDS, TimeUnit.SECONDS)
          .handle((gone, error) -> null));
    }
    deleted.forEach(CompletableFuture::join);
  }
}
