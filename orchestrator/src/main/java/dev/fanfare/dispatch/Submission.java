package dev.fanfare.dispatch;

import dev.fanfare.backend.Backend;
import dev.fanfare.backend.BatchResult;
import dev.fanfare.wire.Batch;
import dev.fanfare.worker.FlightRecording;
import java.util.concurrent.CompletableFuture;

/** Submits batches so that Flight Recorder sees them if it is on. Stateless. */
final class Submission {

  private Submission() {}

  /** What {@link Backend#submit} returns. */
  static CompletableFuture<BatchResult> of(Batch batch, Backend backend) {
    return FlightRecording.isOn() ? BatchEvent.submit(batch, backend) : backend.submit(batch);
  }
}
