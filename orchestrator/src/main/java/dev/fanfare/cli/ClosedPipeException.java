package dev.fanfare.cli;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Locale;

/** The reader of standard output, such as {@code head}, has ended. The command ends quietly, too. */
final class ClosedPipeException extends UncheckedIOException {

  ClosedPipeException(IOException e) {
    super(e);
  }

  /** Whether an error means that the reader of a pipe has ended. Java has only its message. */
  static boolean is(IOException e) {
    return String.valueOf(e.getMessage()).toLowerCase(Locale.ROOT).contains("pipe");
  }

  /** Whether this is why standard output could not be written; print streams hide the error. */
  @SuppressWarnings("resource") // Standard output stays open.
  static boolean endedStandardOutput() {
    try {
      new FileOutputStream(FileDescriptor.out).write('\n');
      return false;
    } catch (IOException e) {
      return is(e);
    }
  }
}
