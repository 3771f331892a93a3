package dev.fanfare.worker;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestStreamHandler;
import dev.fanfare.kernel.TaskContext;
import dev.fanfare.wire.BatchOutcome;
import dev.fanfare.wire.Codec;
import dev.fanfare.wire.Compression;
import dev.fanfare.wire.InputReference;
import dev.fanfare.wire.Inventory;
import dev.fanfare.wire.Invocation;
import dev.fanfare.wire.Payload;
import dev.fanfare.wire.Ping;
import dev.fanfare.wire.Pong;
import dev.fanfare.wire.Receipt;
import dev.fanfare.wire.TaskOutcome;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.net.URI;
import java.time.Duration;
import java.util.function.Consumer;
import java.util.function.IntConsumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The Lambda handler: reads a batch, runs it, uploads its outcome, and answers with a receipt; or
 * answers a ping.
 * Tasks that do not fit before the invocation's deadline are missing from the outcome. Called by
 * one thread at a time.
 */
public final class WorkerHandler implements RequestStreamHandler {

  /** The exit code after a task's timeout, as with {@code timeout(1)}. */
  static final int TIMED_OUT = 124;

  /** The exit code after a timeout if the outcome could not be uploaded. */
  public static final int NOT_STORED = 125;

  private final IntConsumer halt;
  private final LongSupplier nanoTime;
  private final Retry.Sleeper sleeper;
  private final SharedFiles shared;
  private @Nullable Worker worker;

  /** Called by Lambda's runtime. */
  public WorkerHandler() {
    this(
        code -> Runtime.getRuntime().halt(code),
        System::nanoTime,
        Thread::sleep,
        SharedFiles.ofEnvironment());
    TaskOutput.listen();
    TaskContext.enterProcess();
  }

  /**
   * A handler.
   *
   * @param halt ends the process with an exit code
   * @param nanoTime a clock like {@link System#nanoTime}
   * @param sleeper waits before retries
   * @param shared the shared arguments of this environment
   */
  WorkerHandler(
      IntConsumer halt, LongSupplier nanoTime, Retry.Sleeper sleeper, SharedFiles shared) {
    this.shared = shared;
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
    Payload payload = Codec.readPayload(input);
    if (payload instanceof Ping ping) {
      output.write(Codec.write(pong(ping)));
      return;
    }
    Invocation invocation = invocation(payload, retry);
    shared.bind(invocation, retry);
    BatchOutcome outcome = run(invocation, retry, context);
    byte[] result = result(invocation, outcome);
    boolean stored = new StoredObject(invocation.resultUrl(), retry).put(result);
    output.write(Codec.write(receipt(outcome, result.length, stored)));
  }

  private static Pong pong(Ping ping) {
    return ping.kernels().isEmpty()
        ? Reach.of(ping, System.getenv())
        : Pong.of(Inventory.here(ping.kernels()));
  }

  private static Invocation invocation(Payload payload, Retry retry) throws IOException {
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

  // Without a lock, because the runtime calls a handler from one thread.
  private BatchOutcome run(Invocation invocation, Retry retry, Context context) throws IOException {
    if (worker == null) {
      worker = new Worker(Worker.threadsFor(context.getMemoryLimitInMB()));
    }
    Consumer<BatchOutcome> late = early -> giveUp(invocation, early, retry);
    try (Cancellation cancellation = cancellation(invocation.cancelUrl(), retry)) {
      return worker.run(invocation.batch(), late, cancellation, retry.deadline());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted while the batch ran");
    }
  }

  private static Cancellation cancellation(@Nullable URI url, Retry retry) {
    return new Cancellation(url == null ? null : new StoredObject(url, retry));
  }

  /**
   * Ends the process, because a thread cannot be stopped. The outcome in the store names the late
   * task, if any; the orchestrator finds it there and dispatches the missing tasks again.
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
