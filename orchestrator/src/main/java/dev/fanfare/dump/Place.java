package dev.fanfare.dump;

import dev.fanfare.store.Await;
import dev.fanfare.store.ObjectStore;
import dev.fanfare.store.StoreLocation;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.FileSystemLoopException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Where a dump is. */
sealed interface Place {

  interface Writing {
    void to(OutputStream out) throws IOException;
  }

  interface Reading<R> {
    R from(Path file) throws IOException;
  }

  /**
   * Replaces what is there as soon as all is written, and keeps the permissions of a file. If the writing
   * fails, nothing has changed.
   */
  void write(Writing writing) throws IOException;

  /** Reads the dump as a file. */
  <R> R read(Reading<R> reading) throws IOException;

  /** A path, or {@code s3://bucket/key}. */
  static Place parse(String place) {
    return place.startsWith("s3:") ? InBucket.parse(place) : new InFile(Path.of(place));
  }

  /** A file. */
  record InFile(Path path) implements Place {

    /** As many as Linux follows. */
    private static final int MOST_LINKS = 40;

    private static final FileAttribute<?>[] NO_ATTRIBUTES = {};

    /** Only the owner may read and write. */
    private static final FileAttribute<?>[] PRIVATE = {
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))
    };

    @Override
    public void write(Writing writing) throws IOException {
      Path file = target(path.toAbsolutePath());
      if (Files.isDirectory(file) || file.getFileName() == null) {
        throw new Refusal("it is a folder");
      }
      if (Files.exists(file) && !Files.isRegularFile(file)) {
        throw new Refusal("it is no file");
      }
      Optional<Set<PosixFilePermission>> permissions = permissions(file);
      Path unfinished = unfinished(file);
      Files.createFile(unfinished, permissions.isPresent() ? PRIVATE : NO_ATTRIBUTES);
      try {
        fill(unfinished, writing);
        if (permissions.isPresent()) {
          Files.setPosixFilePermissions(unfinished, permissions.get());
        }
        Files.move(
            unfinished, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
      } finally {
        Files.deleteIfExists(unfinished);
      }
    }

    /** The file that a link stands for, which need not exist. */
    private static Path target(Path file) throws IOException {
      Path target = file;
      for (int links = 0; Files.isSymbolicLink(target); links++) {
        if (links == MOST_LINKS) {
          throw new FileSystemLoopException(file.toString());
        }
        target = target.resolveSibling(Files.readSymbolicLink(target));
      }
      return target;
    }

    /** Who may do what with the file; empty if there is none, or if its file system does not know. */
    private static Optional<Set<PosixFilePermission>> permissions(Path file) throws IOException {
      PosixFileAttributeView view = Files.getFileAttributeView(file, PosixFileAttributeView.class);
      return view == null || Files.notExists(file)
          ? Optional.empty()
          : Optional.of(view.readAttributes().permissions());
    }

    // A name may have 255 bytes, and a character has up to 4 of them.
    private static Path unfinished(Path file) {
      StringBuilder name = new StringBuilder(".");
      file.getFileName().toString().codePoints().limit(50).forEach(name::appendCodePoint);
      return file.resolveSibling(name + "-" + UUID.randomUUID() + ".unfinished");
    }

    @Override
    public <R> R read(Reading<R> reading) throws IOException {
      if (Files.isDirectory(path)) {
        throw new Refusal("it is a folder");
      }
      return reading.from(path);
    }

    @Override
    public String toString() {
      return path.toString();
    }
  }

  /** An object in S3. What is written or read is also a file in the folder for temporary files. */
  record InBucket(String folder, String key) implements Place {

    private static final Pattern URI = Pattern.compile("(s3://[^/]+(?:/.*)?)/([^/]+)");

    static Place parse(String uri) {
      Matcher parts = URI.matcher(uri);
      if (!parts.matches()) {
        throw new IllegalArgumentException("place must be a file or s3://bucket/key, got: " + uri);
      }
      StoreLocation.parse(parts.group(1));
      return new InBucket(parts.group(1), parts.group(2));
    }

    @Override
    public void write(Writing writing) throws IOException {
      inTemporaryFolder(file -> {
        fill(file, writing);
        try (ObjectStore store = StoreLocation.parse(folder).open()) {
          return Await.result(store.put(key, file).thenApply(done -> file));
        }
      });
    }

    @Override
    public <R> R read(Reading<R> reading) throws IOException {
      return inTemporaryFolder(file -> {
        try (ObjectStore store = StoreLocation.parse(folder).open()) {
          Await.result(store.get(key, file).thenApply(done -> file));
        }
        return reading.from(file);
      });
    }

    private static <R> R inTemporaryFolder(Reading<R> work) throws IOException {
      Path folder = Files.createTempDirectory("fanfare-dump");
      Path file = folder.resolve("dump");
      try {
        return work.from(file);
      } finally {
        Files.deleteIfExists(file);
        Files.delete(folder);
      }
    }

    @Override
    public String toString() {
      return folder + "/" + key;
    }
  }

  // A stream, because an interrupt does not close it.
  private static void fill(Path file, Writing writing) throws IOException {
    try (OutputStream out = new FileOutputStream(file.toFile())) {
      writing.to(out);
    }
  }
}
