package dev.fanfare.worker;

import dev.fanfare.kernel.Blob;
import dev.fanfare.kernel.FanfareException;
import dev.fanfare.wire.Invocation;
import dev.fanfare.wire.Sha256;
import dev.fanfare.wire.SharedArgument;
import java.io.FileNotFoundException;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.reflect.Type;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The shared values of this environment, as files: downloaded once each, or where the store of this
 * machine keeps them. If the disk is full, those that were not used for longest are deleted. Used by
 * one thread at a time.
 */
final class SharedFiles {

  /** The environment variable that names the folder of the store, if that is on this machine. */
  private static final String STORE = "FANFARE_BUCKET_FOLDER";

  private static final int PART_BYTES = 8 << 20;

  /** What stays free on the disk, for kernels. */
  private static final long RESERVE_BYTES = 16 << 20;

  /** Measures a folder's disk. */
  interface Disk {
    long freeBytes(Path folder) throws IOException;
  }

  private final Path temporary;
  private final @Nullable Path store;
  private final Disk disk;
  private final SharedHeap heap = new SharedHeap();

  /** The downloaded files, least recently used first. */
  private final Map<Blob, SharedFile> downloaded = new LinkedHashMap<>(16, 0.75f, true);

  /** The files of the store. */
  private final Map<Blob, SharedFile> stored = new HashMap<>();

  private @Nullable Path folder;
  private int files;

  /**
   * No values yet.
   *
   * @param temporary where files are downloaded to
   * @param store the only folder in which files are used where they are; null for none
   */
  SharedFiles(Path temporary, @Nullable Path store, Disk disk) {
    this.temporary = temporary;
    this.store = store;
    this.disk = disk;
  }

  /** The values of this process. */
  static SharedFiles ofEnvironment() {
    return new SharedFiles(
        Path.of(System.getProperty("java.io.tmpdir")),
        Optional.ofNullable(System.getenv(STORE)).map(Path::of).orElse(null),
        folder -> Files.getFileStore(folder).getUsableSpace());
  }

  /**
   * Makes the shared arguments of an invocation readable. One that does not fit, or is damaged, fails
   * the tasks that use it.
   *
   * @throws InputDownloadException if the store does not give one
   */
  void bind(Invocation invocation, Retry retry) throws InputDownloadException {
    if (invocation.blobs().isEmpty()) {
      return;
    }
    List<SharedArgument> arguments = SharedArgument.of(invocation.batch());
    Set<Blob> wanted = new HashSet<>();
    for (SharedArgument argument : arguments) {
      wanted.add(argument.blob());
    }
    Map<Blob, Supplier<SharedFile>> found = new HashMap<>();
    for (SharedArgument argument : arguments) {
      Blob blob = argument.blob();
      Supplier<SharedFile> file = found.get(blob);
      if (file == null) {
        file = find(blob, argument.type(), invocation.blobs().get(blob.sha256()), wanted, retry);
        found.put(blob, file);
      }
      argument.shared().bind(file);
    }
  }

  private Supplier<SharedFile> find(
      Blob blob, Type type, @Nullable URI place, Set<Blob> wanted, Retry retry)
      throws InputDownloadException {
    try {
      SharedFile file = file(blob, type, place, wanted, retry);
      return () -> file;
    } catch (FanfareException e) {
      return () -> {
        throw e;
      };
    } catch (IOException e) {
      throw new InputDownloadException(blob.toString(), e);
    }
  }

  private SharedFile file(Blob blob, Type type, @Nullable URI place, Set<Blob> wanted, Retry retry)
      throws IOException {
    if (place == null) {
      throw new FanfareException(blob + " came without its place in the store");
    }
    if ("file".equals(place.getScheme())) {
      return inStore(blob, type, Path.of(place));
    }
    SharedFile known = downloaded.get(blob);
    if (known == null) {
      makeRoom(blob, wanted);
      known = new SharedFile(download(blob, new StoredObject(place, retry)), blob, type, heap);
      downloaded.put(blob, known);
    }
    return known;
  }

  // Not verified here: the orchestrator has verified it, once for all workers.
  private SharedFile inStore(Blob blob, Type type, Path file) throws IOException {
    if (store == null || !file.normalize().startsWith(store)) {
      throw new FanfareException(blob + " must be in the store, not in another file");
    }
    if (!Files.isRegularFile(file)) {
      throw new FileNotFoundException("it is gone");
    }
    requireSize(blob, Files.size(file));
    SharedFile known = stored.get(blob);
    if (known == null || !Files.isRegularFile(known.file())) {
      known = new SharedFile(file, blob, type, heap);
      stored.put(blob, known);
    }
    return known;
  }

  private static void requireSize(Blob blob, long bytes) {
    if (bytes != blob.bytes()) {
      throw new FanfareException(blob + " is damaged in the store: it has " + bytes + " bytes");
    }
  }

  private void makeRoom(Blob blob, Set<Blob> wanted) throws IOException {
    long needed = blob.bytes() + RESERVE_BYTES;
    Iterator<Map.Entry<Blob, SharedFile>> oldest = downloaded.entrySet().iterator();
    while (disk.freeBytes(folder()) < needed && oldest.hasNext()) {
      Map.Entry<Blob, SharedFile> next = oldest.next();
      if (!wanted.contains(next.getKey())) {
        next.getValue().delete();
        oldest.remove();
      }
    }
    long free = disk.freeBytes(folder());
    if (free < needed) {
      throw new FanfareException(blob + " needs " + SharedFile.megabytes(needed) + " in "
          + temporary + ", which has " + SharedFile.megabytes(free)
          + " free; give the function more ephemeral storage, or share less in one batch");
    }
  }

  private Path folder() throws IOException {
    if (folder == null) {
      folder = Files.createTempDirectory(temporary, "fanfare-shared-");
      folder.toFile().deleteOnExit();
    }
    return folder;
  }

  private Path download(Blob blob, StoredObject object) throws IOException {
    Path file = folder().resolve(Integer.toString(++files));
    file.toFile().deleteOnExit();
    MessageDigest digest = Sha256.inParts();
    try (OutputStream out = new FileOutputStream(file.toFile())) {
      for (long read = 0; read < blob.bytes(); read += PART_BYTES) {
        byte[] part = object.get(read, (int) Math.min(PART_BYTES, blob.bytes() - read));
        digest.update(part);
        out.write(part);
      }
    }
    String found = HexFormat.of().formatHex(digest.digest());
    if (!found.equals(blob.sha256())) {
      Files.delete(file);
      throw new FanfareException(
          blob + " is damaged in the store: its SHA-256 is " + found.substring(0, 8) + "...");
    }
    return file;
  }
}
