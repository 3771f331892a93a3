package dev.fanfare.dump;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import org.jspecify.annotations.Nullable;

/** Why a dump is refused, in words that follow "cannot load FILE: ". */
final class Refusal extends IOException {

  Refusal(String why) {
    this(why, null);
  }

  Refusal(String why, @Nullable Throwable cause) {
    super(why, cause);
  }

  /** In words, why a dump cannot be read; a stream that ends or fails inside of it is damage. */
  static String ofReading(IOException e) {
    if (e instanceof Refusal) {
      return String.valueOf(e.getMessage());
    }
    return e instanceof FileSystemException file
        ? ofFile(file, "no such file")
        : "it is damaged or incomplete (" + why(e) + ")";
  }

  /** In words, why a dump cannot be written. */
  static String ofWriting(IOException e) {
    return e instanceof FileSystemException file
        ? ofFile(file, "its folder does not exist")
        : why(e);
  }

  private static String ofFile(FileSystemException e, String missing) {
    if (e instanceof NoSuchFileException) {
      return missing;
    }
    return e instanceof AccessDeniedException ? "permission denied" : why(e);
  }

  private static String why(IOException e) {
    String reason = e instanceof FileSystemException file ? file.getReason() : e.getMessage();
    return reason == null ? e.getClass().getSimpleName() : reason;
  }

  static Refusal bytesAfterEnd() {
    return new Refusal("it is damaged: there are bytes after its end");
  }
}
