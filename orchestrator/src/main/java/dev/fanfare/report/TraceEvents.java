package dev.fanfare.report;

import dev.fanfare.wire.Codec;
import java.io.IOException;
import java.io.Writer;
import java.math.BigDecimal;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * Writes a run as trace events, a JSON format that Perfetto opens ("Trace Event Format", complete events): a
 * process for each worker, with a track for its batches and one for each of its threads, and one for attempts
 * that were lost. Events of a track do not overlap.
 *
 * <p>Perfetto does not cope with millions of events. Above {@value #MOST_TASKS} tasks, only the tasks of
 * every second, third, ... attempt are written; an event at the beginning says so.
 */
public final class TraceEvents {

  private static final int MOST_TASKS = 200_000;

  /** Track of a worker's batches; those of its threads follow. */
  private static final int BATCHES = 0;

  private final Writer out;
  private final String taskName;
  private final Map<String, Integer> workers = new HashMap<>();
  private final Map<Long, Long> trackEnds = new HashMap<>();
  private final Set<Long> named = new HashSet<>();

  /** How often tasks have failed until now, by their places in the job list. */
  private final Map<Long, Integer> failures = new HashMap<>();

  private long originMicros;
  private boolean begun;

  private TraceEvents(Writer out, String taskName) {
    this.out = out;
    this.taskName = taskName;
  }

  /**
   * Writes the attempts.
   *
   * @param attempts read twice
   * @param taskName what tasks are called, such as the name of their kernel
   * @return the number of tasks that were left out
   */
  public static long write(Iterable<Attempt> attempts, String taskName, Writer out)
      throws IOException {
    long tasks = 0;
    long origin = Long.MAX_VALUE;
    for (Attempt attempt : attempts) {
      tasks += attempt.tasks().size();
      origin = Math.min(origin, attempt.createdEpochMicros());
    }
    TraceEvents events = new TraceEvents(out, taskName);
    events.originMicros = origin;
    return events.write(attempts, Math.max(1, -Math.floorDiv(-tasks, MOST_TASKS)));
  }

  private long write(Iterable<Attempt> attempts, long each) throws IOException {
    out.write("{\"displayTimeUnit\":\"ms\",\"traceEvents\":[\n");
    if (each > 1) {
      String note = "tasks of 1 in " + each + " attempts only";
      event("i", note, 0, 0, 0, ",\"s\":\"g\"");
    }
    long leftOut = 0;
    long number = 0;
    for (Attempt attempt : attempts) {
      boolean withTasks = number++ % each == 0;
      leftOut += withTasks ? 0 : attempt.tasks().size();
      if (attempt.lost()) {
        writeLost(attempt);
      } else if (attempt.ran() && attempt.tasks().size() > 0) {
        write(attempt, withTasks);
      }
      attempt.tasks().errors().keySet().forEach(this::failed);
      attempt.tasks().retried().keySet().forEach(this::failed);
    }
    out.write("\n]}\n");
    return leftOut;
  }

  private void failed(long index) {
    failures.merge(index, 1, Integer::sum);
  }

  // By which worker is not known, and several may be lost at the same time.
  private void writeLost(Attempt attempt) throws IOException {
    int lost = process("", "lost attempts");
    long startNanos = (attempt.createdEpochMicros() - originMicros) * 1000;
    int track = BATCHES;
    while (trackEnds.getOrDefault(key(lost, track), Long.MIN_VALUE) > startNanos) {
      track++;
    }
    String args = "\"batch\":" + attempt.batch() + ",\"attempt\":" + attempt.attempt() + ",\"why\":"
        + Codec.toJson(attempt.loss());
    span(lost, track, startNanos, attempt.answeredMicros() * 1000, "lost", args);
  }

  private void write(Attempt attempt, boolean withTasks) throws IOException {
    int worker = process(attempt.worker(), "worker " + attempt.worker());
    TaskTimes tasks = attempt.tasks();
    long base = attempt.createdEpochMicros() - originMicros;
    long first = Arrays.stream(tasks.startMicros()).min().orElse(0);
    long last = first;
    for (int place = 0; place < tasks.size(); place++) {
      last = Math.max(last, tasks.startMicros()[place] + tasks.wallNanos()[place] / 1000);
    }
    span(
        worker,
        BATCHES,
        (base + first) * 1000,
        (last - first) * 1000,
        "batch " + attempt.batch(),
        "\"attempt\":" + attempt.attempt() + ",\"tasks\":" + tasks.size() + ",\"coldStart\":"
            + attempt.coldStart());
    if (withTasks) {
      writeTasks(worker, base, tasks);
    }
  }

  private void writeTasks(int worker, long base, TaskTimes tasks) throws IOException {
    Integer[] byStart = new Integer[tasks.size()];
    Arrays.setAll(byStart, place -> place);
    Arrays.sort(byStart, Comparator.comparingLong(place -> tasks.startMicros()[place]));
    for (int place : byStart) {
      int track = Math.max(1, tasks.thread(place));
      if (named.add(key(worker, track))) {
        String name = ",\"args\":{\"name\":\"thread " + track + "\"}";
        event("M", "thread_name", worker, track, 0, name);
      }
      span(
          worker,
          track,
          (base + tasks.startMicros()[place]) * 1000,
          tasks.wallNanos()[place],
          taskName + " " + tasks.indices()[place],
          "\"cpuMs\":" + millis(tasks.cpuNanos()[place]) + tries(tasks, tasks.indices()[place]));
    }
  }

  private String tries(TaskTimes tasks, long index) {
    boolean failed = tasks.errors().containsKey(index) || tasks.retried().containsKey(index);
    int before = failures.getOrDefault(index, 0);
    return (before > 0 ? ",\"try\":" + (before + 1) : "") + (failed ? ",\"failed\":true" : "");
  }

  private int process(String id, String name) throws IOException {
    Integer known = workers.get(id);
    if (known != null) {
      return known;
    }
    int number = workers.size() + 1;
    workers.put(id, number);
    String named = ",\"args\":{\"name\":" + Codec.toJson(name) + "}";
    event("M", "process_name", number, BATCHES, 0, named);
    event("M", "thread_name", number, BATCHES, 0, ",\"args\":{\"name\":\"batches\"}");
    return number;
  }

  /** Starts are measured in microseconds and durations in nanoseconds, so neighbors may overlap by one. */
  private void span(int worker, int track, long startNanos, long nanos, String name, String args)
      throws IOException {
    long key = key(worker, track);
    long start = Math.max(startNanos, trackEnds.getOrDefault(key, Long.MIN_VALUE));
    long end = Math.max(start, startNanos + nanos);
    trackEnds.put(key, end);
    String rest = ",\"dur\":" + micros(end - start) + ",\"args\":{" + args + "}";
    event("X", name, worker, track, start, rest);
  }

  private static long key(int worker, int track) {
    return ((long) worker << 32) + track;
  }

  private void event(String phase, String name, int worker, int track, long startNanos, String rest)
      throws IOException {
    out.write(begun ? ",\n" : "");
    begun = true;
    out.write("{\"ph\":\"" + phase + "\",\"name\":" + Codec.toJson(name) + ",\"pid\":" + worker
        + ",\"tid\":" + track + ",\"ts\":" + micros(startNanos) + rest + "}");
  }

  private static String micros(long nanos) {
    return decimals(nanos, 3);
  }

  private static String millis(long nanos) {
    return decimals(nanos, 6);
  }

  // Quicker than a format, for hundreds of thousands of numbers.
  private static String decimals(long value, int places) {
    return BigDecimal.valueOf(value, places).toPlainString();
  }
}
