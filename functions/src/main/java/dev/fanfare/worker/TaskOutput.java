package dev.fanfare.worker;

import dev.fanfare.kernel.TaskContext;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

/**
 * Captures the output of each task and also passes it on, so that the caller gets it with the
 * task's index. Captures only output of the task's own thread, up to {@value #MOST_BYTES} bytes.
 */
public final class TaskOutput extends OutputStream {

  /** Bytes that are kept of a task's output. */
  public static final int MOST_BYTES = 16 * 1024;

  private static final ThreadLocal<ByteArrayOutputStream> PRINTED =
      ThreadLocal.withInitial(ByteArrayOutputStream::new);

  private final PrintStream next;

  private TaskOutput(PrintStream next) {
    this.next = next;
  }

  /** Starts capturing this process's standard streams. For Fanfare's own processes. */
  static void listen() {
    System.setOut(new PrintStream(new TaskOutput(System.out), true, StandardCharsets.UTF_8));
    System.setErr(new PrintStream(new TaskOutput(System.err), true, StandardCharsets.UTF_8));
  }

  /** The output of the calling thread since the last call. */
  static String take() {
    ByteArrayOutputStream printed = PRINTED.get();
    String text = printed.size() == 0 ? "" : printed.toString(StandardCharsets.UTF_8);
    printed.reset();
    return text;
  }

  @Override
  public void write(int b) throws IOException {
    write(new byte[] {(byte) b}, 0, 1);
  }

  @Override
  public void write(byte[] bytes, int offset, int length) throws IOException {
    next.write(bytes, offset, length);
    ByteArrayOutputStream printed = PRINTED.get();
    if (TaskContext.current().index() >= 0) {
      printed.write(bytes, offset, Math.min(length, MOST_BYTES - printed.size()));
    }
  }

  @Override
  public void flush() {
    next.flush();
  }
}
