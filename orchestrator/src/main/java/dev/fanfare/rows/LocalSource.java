package dev.fanfare.rows;

import java.io.File;
import java.io.FileInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.FileSystemLoopException;
import java.nio.file.FileVisitOption;
import java.nio.file.FileVisitResult;
import java.nio.file.FileVisitor;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * A file of this machine.
 *
 * @param name its path as it was given
 * @param path its absolute path
 */
record LocalSource(String name, Path path) implements Source {

  LocalSource {
    path = path.toAbsolutePath().normalize();
  }

  /** A file whose name is its absolute path, for a kernel that opens it anywhere. */
  private static LocalSource absolute(Path path) {
    Path file = path.toAbsolutePath().normalize();
    return new LocalSource(file.toString(), file);
  }

  /** The files that match a pattern, in the order of their paths; links are followed. */
  static List<Source> matching(String pattern) throws IOException {
    String text = pattern.replace(File.separatorChar, '/');
    int folderEnd = Glob.of(text).fixed().lastIndexOf('/') + 1;
    Path folder = Path.of(text.substring(0, folderEnd)).toAbsolutePath();
    String rest = text.substring(folderEnd);
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    int depth = rest.contains("**") ? Integer.MAX_VALUE : rest.split("/").length;
    Glob glob = Glob.of(rest);
    return files(folder, depth)
        .filter(file ->
            glob.matches(folder.relativize(file).toString().replace(File.separatorChar, '/')))
        .sorted()
        .<Source>map(LocalSource::absolute)
        .toList();
  }

  /** The regular files in a folder. A link to a folder around it is left out. */
  private static Stream<Path> files(Path folder, int depth) throws IOException {
    List<Path> files = new ArrayList<>();
    FileVisitor<Path> visitor = new SimpleFileVisitor<>() {
      @Override
      public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
        if (attributes.isRegularFile()) {
          files.add(file);
        }
        return FileVisitResult.CONTINUE;
      }

      @Override
      public FileVisitResult visitFileFailed(Path file, IOException e) throws IOException {
        if (e instanceof FileSystemLoopException) {
          return FileVisitResult.CONTINUE;
        }
        throw e;
      }
    };
    Files.walkFileTree(folder, Set.of(FileVisitOption.FOLLOW_LINKS), depth, visitor);
    return files.stream();
  }

  // It is read twice, so it cannot be a pipe.
  @Override
  public String version() throws IOException {
    BasicFileAttributes file;
    try {
      file = Files.readAttributes(path, BasicFileAttributes.class);
    } catch (NoSuchFileException e) {
      throw new NoSuchFileException("no such file");
    }
    if (!file.isRegularFile()) {
      throw new IOException("it is not a regular file");
    }
    return file.size() + " bytes of " + file.lastModifiedTime();
  }

  @Override
  public InputStream open(String version, long offset) throws IOException {
    FileInputStream in = new FileInputStream(path.toFile());
    try {
      in.skipNBytes(offset);
      return new Unchanged(in, version);
    } catch (IOException e) {
      in.close();
      throw e;
    }
  }

  /** Checks after each read that it was of that version. */
  private final class Unchanged extends FilterInputStream {
    private final String version;

    Unchanged(InputStream in, String version) {
      super(in);
      this.version = version;
    }

    @Override
    public int read() throws IOException {
      int read = in.read();
      check();
      return read;
    }

    @Override
    public int read(byte[] bytes, int from, int most) throws IOException {
      int read = in.read(bytes, from, most);
      check();
      return read;
    }

    private void check() throws IOException {
      if (!version().equals(version)) {
        throw Rows.changed(LocalSource.this);
      }
    }
  }
}
