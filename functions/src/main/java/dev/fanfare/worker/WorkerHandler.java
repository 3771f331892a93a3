package dev.fanfare.worker;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestStreamHandler;
import dev.fanfare.kernel.TaskContext;
import dev.fanfare.wire.BatchOutcome;
import dev.fanfare.wire.Codec;
import dev.fanfare.wire.Compression;
import dev.fanfare.wire.InputReference;
import dev.fanfare.wire.Invocation;
import dev.fanfare.wire.Payload;
import dev.fanfare.wire.Receipt;
import dev.fanfare.wire.TaskOutcome;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.net.URI;
import java.time.Duration;
import java.util.function.IntConsumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The function's entry: reads a batch, runs it, puts its outcome into the store, answers with a receipt. What cannot be done before
 * the invocation's deadline is missing in the outcome. Called by one thread at a time, as Lambda
 * does.
 */
public final class WorkerHandler implements RequestStreamHandler {

  /** The exit code of a process that was ended by a task's timeout, as {@code timeout(1)} has it. */
  static final int TIMED_OUT = 124;

  /** The exit code of a process that was ended by a timeout, and whose outcome the store did not take. */
  public static final int NOT_STORED = 125;

  private final IntConsumer halt;
  private final LongSupplier nanoTime;
  private final Retry.Sleeper sleeper;
  private @Nullable Worker worker;

  /** Called by Lambda's runtime, which finds the class by name. */
  public WorkerHandler() {
    this(code -> Runtime.getRuntime().halt(code), System::nanoTime, Thread::sleep);
    TaskOutput.listen();
    TaskContext.enterProcess();
  }

  /**
   * A handler.
   *
   * @param halt ends the process with that exit code
   * @param nanoTime a clock as {@link System#nanoTime} is
   * @param sleeper waits before the store is called again
   */
  WorkerHandler(IntConsumer halt, LongSupplier nanoTime, Retry.Sleeper sleeper) {
    this.halt = halt;
    this.nanoTime = nanoTime;
    this.sleeper = sleeper;
  }

  @Override
  public void handleRequest(InputStream input, OutputStream output, Context context)
      throws IOException {
    Deadline deadline =
        new Deadline(Duration.ofMillis(context.getRemainingTimeInMillis()), nanoTime);
    Retry retry = new Retry(deadline, sleeper, Math::random);
    Invocation invocation = read(input, retry);
    BatchOutcome outcome = run(invocation, retry, context);
    byte[] result = result(invocation, outcome);
    boolean stored = new StoredObject(invocation.resultUrl(), retry).put(result);
    output.write(Codec.write(receipt(outcome, result.length, stored)));
  }

  private static Invocation read(InputStream input, Retry retry) throws IOException {
    Payload payload = Codec.readPayload(input);
    if (payload instanceof Invocation invocation) {
      return invocation;
    }
    URI inputUrl = ((InputReference) payload).inputUrl();
    byte[] object = new StoredObject(inputUrl, retry).get();
    return Codec.readInvocation(new ByteArrayInputStream(object));
  }

  private static byte[] result(Invocation invocation, BatchOutcome outcome) {
    return Compression.pack(Codec.write(outcome, invocation.batch().returnTypes()));
  }

  // The runtime calls a handler from one thread: no lock.
  private BatchOutcome run(Invocation invocation, Retry retry, Context context) throws IOException {
    if (worker == null) {
      worker = new Worker(Worker.threadsFor(context.getMemoryLimitInMB()));
    }
    URI cancelUrl = invocation.cancelUrl();
    try (Cancellation cancellation =
        new Cancellation(cancelUrl == null ? null : new StoredObject(cancelUrl, retry))) {
      return worker.run(
          invocation.batch(),
          early -> giveUp(invocation, early, retry),
          cancellation,
          retry.deadline());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted while the batch ran");
    }
  }

  /**
   * Ends the process, for a thread cannot be stopped. What is done lies in the store then, and says which task was late, if one
   * was; the orchestrator finds it there and has the missing tasks run again.
   */
  private void giveUp(Invocation invocation, BatchOutcome outcome, Retry retry) {
    int exitCode = NOT_STORED;
    try {
      new StoredObject(invocation.resultUrl(), retry).put(result(invocation, outcome));
      exitCode = TIMED_OUT;
    } catch (IOException e) {
      System.err.println("cannot store the outcome of a late batch: " + e.getMessage());
    } finally {
      halt.accept(exitCode);
    }
  }

  private static Receipt receipt(BatchOutcome outcome, long resultBytes, boolean stored) {
    int succeeded =
        (int) outcome.tasks().stream().filter(TaskOutcome::succeeded).count();
    int failed = outcome.tasks().size() - succeeded;
    return new Receipt(outcome.number(), outcome.attempt(), succeeded, failed, resultBytes, stored);
  }
}
