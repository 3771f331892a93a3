package dev.fanfare.store;

import dev.fanfare.StoreException;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Predicate;
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
  private final Links links;
  private final String writer = UUID.randomUUID().toString();
  private final AtomicLong written = new AtomicLong();

  /** The keys that were appended to; also the lock for appending. */
  private final Set<String> appended = new HashSet<>();

  /** Whether the folder has existed. */
  private volatile boolean begun;

  /** Creates a hard link, like {@link Files#createLink}. */
  interface Links {
    void link(Path name, Path file) throws IOException;
  }

  /** A store in that folder, which is created with the first object. */
  public FolderStore(Path root) {
    this(root, Files::createLink);
  }

  /** A store on a file system that creates links in the given way. */
  FolderStore(Path root, Links links) {
    this.links = links;
    this.root = root.toAbsolutePath();
    this.posix = root.getFileSystem().supportedFileAttributeViews().contains("posix");
  }

  @Override
  public CompletableFuture<Boolean> putIfAbsent(String key, byte[] body) {
    return done("write", key, () -> {
      Path place = place(key);
      // Fast path: usually avoids writing an object that exists.
      return !Files.exists(place) && publish(body, place, /* durable= */ false, this::linkIfAbsent);
    });
  }

  @Override
  public CompletableFuture<Void> put(String key, byte[] body) {
    return done("write", key, () -> {
          Path place = place(key);
          boolean replaced = publish(body, place, /* durable= */ true, FolderStore::replace);
          syncFolder(parent(place));
          return replaced;
        })
        .thenAccept(replaced -> {});
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

  /** Creating a link is atomic: if several try at once, one wins. */
  private boolean linkIfAbsent(Path finished, Path place) throws IOException {
    try {
      links.link(place, finished);
      return true;
    } catch (FileAlreadyExistsException e) {
      return false;
    } catch (NoSuchFileException e) {
      throw e;
    } catch (UnsupportedOperationException | FileSystemException e) {
      // File systems report in different ways that they do not support links.
      return moveIfAbsent(finished, place);
    }
  }

  /**
   * If several try at once, the one that creates the file wins. The file is empty until the body
   * replaces it.
   */
  private static boolean moveIfAbsent(Path finished, Path place) throws IOException {
    try {
      Files.createFile(place);
    } catch (FileAlreadyExistsException e) {
      return false;
    }
    return replace(finished, place);
  }

  private static boolean replace(Path finished, Path place) throws IOException {
    Files.move(
        finished, place, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    return true;
  }

  // Sync the folder, too, because it contains the file's name. Some systems cannot open a folder,
  // and an interrupt closes the channel.
  private static void syncFolder(Path folder) {
    boolean interrupted = Thread.interrupted();
    try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
      channel.force(/* metaData= */ true);
    } catch (ClosedByInterruptException e) {
      syncFolder(folder);
    } catch (IOException e) {
      // Windows, which writes a move to disk immediately.
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
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
  public CompletableFuture<byte[]> get(String key, long offset, int most) {
    return read(key, in -> in.skip(offset) < offset ? new byte[0] : in.readNBytes(most));
  }

  private interface Reading {
    byte[] from(FileInputStream in) throws IOException;
  }

  private CompletableFuture<byte[]> read(String key, Reading reading) {
    return done("read", key, () -> {
      Path file = place(key);
      requireReadable(file, key);
      // A stream, because an interrupt does not close it.
      try (FileInputStream in = new FileInputStream(file.toFile())) {
        return reading.from(in);
      }
    });
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
        () -> keys(prefix, Files::walk, Files::isRegularFile).stream()
            .filter(key -> key.startsWith(prefix))
            .toList());
  }

  @Override
  public CompletableFuture<List<String>> folders(String prefix) {
    return done("list", prefix, () -> keys(prefix, Files::list, Files::isDirectory));
  }

  private interface Listing {
    Stream<Path> of(Path folder) throws IOException;
  }

  private List<String> keys(String prefix, Listing listing, Predicate<Path> wanted)
      throws IOException {
    Path folder = folderOf(prefix);
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (Stream<Path> files = listing.of(folder)) {
      return files
          .filter(wanted)
          .map(this::key)
          .filter(key -> KEY.matcher(key).matches())
          .sorted()
          .toList();
    }
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
