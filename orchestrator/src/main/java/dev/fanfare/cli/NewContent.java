package dev.fanfare.cli;

import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFileAttributeView;
import org.jspecify.annotations.Nullable;

/**
 * Writes a file in place of its old content, which stays until there is new content. Not thread-safe.
 */
final class NewContent extends OutputStream {

  private final FileOutputStream file;
  private final Path path;
  private final @Nullable Path beside;
  private OutputStream out;
  private boolean begun;

  private NewContent(FileOutputStream file, Path path, @Nullable Path beside) throws IOException {
    this.file = file;
    this.path = path;
    this.beside = beside;
    this.out = beside == null ? file : Files.newOutputStream(beside);
  }

  /**
   * Replaces the old content with the first byte, so that others can follow what is written.
   *
   * @param file the file, open to append
   */
  static NewContent following(FileOutputStream file, Path path) throws IOException {
    return new NewContent(file, path, null);
  }

  /**
   * Replaces the old content when all is written. A process that is killed before leaves it as it was.
   *
   * @param file the file, open to append
   */
  static NewContent whole(FileOutputStream file, Path path) throws IOException {
    Path target = LocalFile.resolved(path);
    return new NewContent(file, target, beside(target));
  }

  // In a folder that takes no new file, the old one is written in place.
  private static @Nullable Path beside(Path target) {
    try {
      String name = "." + target.getFileName() + ".";
      Path beside = Files.createTempFile(target.toAbsolutePath().getParent(), name, ".tmp");
      beside.toFile().deleteOnExit();
      return beside;
    } catch (IOException e) {
      return null;
    }
  }

  @Override
  public void write(int one) throws IOException {
    begin();
    out.write(one);
  }

  @Override
  public void write(byte[] bytes, int offset, int length) throws IOException {
    if (length > 0) {
      begin();
      out.write(bytes, offset, length);
    }
  }

  private void begin() throws IOException {
    if (!begun && beside == null) {
      file.getChannel().truncate(0);
    }
    begun = true;
  }

  /** All is written, even if it is nothing. */
  void complete() throws IOException {
    begin();
    if (beside != null) {
      out.close();
      file.close();
      replace(beside);
    }
  }

  private void replace(Path content) throws IOException {
    copyPermissions(content);
    try {
      Files.move(content, path, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      // A file that is a mount point, as in a container, cannot be replaced.
      try (OutputStream over = Files.newOutputStream(path)) {
        Files.copy(content, over);
      }
    }
  }

  private void copyPermissions(Path content) throws IOException {
    PosixFileAttributeView view = Files.getFileAttributeView(content, PosixFileAttributeView.class);
    if (view != null) {
      view.setPermissions(Files.getPosixFilePermissions(path));
    }
  }

  @Override
  public void flush() throws IOException {
    out.flush();
  }

  @Override
  public void close() throws IOException {
    out.close();
    file.close();
    if (beside != null) {
      Files.deleteIfExists(beside);
    }
  }
}
