package dev.fanfare.rows;

import java.io.File;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitOption;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * A file of this machine.
 *
 * @param path its absolute path
 */
record LocalSource(Path path) implements Source {

  LocalSource {
    path = path.toAbsolutePath().normalize();
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
    try (Stream<Path> all = Files.walk(folder, depth, FileVisitOption.FOLLOW_LINKS)) {
      return all.filter(Files::isRegularFile)
          .filter(file ->
              glob.matches(folder.relativize(file).toString().replace(File.separatorChar, '/')))
          .sorted()
          .<Source>map(LocalSource::new)
          .toList();
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  @Override
  public String name() {
    return path.toString();
  }

  // It is read twice, so it cannot be a pipe.
  @Override
  public String version() throws IOException {
    if (!Files.exists(path)) {
      throw new NoSuchFileException("no such file");
    }
    if (!Files.isRegularFile(path)) {
      throw new IOException("it is not a regular file");
    }
    return Files.size(path) + " bytes of " + Files.getLastModifiedTime(path);
  }

  @Override
  public InputStream open(String version, long offset) throws IOException {
    FileInputStream in = new FileInputStream(path.toFile());
    try {
      in.skipNBytes(offset);
      return in;
    } catch (IOException e) {
      in.close();
      throw e;
    }
  }
}
