package dev.fanfare.store;

import dev.fanfare.StoreException;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * Objects by key, as S3 has them: an object is there as a whole or not at all, and what was written is
 * read by whoever asks next. Thread-safe.
 *
 * <p>Futures end exceptionally with {@link StoreException} for whatever the store refuses or cannot do.
 */
public interface ObjectStore extends AutoCloseable {

  /**
   * Writes an object, if there is none of that key.
   *
   * @return whether it was written; false if there was one
   */
  CompletableFuture<Boolean> putIfAbsent(String key, byte[] body);

  /** Writes an object, in place of what was there. */
  CompletableFuture<Void> put(String key, byte[] body);

  /** Reads an object; ends with {@link NoSuchObjectException} if there is none. */
  CompletableFuture<byte[]> get(String key);

  /** Reads an object into a file that does not exist yet; ends with {@link NoSuchObjectException} if there is no object. */
  default CompletableFuture<Void> get(String key, Path file) {
    return get(key).thenAccept(body -> {
      try (OutputStream out = new FileOutputStream(Files.createFile(file).toFile())) {
        out.write(body);
      } catch (IOException e) {
        throw new StoreException("cannot write " + file + ": " + e, e);
      }
    });
  }

  /** The keys that begin so, in ascending order. */
  CompletableFuture<List<String>> list(String prefix);

  /**
   * What lies right below a prefix that is empty or ends in a slash and is more than one object: the
   * beginnings of keys up to their next slash, without it, in ascending order.
   */
  default CompletableFuture<List<String>> folders(String prefix) {
    return list(prefix)
        .thenApply(keys -> keys.stream()
            .filter(key -> key.indexOf('/', prefix.length()) > 0)
            .map(key -> key.substring(0, key.indexOf('/', prefix.length())))
            .distinct()
            .sorted()
            .toList());
  }

  /** The keys that begin so and are not less than that one, in ascending order. */
  default CompletableFuture<List<String>> list(String prefix, String from) {
    return list(prefix)
        .thenApply(keys -> keys.stream().filter(key -> key.compareTo(from) >= 0).toList());
  }

  /** Deletes the object, if there is one. */
  CompletableFuture<Void> delete(String key);

  @Override
  void close();
}
