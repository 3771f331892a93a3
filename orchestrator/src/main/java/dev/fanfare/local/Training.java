package dev.fanfare.local;

import dev.fanfare.worker.DaemonThreads;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.ExecutionException;

/**
 * Makes the class archive that workers start with, once for each build of the JVM and the jars: a worker of its own answers one call
 * and leaves in order. It runs beside the first cloud of an installation. If it fails, workers only start more slowly.
 * Thread-safe.
 */
final class Training implements AutoCloseable {

  /** How long closing waits for it, and then for what it has open. */
  private static final long PATIENCE_MILLIS = 5_000;

  private final Thread thread;
  private volatile long patienceMillis = PATIENCE_MILLIS;

  /** For the workers of that command; not started yet. */
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

  /** Closing does not wait any more. */
  void giveUp() {
    patienceMillis = 1;
  }

  /** Waits for the end, for a few seconds at most. */
  @Override
  public void close() {
    try {
      thread.join(patienceMillis);
      thread.interrupt();
      thread.join(PATIENCE_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Makes that archive. Blocks; interrupting it is harmless. */
  static void make(ClassArchive archive, WorkerCommand command) {
    Path part = archive.part();
    try {
      work(command.training(archive, part));
      if (Files.exists(part)) {
        archive.publish(part);
      }
    } catch (IOException e) {
      // The next cloud tries again.
    } finally {
      part.toFile().delete();
    }
  }

  private static void work(WorkerCommand command) throws IOException {
    try (EmbeddedLambda lambda = new EmbeddedLambda(AccessKey.random(), command, Extension.NONE)) {
      String payload = command.function().trainingPayload().apply(lambda.endpoint());
      Call call = new Call(payload.getBytes(StandardCharsets.UTF_8), /* logged= */ false);
      lambda.environments().invoke(call);
      call.result().get();
      lambda.environments().dismiss();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (ExecutionException e) {
      throw new IOException("the training has no result", e);
    }
  }
}
