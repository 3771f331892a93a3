package dev.fanfare.backend;

import dev.fanfare.backend.BatchLostException.Reason;
import dev.fanfare.kernel.Delayed;
import dev.fanfare.kernel.SeedKernels;
import dev.fanfare.local.EmbeddedCloud;
import dev.fanfare.local.Extension;
import dev.fanfare.local.FunctionConfig;
import dev.fanfare.local.Opened;
import dev.fanfare.local.ScratchFolder;
import dev.fanfare.local.Undisturbed;
import dev.fanfare.store.FolderStore;
import dev.fanfare.store.Library;
import dev.fanfare.store.StoreLocation;
import dev.fanfare.wire.Batch;
import dev.fanfare.wire.Codec;
import dev.fanfare.wire.Invocation;
import dev.fanfare.wire.Task;
import dev.fanfare.worker.WorkerHandler;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Runs batches in processes on this machine, with the protocols of Lambda and S3, against the
 * embedded cloud: same client, handler and wire format as on AWS, but another endpoint. Lambda's
 * time limit does not apply. Thread-safe.
 */
public final class ProcessBackend implements Backend {

  /**
   * The resources of an open backend.
   *
   * @param all closed at the end
   * @param kept the store that workers write to, if it is kept
   */
  private record Open(
      EmbeddedCloud cloud,
      Invoker lambda,
      Opened all,
      @Nullable FolderStore kept) {}

  /** Losses that the folder may have caused. */
  private static final Set<Reason> STORE_REASONS =
      Set.of(Reason.STORE, Reason.STORE_REFUSED, Reason.REFUSED);

  private static final long ABORT_NANOS = 30_000_000_000L;
  private static final long ABORT_PAUSE_NANOS = 1_000_000;

  private final Extension extension;

  // Written under this object's lock, read by submitting threads.
  private volatile @Nullable Open open;

  /** A backend that is not open yet. */
  public ProcessBackend() {
    this(Extension.NONE);
  }

  /** A backend whose cloud has an extension. */
  ProcessBackend(Extension extension) {
    this.extension = extension;
  }

  @Override
  public Traits traits() {
    return Traits.of(Traits.Workers.PROCESSES).atMost(WorkerLimit.processes()).startingSlowly();
  }

  @Override
  public void open(int workers) {
    open(workers, workers, null);
  }

  /** If the store is a folder, the embedded S3 serves it, so a worker's upload is the record. */
  @Override
  public synchronized void open(int workers, int wanted, @Nullable StoreLocation store) {
    close();
    Library.AWS_SDK.require("the backend processes");
    Library.LAMBDA_RUNTIME.require("the backend processes");
    open = Undisturbed.get("fanfare-start", () -> start(workers, wanted, store));
  }

  private Open start(int workers, int wanted, @Nullable StoreLocation store) {
    FunctionConfig function = FunctionConfig.of(WorkerHandler.class.getName(), workers)
        .withQueue(workers)
        .withTimeout(FunctionConfig.LONGEST)
        .withTrainingPayload(ProcessBackend::trainingPayload);
    Path kept = store instanceof StoreLocation.Folder place ? place.path() : null;
    Opened all = new Opened();
    try {
      ScratchFolder folder = ScratchFolder.make();
      all.add(folder::close);
      EmbeddedCloud cloud = kept == null
          ? EmbeddedCloud.start(function, folder.path(), extension)
          : EmbeddedCloud.start(function, folder.path(), kept, extension);
      all.add(cloud::close);
      cloud.warm(Math.min(workers, wanted));
      Invoker lambda = CloudAccess.connect(cloud, workers, function.queue(), function.timeout());
      all.add(lambda::close);
      return new Open(cloud, lambda, all, kept == null ? null : new FolderStore(kept));
    } catch (RuntimeException | Error e) {
      all.close();
      throw e;
    }
  }

  @Override
  public boolean keepsResults(StoreLocation store) {
    return store instanceof StoreLocation.Folder;
  }

  @Override
  public CompletableFuture<BatchResult> submit(Batch batch) {
    Open now = opened();
    CompletableFuture<BatchResult> result = now.lambda().submit(batch);
    FolderStore kept = now.kept();
    return kept == null
        ? result
        : result.exceptionallyCompose(
            error -> explained(error, kept).thenCompose(CompletableFuture::failedFuture));
  }

  // A worker only learns that the upload failed. If the folder cannot be written at all, this
  // process finds out why, and retrying is pointless.
  private static CompletableFuture<Throwable> explained(Throwable error, FolderStore kept) {
    boolean perhaps =
        error instanceof BatchLostException lost && STORE_REASONS.contains(lost.reason());
    return perhaps
        ? kept.probe().thenApply(written -> error)
        : CompletableFuture.completedFuture(error);
  }

  @Override
  public long workerCpuNanos() {
    Open now = open;
    return now == null ? 0 : now.cloud().workerCpu().toNanos();
  }

  @Override
  @SuppressWarnings("ReferenceEquality") // The same workers, not equal ones.
  public void abort() {
    Open now = open;
    if (now == null) {
      return;
    }
    now.lambda().abort();
    now.cloud().killBusy();
    long end = System.nanoTime() + ABORT_NANOS;
    while (open == now && !now.lambda().idle() && System.nanoTime() < end) {
      // An invocation that was still on its way to a worker may start after all; kill it then.
      LockSupport.parkNanos(ABORT_PAUSE_NANOS);
      now.cloud().killBusy();
    }
  }

  /** The embedded cloud, for access with your own clients. */
  public EmbeddedCloud cloud() {
    return opened().cloud();
  }

  private Open opened() {
    Open now = open;
    if (now == null) {
      throw new IllegalStateException("the backend is not open");
    }
    return now;
  }

  @Override
  public synchronized void close() {
    Open now = open;
    if (now != null) {
      open = null;
      Undisturbed.run("fanfare-end", now.all()::close);
    }
  }

  private static String trainingPayload(URI resultUrl) {
    List<Task> tasks = List.of(new Task(0, Delayed.delayed(SeedKernels::sum, 10L)));
    byte[] payload = Codec.write(new Invocation(new Batch("training", 0, 1, tasks), resultUrl));
    return new String(payload, StandardCharsets.UTF_8);
  }
}
