package dev.fanfare.local;

import dev.fanfare.worker.DaemonThreads;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.ExecutionException;

/**
 * Makes the class archive that workers start with, once for each build of the JVM and the jars: an extra worker answers one call
 * and exits normally. It runs beside the first cloud of an installation. If it fails, workers only start more slowly.
 * Thread-safe.
 */
final class Training implements AutoCloseable {

  /** How long closing waits for the training to finish. */
  private static final long PATIENCE_MILLIS = 20_000;

  /** How long closing then waits for the interrupted training to clean up. */
  private static final long CLEARING_MILLIS = 5_000;

  private final Thread thread;
  private volatile long patienceMillis = PATIENCE_MILLIS;

  /** A training for the workers of that command, not started yet. */
  Training(WorkerCommand command) {
    thread = DaemonThreads.named("fanfare-archive")
        .newThread(() -> command
            .archive()
            .filter(archive -> !archive.exists())
            .ifPresent(archive -> make(archive, command)));
  }

  void start() {
    thread.start();
  }

  /** Makes {@link #close} interrupt the training at once. */
  void giveUp() {
    patienceMillis = 1;
  }

  /** Waits for the end, which usually takes two or three seconds, but not for ever. */
  @Override
  public void close() {
    try {
      thread.join(patienceMillis);
      thread.interrupt();
      thread.join(CLEARING_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Makes that archive. Blocks; interrupting it is harmless. */
  static void make(ClassArchive archive, WorkerCommand command) {
    Path part = archive.part();
    try {
      work(command.training(archive, part));
      archive.publish(part);
    } catch (IOException e) {
      // The next cloud tries again.
    } catch (InterruptedException e) {
      // This one is about to end; the archive may be half done.
      Thread.currentThread().interrupt();
    } finally {
      ClassArchive.discard(part);
    }
  }

  // The training batch uploads a result, so that the upload classes are archived.
  private static void work(WorkerCommand command) throws IOException, InterruptedException {
    try (UploadSink sink = UploadSink.open();
        EmbeddedLambda lambda = new EmbeddedLambda(AccessKey.random(), command, Extension.NONE)) {
      String payload = command.function().trainingPayload().apply(sink.url());
      Call call = new Call(payload.getBytes(StandardCharsets.UTF_8), /* logged= */ false);
      lambda.environments().invoke(call);
      call.result().get();
      lambda.environments().dismiss();
    } catch (ExecutionException e) {
      throw new IOException("the training has no result", e);
    }
  }
}
