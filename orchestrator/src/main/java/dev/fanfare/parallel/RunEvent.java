package dev.fanfare.parallel;

import dev.fanfare.ElapsedReport;
import java.util.function.Supplier;
import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;

/** A run in JDK Flight Recorder, from the call to its last result. */
@Name("dev.fanfare.Run")
@Label("Run")
@Category("Fanfare")
@Description("A job list from the call to its last result, start-up included")
@StackTrace(false)
final class RunEvent extends Event {

  @Label("Run")
  String runId = "";

  @Label("Backend")
  String backend = "";

  @Label("Workers")
  int workers;

  @Label("Tasks")
  long tasks;

  @Label("Failed")
  long failed;

  @Label("Batches")
  long batches;

  @Label("End")
  @Description("Why it ended")
  String end = "";

  private transient boolean committed;

  /** The event of a run that begins now. */
  static RunEvent begun() {
    RunEvent event = new RunEvent();
    event.begin();
    return event;
  }

  /** Ends the event. Does nothing if it is called again. */
  void ended(Supplier<ElapsedReport> result, String why) {
    if (!committed && shouldCommit()) {
      ElapsedReport report = result.get();
      runId = report.runId();
      backend = report.backend();
      workers = report.workers();
      tasks = report.tasks();
      failed = report.failed();
      batches = report.batches();
      end = why;
      committed = true;
      commit();
    }
  }
}
