package dev.fanfare.dispatch;

import dev.fanfare.backend.Backend;
import dev.fanfare.backend.BatchResult;
import dev.fanfare.wire.Batch;
import java.util.concurrent.CompletableFuture;
import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;
import org.jspecify.annotations.Nullable;

/** An attempt at a batch in JDK Flight Recorder, from its submission until its outcome is there. */
@Name("dev.fanfare.Batch")
@Label("Batch")
@Category("Fanfare")
@Description("An attempt at a batch, queues and transport included")
@StackTrace(false)
final class BatchEvent extends Event {

  @Label("Run")
  String runId = "";

  @Label("Number")
  long number;

  @Label("Attempt")
  int attempt;

  @Label("Tasks")
  int tasks;

  @Label("Worker")
  @Description("Name of the worker; empty if it is not known")
  String worker = "";

  @Label("Lost")
  @Description("Whether there is no outcome")
  boolean lost;

  /** Submits the batch to the backend; the event ends with the result. */
  static CompletableFuture<BatchResult> submit(Batch batch, Backend backend) {
    BatchEvent event = new BatchEvent();
    event.begin();
    boolean startsWorkers = !backend.traits().sharesMemory();
    return backend.submit(batch).whenComplete((result, error) -> {
      event.ended(batch, result);
      if (startsWorkers && result != null && result.outcome().worker().coldStart()) {
        new ColdStartEvent().happened(batch, result);
      }
    });
  }

  private void ended(Batch batch, @Nullable BatchResult result) {
    if (shouldCommit()) {
      runId = batch.runId();
      number = batch.number();
      attempt = batch.attempt();
      tasks = batch.size();
      worker = result == null ? "" : result.outcome().worker().id();
      lost = result == null;
      commit();
    }
  }
}
