package dev.fanfare.worker;

import dev.fanfare.wire.Task;
import dev.fanfare.wire.TaskOutcome;
import java.util.function.Supplier;
import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;
import jdk.jfr.Timespan;

/** A task in JDK Flight Recorder, on the thread that runs it. See {@link FlightRecording}. */
@Name("dev.fanfare.Task")
@Label("Task")
@Category("Fanfare")
@Description("A call of a kernel")
@StackTrace(false)
final class TaskEvent extends Event {

  @Label("Index")
  @Description("Place in the job list, from 0")
  long index;

  @Label("Kernel")
  String kernel = "";

  @Label("CPU Time")
  @Timespan(Timespan.NANOSECONDS)
  long cpuTime;

  @Label("Succeeded")
  boolean succeeded;

  /** Runs the task within an event. */
  static TaskOutcome of(Task task, Supplier<TaskOutcome> run) {
    TaskEvent event = new TaskEvent();
    event.begin();
    TaskOutcome outcome = run.get();
    event.ended(task, outcome);
    return outcome;
  }

  private void ended(Task task, TaskOutcome outcome) {
    if (shouldCommit()) {
      index = task.index();
      kernel = task.call().name();
      cpuTime = outcome.timing().cpuNanos();
      succeeded = outcome.succeeded();
      commit();
    }
  }
}
