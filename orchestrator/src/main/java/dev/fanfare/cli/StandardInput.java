package dev.fanfare.cli;

import dev.fanfare.JobList;
import dev.fanfare.JobListException;
import dev.fanfare.kernel.Delayed;
import dev.fanfare.local.ScratchFolder;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/** A job list on standard input. It is read once to check it and again to run it, so it is copied meanwhile. */
final class StandardInput {

  static final String NAME = "standard input";

  private static final Path DEVICE = Path.of("/dev/stdin");

  private StandardInput() {}

  /** Whether that is what a line of standard input has as its origin. */
  static boolean isOrigin(@Nullable String origin) {
    return origin != null && origin.startsWith(NAME + ":");
  }

  /** Whether it is redirected from that file, as far as the system tells. */
  static boolean isFrom(Path file) {
    return Files.isRegularFile(file)
        && Files.isRegularFile(DEVICE)
        && LocalFile.isSame(DEVICE, file);
  }

  /**
   * Checks the whole list while it is read and copied.
   *
   * @param most what it may have, so that an endless one does not fill the disk
   * @throws JobListException if it has more, or a line is no task
   */
  static JobList list(ByteCount most, PrintWriter err) {
    try {
      ScratchFolder folder = ScratchFolder.make();
      folder.closeAtExit();
      // In a folder that is private to the user.
      Path copy = folder.path().resolve("jobs.jsonl");
      try (OutputStream file =
              new BufferedOutputStream(Files.newOutputStream(copy, StandardOpenOption.CREATE_NEW));
          InputStream in = new Copied(System.in, file, most, err)) {
        return JobList.of(in, copy, NAME);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("cannot copy standard input: " + e.getMessage(), e);
    }
  }

  /** The tasks as their lines arrive. Nothing is copied. */
  static Iterable<Delayed<@Nullable Object>> arriving() {
    return JobList.arriving(System.in, NAME);
  }

  /** Copies what is read, counts it, and tells about a lot of it. */
  static final class Copied extends InputStream {

    /** After so much more of it, a user may wonder why nothing runs. */
    private static final long BETWEEN_LINES = 100_000_000;

    private final InputStream in;
    private final OutputStream copy;
    private final ByteCount most;
    private final PrintWriter err;
    private long count;
    private long told;

    Copied(InputStream in, OutputStream copy, ByteCount most, PrintWriter err) {
      this.in = in;
      this.copy = copy;
      this.most = most;
      this.err = err;
    }

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      int read = read(one, 0, 1);
      return read < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
      int read = in.read(buffer, offset, length);
      if (read > 0) {
        count += read;
        requireRoom();
        write(buffer, offset, read);
        tell();
      }
      return read;
    }

    private void requireRoom() {
      if (count > most.bytes()) {
        throw new JobListException(
            NAME + " has more than " + most
                + ", the limit of --max-input; nothing has run. Raise the "
                + "limit, or start tasks as they arrive with --stream",
            0,
            null);
      }
    }

    // Not an error of the input.
    private void write(byte[] buffer, int offset, int length) {
      try {
        copy.write(buffer, offset, length);
      } catch (IOException e) {
        throw new UncheckedIOException("cannot copy standard input: " + e.getMessage(), e);
      }
    }

    private void tell() {
      if (count - told >= BETWEEN_LINES) {
        told = count - count % BETWEEN_LINES;
        err.println(NAME + ": " + new ByteCount(told)
            + " read so far; tasks start at its end (with --stream, " + "as they arrive)");
      }
    }
  }
}
