package dev.fanfare.store;

import dev.fanfare.StoreException;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * Objects by key, as in S3: an object is either complete or absent, unless it is one that is appended
 * to, and reads see all completed writes. Thread-safe.
 *
 * <p>Futures fail with {@link StoreException} if the store refuses or cannot fulfill a request.
 */
public interface ObjectStore extends AutoCloseable {

  /**
   * Writes an object unless there is one with that key.
   *
   * @return whether it was written
   */
  CompletableFuture<Boolean> putIfAbsent(String key, byte[] body);

  /** Writes an object, replacing any existing one. */
  CompletableFuture<Void> put(String key, byte[] body);

  /** Writes a file's content as an object, replacing any existing one. */
  default CompletableFuture<Void> put(String key, Path file) {
    try {
      return put(key, Files.readAllBytes(file));
    } catch (IOException e) {
      return CompletableFuture.failedFuture(
          new StoreException("cannot read " + file + ": " + e, e));
    }
  }
  /** Reads an object with its tag; fails with {@link NoSuchObjectException} if there is none. */
  CompletableFuture<Tagged> getTagged(String key);

  /**
   * Replaces an object unless its content has changed. Of several that replace the same content at once,
   * one wins. Content that occurs only once makes sure that nothing was changed and changed back.
   *
   * @param tag of the content that was read
   * @return whether it was replaced; false if its content is another one or it is gone
   */
  CompletableFuture<Boolean> replace(String key, String tag, byte[] body);

  /**
   * Adds to the end of an object, or creates it. Survives the end of this process as a whole or in
   * part; once the future completes, as a whole. Only one process at a time may add to an object.
   *
   * <p>By default, objects do not grow: an object that exists already was written by an earlier try.
   *
   * @return whether more can be added to the object
   */
  default CompletableFuture<Boolean> append(String key, byte[] body) {
    return putIfAbsent(key, body).thenApply(written -> false);
  }

  /** Reads an object; fails with {@link NoSuchObjectException} if there is none. */
  CompletableFuture<byte[]> get(String key);

  /**
   * Reads a part of an object: at most that many bytes from the offset, fewer at its end and none
   * after it. Fails with {@link NoSuchObjectException} if there is no object.
   */
  default CompletableFuture<byte[]> get(String key, long offset, int most) {
    return get(key).thenApply(body -> {
      int from = (int) Math.min(offset, body.length);
      return Arrays.copyOfRange(body, from, from + Math.min(most, body.length - from));
    });
  }

  /**
   * Reads an object into a new file; fails with {@link NoSuchObjectException} if there is no
   * object.
   */
  default CompletableFuture<Void> get(String key, Path file) {
    return get(key).thenAccept(body -> {
      try (OutputStream out = new FileOutputStream(Files.createFile(file).toFile())) {
        out.write(body);
      } catch (IOException e) {
        throw new StoreException("cannot write " + file + ": " + e, e);
      }
    });
  }

  /** The keys with that prefix, in ascending order. */
  CompletableFuture<List<String>> list(String prefix);

  /**
   * The names of the folders directly below a prefix, in ascending order: the parts of keys between
   * the prefix and the next slash. The prefix must be empty or end in a slash.
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

  /** The keys with that prefix from the given key on, in ascending order. */
  default CompletableFuture<List<String>> list(String prefix, String from) {
    return list(prefix)
        .thenApply(keys -> keys.stream().filter(key -> key.compareTo(from) >= 0).toList());
  }

  /** Deletes the object if it exists. */
  CompletableFuture<Void> delete(String key);

  @Override
  void close();
}
