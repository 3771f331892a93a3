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
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Objects as files in a folder, which are their owner's alone where the file system has permissions of
 * that kind. A file is written beside and put into its place when it is whole, so that an object is
 * there as a whole or not at all, whatever becomes of this process. Calls work on the calling thread,
 * and an interrupt does not cut them short.
 *
 * <p>After a power loss, what {@link #put} has written is there as a whole. What {@link #putIfAbsent}
 * has written in the last seconds may be missing or cut: waiting for the disk for each result would
 * cost more than computing the lost ones again.
 */
public final class FolderStore implements ObjectStore {

  /** Where files are written before they get their names; no key begins so. */
  private static final String UNFINISHED = ".unfinished";

  /** Names separated by slashes, none of which leads out of the folder or to what is hidden in it. */
  private static final Pattern KEY = Pattern.compile(
      "(?:[^./\\\\\\p{Cntrl}][^/\\\\\\p{Cntrl}]*)(?:/[^./\\\\\\p{Cntrl}][^/\\\\\\p{Cntrl}]*)*");

  /** What must find room at the least; enough for a batch's outcome, as a rule. */
  private static final int PROBE_BYTES = 1 << 20;

  private final Path root;
  private final boolean posix;
  private final Links links;
  private final String writer = UUID.randomUUID().toString();
  private final AtomicLong written = new AtomicLong();

  /** Whether the folder has been there. */
  private volatile boolean begun;

  /** Gives a file a second name, as {@link Files#createLink} does. */
  interface Links {
    void link(Path name, Path file) throws IOException;
  }

  /** A store in that folder, which is made with the first object. */
  public FolderStore(Path root) {
    this(root, Files::createLink);
  }

  /** On a file system that makes links in that way. */
  FolderStore(Path root, Links links) {
    this.links = links;
    this.root = root.toAbsolutePath();
    this.posix = root.getFileSystem().supportedFileAttributeViews().contains("posix");
  }

  @Override
  public CompletableFuture<Boolean> putIfAbsent(String key, byte[] body) {
    return done("write", key, () -> {
      Path place = place(key);
      // Most who come second need not write anything to know it.
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
      // Somebody who deletes took the folder away in between.
      makeFolder(parent(place));
      return publication.publish(finished, place);
    } finally {
      Files.deleteIfExists(finished);
    }
  }

  // By a stream: an interrupt closes a channel, and a run that it stops still has its end to write.
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
      // Made anew, it would have parts of runs whose beginnings are gone.
      throw new NoSuchFileException(root.toString(), null, "there is no such folder any more");
    }
    // Asked first, for a link to a folder is a folder too, and the call below does not take it.
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

  /** Of several at once one wins: that is what making a link promises. */
  private boolean linkIfAbsent(Path finished, Path place) throws IOException {
    try {
      links.link(place, finished);
      return true;
    } catch (FileAlreadyExistsException e) {
      return false;
    } catch (NoSuchFileException e) {
      throw e;
    } catch (UnsupportedOperationException | FileSystemException e) {
      // No file system says in one way that it has no links.
      return moveIfAbsent(finished, place);
    }
  }

  /** Of several at once the one wins that makes the file, which is empty until the body replaces it. */
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

  // The name of a new file is its folder's content. Some systems do not let a folder be opened, and
  // an interrupt closes a channel.
  private static void syncFolder(Path folder) {
    boolean interrupted = Thread.interrupted();
    try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
      channel.force(/* metaData= */ true);
    } catch (ClosedByInterruptException e) {
      syncFolder(folder);
    } catch (IOException e) {
      // Windows: there a move is written at once.
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  /**
   * Writes a megabyte and deletes it again. Ends with {@link StoreException} where that cannot be done:
   * the disk is full, the folder must not be written, or is gone.
   */
  public CompletableFuture<Void> probe() {
    return done("write", "anything", () -> {
          if (!Files.isDirectory(root)) {
            throw new FileSystemException(
                root.toString(), null, "there is no such folder any more");
          }
          Files.delete(write(new byte[PROBE_BYTES], /* durable= */ false));
          return true;
        })
        .thenAccept(written -> {});
  }

  @Override
  public CompletableFuture<byte[]> get(String key) {
    return done("read", key, () -> {
      Path file = place(key);
      if (Files.notExists(file)) {
        throw new NoSuchFileException(key);
      }
      if (!Files.isReadable(file)) {
        throw new AccessDeniedException(key);
      }
      // A stream, which an interrupt does not close.
      try (FileInputStream in = new FileInputStream(file.toFile())) {
        return in.readAllBytes();
      }
    });
  }

  @Override
  public CompletableFuture<List<String>> list(String prefix) {
    return done("list", prefix, () -> {
      Path folder = folderOf(prefix);
      if (!Files.isDirectory(folder)) {
        return List.of();
      }
      try (Stream<Path> files = Files.walk(folder)) {
        return files
            .filter(Files::isRegularFile)
            .map(this::key)
            .filter(key -> key.startsWith(prefix) && KEY.matcher(key).matches())
            .sorted()
            .toList();
      }
    });
  }

  @Override
  public CompletableFuture<List<String>> folders(String prefix) {
    return done("list", prefix, () -> {
      List<String> names = new ArrayList<>();
      Path folder = folderOf(prefix);
      if (Files.isDirectory(folder)) {
        try (Stream<Path> files = Files.list(folder)) {
          files.filter(Files::isDirectory).map(this::key).forEach(names::add);
        }
      }
      return names.stream().filter(key -> KEY.matcher(key).matches()).sorted().toList();
    });
  }

  private Path folderOf(String prefix) throws IOException {
    int slash = prefix.lastIndexOf('/');
    return slash < 0 ? root : place(prefix.substring(0, slash));
  }

  private String key(Path file) {
    return root.relativize(file).toString().replace('\\', '/');
  }

  /** Deletes the object, and the folders that are empty then; never what lies elsewhere, where a link leads. */
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
        throw new IOException(next + " is a link, what it leads to is not deleted");
      }
    }
  }

  private void deleteEmpty(Path folder) {
    // Deleting what is not empty fails, and that is where it ends.
    for (Path next = folder; !next.equals(root) && next.toFile().delete(); ) {
      next = parent(next);
    }
  }

  /** A file of the store lies below its root at the least. */
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
      return file.getFile() + " is no folder";
    }
    return e instanceof FileSystemException file && file.getReason() != null
        ? file.getReason()
        : String.valueOf(e.getMessage());
  }

  /** Holds nothing open. */
  @Override
  public void close() {}
}
