package dev.fanfare.worker;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestStreamHandler;
import dev.fanfare.wire.Batch;
import dev.fanfare.wire.BatchOutcome;
import dev.fanfare.wire.Codec;
import dev.fanfare.wire.Invocation;
import dev.fanfare.wire.Receipt;
import dev.fanfare.wire.TaskOutcome;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import org.jspecify.annotations.Nullable;

/** The function's entry: reads a batch, runs it, puts its outcome into the store, answers with a receipt. */
public final class WorkerHandler implements RequestStreamHandler {

  private @Nullable Worker worker;

  /** Called by Lambda's runtime, which finds the class by name. */
  public WorkerHandler() {}

  @Override
  public void handleRequest(InputStream input, OutputStream output, Context context)
      throws IOException {
    Invocation invocation = Codec.readInvocation(input);
    BatchOutcome outcome = run(invocation.batch(), context);
    byte[] result = Codec.write(outcome, invocation.batch().returnTypes());
    boolean stored = ResultUpload.put(invocation.resultUrl(), result);
    output.write(Codec.write(receipt(outcome, result.length, stored)));
  }

  // The runtime calls a handler from one thread: no lock.
  private BatchOutcome run(Batch batch, Context context) throws IOException {
    if (worker == null) {
      worker = new Worker(Worker.threadsFor(context.getMemoryLimitInMB()));
    }
    try {
      return worker.run(batch);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted while the batch ran");
    }
  }

  private static Receipt receipt(BatchOutcome outcome, long resultBytes, boolean stored) {
    int succeeded =
        (int) outcome.tasks().stream().filter(TaskOutcome::succeeded).count();
    int failed = outcome.tasks().size() - succeeded;
    return new Receipt(outcome.number(), outcome.attempt(), succeeded, failed, resultBytes, stored);
  }
}
