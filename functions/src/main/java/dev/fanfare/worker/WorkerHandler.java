package dev.fanfare.worker;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestStreamHandler;
import dev.fanfare.wire.BatchOutcome;
import dev.fanfare.wire.Codec;
import dev.fanfare.wire.Invocation;
import dev.fanfare.wire.Receipt;
import dev.fanfare.wire.TaskOutcome;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/** The function's entry: reads a batch, runs it, puts its outcome into the store, answers with a receipt. Called by one thread at a time, as Lambda does. */
public final class WorkerHandler implements RequestStreamHandler {

  /** The exit code of a process that was ended by a task's timeout, as {@code timeout(1)} has it. */
  static final int TIMED_OUT = 124;

  private final IntConsumer halt;
  private @Nullable Worker worker;

  /** Called by Lambda's runtime, which finds the class by name. */
  public WorkerHandler() {
    this(code -> Runtime.getRuntime().halt(code));
    TaskOutput.listen();
  }

  /**
   * A handler.
   *
   * @param halt ends the process with that exit code
   */
  WorkerHandler(IntConsumer halt) {
    this.halt = halt;
  }

  @Override
  public void handleRequest(InputStream input, OutputStream output, Context context)
      throws IOException {
    Invocation invocation = Codec.readInvocation(input);
    BatchOutcome outcome = run(invocation, context);
    byte[] result = Codec.write(outcome, invocation.batch().returnTypes());
    boolean stored = ResultUpload.put(invocation.resultUrl(), result);
    output.write(Codec.write(receipt(outcome, result.length, stored)));
  }

  // The runtime calls a handler from one thread: no lock.
  private BatchOutcome run(Invocation invocation, Context context) throws IOException {
    if (worker == null) {
      worker = new Worker(Worker.threadsFor(context.getMemoryLimitInMB()));
    }
    try {
      return worker.run(invocation.batch(), early -> giveUp(invocation, early), () -> true);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted while the batch ran");
    }
  }

  /**
   * Ends the process, for a thread cannot be stopped. What is done lies in the store then, and says which task was late; the
   * orchestrator finds it there and has the missing tasks run again.
   */
  private void giveUp(Invocation invocation, BatchOutcome outcome) {
    try {
      byte[] result = Codec.write(outcome, invocation.batch().returnTypes());
      ResultUpload.put(invocation.resultUrl(), result);
    } catch (IOException e) {
      System.err.println(
          "the outcome of a batch that was late cannot be stored: " + e.getMessage());
    } finally {
      halt.accept(TIMED_OUT);
    }
  }

  private static Receipt receipt(BatchOutcome outcome, long resultBytes, boolean stored) {
    int succeeded =
        (int) outcome.tasks().stream().filter(TaskOutcome::succeeded).count();
    int failed = outcome.tasks().size() - succeeded;
    return new Receipt(outcome.number(), outcome.attempt(), succeeded, failed, resultBytes, stored);
  }
}
