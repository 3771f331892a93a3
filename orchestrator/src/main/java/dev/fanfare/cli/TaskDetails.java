package dev.fanfare.cli;

import dev.fanfare.LabeledText;
import dev.fanfare.Outcome;
import dev.fanfare.kernel.Delayed;
import dev.fanfare.kernel.Excerpt;
import dev.fanfare.kernel.FanfareException;
import dev.fanfare.kernel.MalformedMessageException;
import dev.fanfare.kernel.TaskError;
import dev.fanfare.kernel.Timing;
import dev.fanfare.report.Attempt;
import dev.fanfare.runs.SavedRun;
import dev.fanfare.runs.Try;
import dev.fanfare.store.RunFolder;
import dev.fanfare.wire.Codec;
import dev.fanfare.wire.Task;
import java.io.PrintWriter;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * All that is recorded about a task, for people.
 *
 * @param runId its run
 * @param task the task
 * @param outcome its outcome; empty if it has none yet
 * @param tries its tries
 * @param lost attempts at the batches of these tries that returned nothing
 */
record TaskDetails(
    String runId,
    Task task,
    Optional<Outcome<@Nullable Object>> outcome,
    List<Try> tries,
    List<Attempt> lost) {

  /** Characters of an argument or a value; {@code --json} has all of them. */
  private static final int MOST_CHARACTERS = 500;

  /**
   * The task at that index.
   *
   * @throws IllegalArgumentException if there is none
   */
  static TaskDetails of(SavedRun run, long index) {
    Task task = run.task(index);
    List<Try> tries = new ArrayList<>();
    run.forEachTry(each -> {
      if (each.outcome().index() == index) {
        add(each, tries);
      }
    });
    List<Attempt> lost = new ArrayList<>();
    for (Attempt attempt : run.spans()) {
      if (attempt.lost() && tries.stream().anyMatch(each -> each.batch() == attempt.batch())) {
        lost.add(attempt);
      }
    }
    return new TaskDetails(run.manifest().runId(), task, run.outcomeOf(task), tries, lost);
  }

  // A failure that could have been retried and was not has been recorded twice.
  private static void add(Try next, List<Try> tries) {
    Try last = tries.isEmpty() ? null : tries.get(tries.size() - 1);
    if (last != null
        && last.outcome().provisional()
        && last.outcome().timing().equals(next.outcome().timing())) {
      tries.set(
          tries.size() - 1, new Try(last.batch(), last.attempt(), last.worker(), next.outcome()));
    } else {
      tries.add(next);
    }
  }

  void print(PrintWriter out) {
    line(out, "task", task.index() + " of run " + runId + ", " + state());
    call(out, task.call());
    for (Attempt attempt : lost) {
      line(
          out,
          "lost",
          place(attempt.batch(), attempt.attempt()) + " after "
              + time(attempt.answeredMicros() * 1_000L) + ": " + attempt.loss());
    }
    for (int i = 0; i < tries.size(); i++) {
      Try each = tries.get(i);
      TaskError error = each.outcome().error();
      if (error != null && isGivenUp(each)) {
        line(out, "gave up", start(each.outcome().timing()) + ": " + firstLine(error));
      } else {
        line(out, "try " + (i + 1), told(each, i + 1 == tries.size()));
      }
    }
    outcome.filter(Outcome::succeeded).ifPresent(done -> line(out, "value", json(done.value())));
    outcome
        .flatMap(Outcome::error)
        .map(TaskError::trace)
        .ifPresent(trace -> paragraph(out, "error", trace));
    String printed =
        tries.stream().map(each -> each.outcome().output()).collect(Collectors.joining());
    if (!printed.isEmpty()) {
      paragraph(out, "output", printed);
    }
  }

  /** Whether no worker ran it: it is recorded as the attempt after those that were lost. */
  private boolean isGivenUp(Try each) {
    return each.worker().id().isEmpty()
        && lost.stream().anyMatch(attempt -> attempt.batch() == each.batch());
  }

  private String state() {
    return outcome
        .map(done -> done.remembered() ? "remembered" : done.succeeded() ? "returned" : "failed")
        .orElse("no outcome yet");
  }

  private static void call(PrintWriter out, Delayed<?> call) {
    line(out, "kernel", call.hasKernel() ? call.kernel().name() : call.name() + unknown(call));
    List<@Nullable Object> arguments = call.arguments();
    List<String> names = call.hasKernel() ? call.kernel().parameterNames() : call.names();
    for (int i = 0; i < arguments.size(); i++) {
      String name = names.isEmpty() ? "" : names.get(i) + " = ";
      line(out, i == 0 ? "arguments" : "", name + json(arguments.get(i)));
    }
    if (call.origin() != null) {
      line(out, "origin", call.origin());
    }
  }

  private static String unknown(Delayed<?> call) {
    try {
      call.kernel();
      return "";
    } catch (FanfareException e) {
      return ", which cannot be called here: " + e.getMessage();
    }
  }

  private static String told(Try each, boolean last) {
    Timing timing = each.outcome().timing();
    TaskError error = each.outcome().error();
    String when = timing.startEpochMicros() == 0
        ? "not run"
        : start(timing) + ", " + time(timing.wallNanos()) + " wall, " + time(timing.cpuNanos())
            + " CPU";
    return when + worker(each) + "; "
        + (error == null ? "returned" : failed(each, last) + ": " + firstLine(error));
  }

  private static String failed(Try each, boolean last) {
    if (!each.outcome().provisional()) {
      return "failed";
    }
    return last ? "failed, not tried again yet" : "failed, then tried again";
  }

  private static String worker(Try each) {
    if (each.worker().id().isEmpty()) {
      return ", " + place(each.batch(), each.attempt());
    }
    int thread = each.outcome().timing().thread();
    return ", worker " + each.worker().id() + " (process " + each.worker().pid()
        + (thread == 0 ? "" : ", thread " + thread)
        + (each.worker().coldStart() ? ", cold start" : "") + "), "
        + place(each.batch(), each.attempt());
  }

  private static String place(long batch, int attempt) {
    long session = batch / RunFolder.SESSION_BATCHES + 1;
    return "session " + session + ", batch " + batch % RunFolder.SESSION_BATCHES + ", attempt "
        + attempt;
  }

  private static String firstLine(TaskError error) {
    return error.summary().lines().findFirst().orElse("");
  }

  private static Instant start(Timing timing) {
    return Instant.EPOCH
        .plus(timing.startEpochMicros(), ChronoUnit.MICROS)
        .truncatedTo(ChronoUnit.MILLIS);
  }

  private static String time(long nanos) {
    return nanos < 1_000_000_000L
        ? String.format(Locale.ROOT, "%.3f ms", nanos / 1e6)
        : String.format(Locale.ROOT, "%.2f s", nanos / 1e9);
  }

  private static String json(@Nullable Object value) {
    try {
      return Excerpt.of(Codec.toJson(value), MOST_CHARACTERS);
    } catch (MalformedMessageException e) {
      return Excerpt.of(String.valueOf(value), MOST_CHARACTERS);
    }
  }

  private static void line(PrintWriter out, String label, String text) {
    out.println(Columns.fit(new LabeledText(label, text)));
  }

  /** Unchanged lines below their heading. */
  private static void paragraph(PrintWriter out, String heading, String text) {
    out.println(heading);
    text.lines().forEach(line -> out.println("  " + line));
  }
}
