package dev.fanfare.local;

import dev.fanfare.wire.ReportLine;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.Locale;

/**
 * A worker's output: a file to which its standard output and error are appended.
 *
 * <p>A file and not a pipe: what a handler has written is there when its answer arrives, so an invocation's log is never cut short
 * by a reader that lags behind, and no worker needs a reader. Thread-safe.
 */
final class WorkerLog {

  /** Of an invocation's output the end is kept. */
  static final int KEPT_BYTES = 64 * 1024;

  /** A file larger than this is emptied now and then, lest a chatty kernel fill the disk. */
  private static final long TRIM_BYTES = 16L * 1024 * 1024;

  private final Path file;
  private long markBytes;

  WorkerLog(Path file) {
    this.file = file;
  }

  Path file() {
    return file;
  }

  /** An invocation begins. Earlier output does not belong to it. */
  synchronized void mark() {
    markBytes = file.toFile().length();
  }

  /** The log of the invocation that began at the mark, framed by the lines that Lambda writes. */
  byte[] invocation(ReportLine report) {
    ByteArrayOutputStream lines = new ByteArrayOutputStream();
    lines.writeBytes(line("START RequestId: " + report.requestId() + " Version: $LATEST"));
    lines.writeBytes(sinceMark());
    lines.writeBytes(line("END RequestId: " + report.requestId()));
    lines.writeBytes(line(report.toString()));
    return lines.toByteArray();
  }

  /** The log of an invocation whose environment did not start, framed likewise. */
  byte[] failedStart(ReportLine report, double startMillis) {
    ByteArrayOutputStream lines = new ByteArrayOutputStream();
    lines.writeBytes(line(String.format(
        Locale.ROOT,
        "INIT_REPORT Init Duration: %.2f ms\tPhase: invoke\tStatus: error",
        startMillis)));
    lines.writeBytes(invocation(report));
    return lines.toByteArray();
  }

  private static byte[] line(String text) {
    return (text + "\n").getBytes(StandardCharsets.UTF_8);
  }

  /** Everything since the mark, at most the last {@value #KEPT_BYTES} bytes. */
  private synchronized byte[] sinceMark() {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      long size = channel.size();
      long from = Math.max(Math.min(markBytes, size), size - KEPT_BYTES);
      ByteBuffer content = ByteBuffer.allocate((int) (size - from));
      while (content.hasRemaining() && channel.read(content, from + content.position()) > 0) {
        // A read may return less than it was asked for.
      }
      return Arrays.copyOf(content.array(), content.position());
    } catch (IOException e) {
      return new byte[0];
    }
  }

  /** Empties a large file. The worker appends, so it continues at the new end. */
  synchronized void trim() {
    if (file.toFile().length() > TRIM_BYTES) {
      try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
        channel.truncate(0);
        markBytes = 0;
      } catch (IOException e) {
        // The next time will do.
      }
    }
  }
}
