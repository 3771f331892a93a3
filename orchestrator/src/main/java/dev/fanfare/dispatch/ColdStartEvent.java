package dev.fanfare.dispatch;

import dev.fanfare.backend.BatchResult;
import dev.fanfare.wire.Batch;
import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;
import jdk.jfr.Timespan;

/** A worker's first batch in JDK Flight Recorder. The event is when its outcome was there. */
@Name("dev.fanfare.ColdStart")
@Label("Cold Start")
@Category("Fanfare")
@Description("The first batch of a worker that was started for the run")
@StackTrace(false)
final class ColdStartEvent extends Event {

  @Label("Run")
  String runId = "";

  @Label("Batch")
  long batch;

  @Label("Worker")
  String worker = "";

  @Label("Init Time")
  @Description("How long the start took; 0 if that is not known")
  @Timespan(Timespan.MILLISECONDS)
  long initTime;

  void happened(Batch first, BatchResult result) {
    if (shouldCommit()) {
      runId = first.runId();
      batch = first.number();
      worker = result.outcome().worker().id();
      initTime =
          result.report() == null ? 0 : Math.round(result.report().initMillis().orElse(0));
      commit();
    }
  }
}
