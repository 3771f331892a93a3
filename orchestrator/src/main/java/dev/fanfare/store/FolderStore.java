package dev.fanfare.store;

import dev.fanfare.StoreException;
import dev.fanfare.wire.Sha256;
import java.io.FileInputStream;
import java.io.FileNotFoundException;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Objects as files in a folder, private to their owner if the file system supports it. A file is
 * written under a temporary name and then moved, so an object is either complete or absent, even if
 * this process dies; only {@link #append} makes a file grow in place. Calls run on the calling thread
 * and are not cut short by an interrupt.
 *
 * <p>Objects written by {@link #put} survive a power loss. What {@link #putIfAbsent} and
 * {@link #append} have written in the last seconds may be missing or truncated: syncing the disk for
 * each result would cost more than computing lost ones again.
 */
public final class FolderStore implements ObjectStore {

  /** The folder for temporary files; no key starts with this name. */
  private static final String UNFINISHED = ".unfinished";

  /** Names separated by slashes that cannot lead out of the folder or to hidden files. */
  private static final Pattern KEY = Pattern.compile(
      "(?:[^./\\\\\\p{Cntrl}][^/\\\\\\p{Cntrl}]*)(?:/[^./\\\\\\p{Cntrl}][^/\\\\\\p{Cntrl}]*)*");

  /** The size of the test file of {@link #probe}; usually enough for the outcome of a batch. */
  private static final int PROBE_BYTES = 1 << 20;

  private final Path root;
  private final boolean posix;
  private final Placement placement;
  private final String writer = UUID.randomUUID().toString();
  private final AtomicLong written = new AtomicLong();

  /** The keys that were appended to; also the lock for appending. */
  private final Set<String> appended = new HashSet<>();

  /** Whether the folder has existed. */
  private volatile boolean begun;

  /** A store in that folder, which is created with the first object. */
  public FolderStore(Path root) {
    this(root, Files::createLink);
  }

  /** A store on a file system that creates links in the given way. */
  FolderStore(Path root, Placement.Links links) {
    this.placement = new Placement(links);
    this.root = root.toAbsolutePath();
    this.posix = root.getFileSystem().supportedFileAttributeViews().contains("posix");
  }

  @Override
  public CompletableFuture<Boolean> putIfAbsent(String key, byte[] body) {
    return done("write", key, () -> {
      Path place = place(key);
      // Fast path: usually avoids writing an object that exists.
      return !Files.exists(place)
          && publish(body, place, /* durable= */ false, placement::linkIfAbsent);
    });
  }

  @Override
  public CompletableFuture<Void> put(String key, byte[] body) {
    return done("write", key, () -> {
          Path place = place(key);
          replaceDurably(place, body);
          return true;
        })
        .thenAccept(replaced -> {});
  }

  private void replaceDurably(Path place, byte[] body) throws IOException {
    publish(body, place, /* durable= */ true, Placement::replace);
    Placement.syncFolder(parent(place));
  }

  /** Excludes other calls of this method, not other ways to write the object. */
  @Override
  public CompletableFuture<Boolean> replace(String key, String tag, byte[] body) {
    return done("write", key, () -> {
      Path place = place(key);
      if (Files.notExists(place)) {
        return false;
      }
      makeFolder(root.resolve(UNFINISHED));
      return FolderLock.holding(root.resolve(UNFINISHED).resolve("lock"), () -> {
        boolean same = Files.exists(place) && tag.equals(tag(readAll(place)));
        if (same) {
          replaceDurably(place, body);
        }
        return same;
      });
    });
  }

  private static String tag(byte[] body) {
    return Sha256.hex(body);
  }

  // Opens the file each time, so that a folder that was taken away is noticed.
  @Override
  public CompletableFuture<Boolean> append(String key, byte[] body) {
    return done("write", key, () -> {
      Path place = place(key);
      synchronized (appended) {
        boolean isNew = appended.add(key);
        if (!Files.exists(place)) {
          makeFolder(isNew ? parent(place) : root);
          if (!isNew) {
            // Created again, it would lack its beginning.
            throw new NoSuchFileException(place.toString(), null, "the file no longer exists");
          }
          Files.createFile(place, permissions("rw-------"));
        }
        try (FileOutputStream out = new FileOutputStream(place.toFile(), /* append= */ true)) {
          out.write(body);
        }
      }
      return true;
    });
  }

  private interface Publication {
    boolean publish(Path finished, Path place) throws IOException;
  }

  private boolean publish(byte[] body, Path place, boolean durable, Publication publication)
      throws IOException {
    makeFolder(parent(place));
    Path finished = write(body, durable);
    try {
      return publication.publish(finished, place);
    } catch (NoSuchFileException e) {
      // A concurrent delete removed the folder.
      makeFolder(parent(place));
      return publication.publish(finished, place);
    } finally {
      Files.deleteIfExists(finished);
    }
  }

  // Use a stream: an interrupt closes a channel, but a run stopped by an interrupt must still
  // record its end.
  private Path write(byte[] body, boolean durable) throws IOException {
    Path folder = root.resolve(UNFINISHED);
    makeFolder(folder);
    Path file = folder.resolve(writer + "-" + written.incrementAndGet());
    Files.createFile(file, permissions("rw-------"));
    try (FileOutputStream out = new FileOutputStream(file.toFile())) {
      out.write(body);
      if (durable) {
        out.getFD().sync();
      }
      return file;
    } catch (IOException e) {
      Files.deleteIfExists(file);
      throw e;
    }
  }

  private void makeFolder(Path folder) throws IOException {
    if (begun && !Files.isDirectory(root)) {
      // If it were created again, it would contain runs without their beginnings.
      throw new NoSuchFileException(root.toString(), null, "the folder no longer exists");
    }
    // Check first: a link to a folder is fine, but createDirectories refuses it.
    if (!Files.isDirectory(folder)) {
      Files.createDirectories(folder, permissions("rwx------"));
    }
    begun = true;
  }

  private FileAttribute<?>[] permissions(String mode) {
    return posix
        ? new FileAttribute<?>[] {
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(mode))
        }
        : new FileAttribute<?>[0];
  }

  /**
   * Writes a megabyte and deletes it again. Fails with {@link StoreException} if the disk is full,
   * or the folder is not writable or gone.
   */
  public CompletableFuture<Void> probe() {
    return done("write", "anything", () -> {
          if (!Files.isDirectory(root)) {
            throw new FileSystemException(root.toString(), null, "the folder no longer exists");
          }
          Files.delete(write(new byte[PROBE_BYTES], /* durable= */ false));
          return true;
        })
        .thenAccept(written -> {});
  }

  @Override
  public CompletableFuture<byte[]> get(String key) {
    return read(key, FileInputStream::readAllBytes);
  }

  @Override
  public CompletableFuture<Tagged> getTagged(String key) {
    return get(key).thenApply(body -> new Tagged(body, tag(body)));
  }

  // A stream, because an interrupt does not close it.
  private static byte[] readAll(Path file) throws IOException {
    try (FileInputStream in = new FileInputStream(file.toFile())) {
      return in.readAllBytes();
    }
  }

  @Override
  public CompletableFuture<byte[]> get(String key, long offset, int most) {
    return read(key, in -> in.skip(offset) < offset ? new byte[0] : in.readNBytes(most));
  }

  private interface Reading {
    byte[] from(FileInputStream in) throws IOException;
  }

  private CompletableFuture<byte[]> read(String key, Reading reading) {
    return done("read", key, () -> {
      Path file = place(key);
      try (FileInputStream in = open(file, key)) {
        return reading.from(in);
      }
    });
  }

  // A stream, because an interrupt does not close it.
  private static FileInputStream open(Path file, String key) throws IOException {
    try {
      return new FileInputStream(file.toFile());
    } catch (FileNotFoundException e) {
      requireReadable(file, key);
      // Another process has just put it there, or it cannot be opened.
      return new FileInputStream(file.toFile());
    }
  }

  private static void requireReadable(Path file, String key) throws IOException {
    if (Files.notExists(file)) {
      throw new NoSuchFileException(key);
    }
    if (!Files.isReadable(file)) {
      throw new AccessDeniedException(key);
    }
  }

  @Override
  public CompletableFuture<List<String>> list(String prefix) {
    return done(
        "list",
        prefix,
        () -> keys(prefix, FolderListing::files).stream()
            .filter(key -> key.startsWith(prefix))
            .toList());
  }

  @Override
  public CompletableFuture<List<String>> folders(String prefix) {
    return done("list", prefix, () -> keys(prefix, FolderStore::foldersIn));
  }

  private static List<Path> foldersIn(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.filter(Files::isDirectory).toList();
    }
  }

  private interface Listing {
    List<Path> of(Path folder) throws IOException;
  }

  private List<String> keys(String prefix, Listing listing) throws IOException {
    Path folder = folderOf(prefix);
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    return listing.of(folder).stream()
        .map(this::key)
        .filter(key -> KEY.matcher(key).matches())
        .sorted()
        .toList();
  }

  private Path folderOf(String prefix) throws IOException {
    int slash = prefix.lastIndexOf('/');
    return slash < 0 ? root : place(prefix.substring(0, slash));
  }

  private String key(Path file) {
    return root.relativize(file).toString().replace('\\', '/');
  }

  /** Deletes the object and folders that become empty. Does not follow links. */
  @Override
  public CompletableFuture<Void> delete(String key) {
    return done("delete", key, () -> {
          Path file = place(key);
          refuseLinks(parent(file));
          boolean deleted = Files.deleteIfExists(file);
          deleteEmpty(parent(file));
          return deleted;
        })
        .thenAccept(deleted -> {});
  }

  private void refuseLinks(Path folder) throws IOException {
    for (Path next = folder; !next.equals(root); next = parent(next)) {
      if (Files.isSymbolicLink(next)) {
        throw new IOException(next + " is a link; its target is not deleted");
      }
    }
  }

  private void deleteEmpty(Path folder) {
    // Deleting a folder that is not empty fails, which ends the loop.
    for (Path next = folder; !next.equals(root) && next.toFile().delete(); ) {
      next = parent(next);
    }
  }

  /** A file of the store is always below its root. */
  private Path parent(Path file) {
    Path parent = file.getParent();
    return parent == null ? root : parent;
  }

  private Path place(String key) throws IOException {
    if (!KEY.matcher(key).matches()) {
      throw new IOException(
          "a key must be names separated by single slashes, and none may begin with '.'");
    }
    return root.resolve(key);
  }

  private interface Work<T> {
    T done() throws IOException;
  }

  private <T> CompletableFuture<T> done(String verb, String key, Work<T> work) {
    try {
      return CompletableFuture.completedFuture(work.done());
    } catch (NoSuchFileException | NotDirectoryException e) {
      return CompletableFuture.failedFuture(
          verb.equals("read") ? new NoSuchObjectException(key, e) : failure(verb, key, e));
    } catch (IOException | UncheckedIOException e) {
      return CompletableFuture.failedFuture(failure(verb, key, e));
    }
  }

  private StoreException failure(String verb, String key, Exception e) {
    return new StoreException("cannot " + verb + " " + key + " in " + root + ": " + reason(e), e);
  }

  private static String reason(Exception e) {
    if (e instanceof AccessDeniedException) {
      return "permission denied";
    }
    if (e instanceof FileAlreadyExistsException file) {
      return file.getFile() + " is not a folder";
    }
    return e instanceof FileSystemException file && file.getReason() != null
        ? file.getReason()
        : String.valueOf(e.getMessage());
  }

  /** There is nothing to close. */
  @Override
  public void close() {}
}
