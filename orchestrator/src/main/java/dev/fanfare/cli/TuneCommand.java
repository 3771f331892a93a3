package dev.fanfare.cli;

import dev.fanfare.BatchSize;
import dev.fanfare.JobList;
import dev.fanfare.LabeledText;
import dev.fanfare.RunCancelledException;
import dev.fanfare.TaskFailedException;
import dev.fanfare.parallel.Parallel;
import dev.fanfare.report.Trials;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.List;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code fanfare tune}: measures a kernel and recommends how to run it. */
@Command(
    name = "tune",
    sortOptions = false,
    customSynopsis = {
      "fanfare tune [OPTIONS] JOBS",
      "       fanfare tune [OPTIONS] --kernel=NAME (--range=FROM:TO | ...)"
    },
    description = {
      "Runs a sample of a job list with different numbers of workers and batch sizes, in turns, and "
          + "recommends a number of workers and a batch size.",
      "On lambda, measures memory sizes of the function instead of numbers of workers, and sets its "
          + "memory back at the end. Needs lambda:GetFunctionConfiguration and "
          + "lambda:UpdateFunctionConfiguration.",
      "The tasks of the sample run many times. Nothing is recorded."
    },
    footer = {
      "",
      "Examples:",
      "  fanfare tune jobs.jsonl --backend threads",
      "  fanfare tune jobs.jsonl --function fanfare-worker-1 --memory 1769,3538"
    })
final class TuneCommand implements Callable<Integer> {

  private static final List<String> BACKENDS = List.of("threads", "processes", Target.LAMBDA);

  private static final String DEFAULT_BACKEND = "processes";

  private static final int DEFAULT_SECONDS = 60;

  /** The start of new environments takes its time. */
  private static final int DEFAULT_LAMBDA_SECONDS = 240;

  /** Up to this number of processors, each number of workers is measured. */
  private static final int FEW = 4;

  @Mixin
  @SuppressWarnings("NullAway.Init") // picocli sets it.
  private Jobs jobs;

  @Mixin
  @SuppressWarnings("NullAway.Init")
  private Target.OfTuning target;

  @Mixin
  @SuppressWarnings("NullAway.Init")
  private MemoryOptions memory;

  @Option(
      names = "--sample",
      paramLabel = "N",
      description =
          "Number of tasks to measure with, spread over the job list. Default: as many as "
              + "fit into --seconds several times.")
  private @Nullable Integer sample;

  @Option(
      names = "--seconds",
      paramLabel = "S",
      description = "Time to measure. Each setting is measured once at least, even if that takes "
          + "longer. Default: " + DEFAULT_SECONDS + ", on lambda " + DEFAULT_LAMBDA_SECONDS + ".")
  private @Nullable Integer seconds;

  @Option(
      names = "--max-workers",
      paramLabel = "N",
      description = "Largest number of workers to try on threads and processes. Default: twice the "
          + "number of processors.")
  private @Nullable Integer mostWorkers;

  @Spec
  @SuppressWarnings("NullAway.Init")
  private CommandSpec spec;

  @Override
  public Integer call() {
    PrintWriter err = spec.commandLine().getErr();
    check();
    JobList list = jobs.check(err);
    if (list.size() == 0) {
      return 0;
    }
    try (ReservedOutput reserved = ReservedOutput.forResultsOf(spec.commandLine())) {
      if (isOnLambda()) {
        new MemoryTuning(
                target,
                memory.sizes(),
                memory.jobs(),
                sample,
                time(),
                spec.commandLine().getOut(),
                err)
            .run(list);
      } else {
        tune(list, err);
      }
      return 0;
    } catch (TaskFailedException e) {
      err.println("fanfare: tune needs tasks that return: " + e.getMessage());
      return ExitCode.TASKS_FAILED;
    } catch (RunCancelledException | CancellationException e) {
      err.println("interrupted: nothing to recommend");
      return ExitCode.INTERRUPTED;
    }
  }

  private String backend() {
    String name = target.name();
    return name == null ? DEFAULT_BACKEND : name;
  }

  private boolean isOnLambda() {
    return backend().equals(Target.LAMBDA);
  }

  private Duration time() {
    int standard = isOnLambda() ? DEFAULT_LAMBDA_SECONDS : DEFAULT_SECONDS;
    return Duration.ofSeconds(seconds == null ? standard : seconds);
  }

  private void check() {
    if (!BACKENDS.contains(backend())) {
      throw new IllegalArgumentException(
          "tune measures threads, processes and lambda; --backend must be one of them, got: "
              + backend());
    }
    // Refuses options for another backend.
    target.create(backend());
    memory.check(isOnLambda());
    if (isOnLambda() && mostWorkers != null) {
      throw new IllegalArgumentException("--max-workers requires --backend threads or processes");
    }
    requirePositive("--seconds", seconds);
    requirePositive("--sample", sample);
    requirePositive("--max-workers", mostWorkers);
  }

  static void requirePositive(String option, @Nullable Integer value) {
    if (value != null && value < 1) {
      throw new IllegalArgumentException(option + " must be at least 1, got: " + value);
    }
  }

  private void tune(JobList list, PrintWriter err) {
    Duration time = time();
    TaskSample tasks = sample(list, time, err);
    List<Integer> counts = counts();
    err.println("measuring " + tasks.tasks().size() + " of " + list.size() + " tasks of about "
        + tasks.perTask() + " with " + words(counts) + " workers ...");
    Trials workers =
        contest(tasks, counts, List.of(BatchSize.AUTO), time.multipliedBy(2).dividedBy(3));
    PrintWriter out = spec.commandLine().getOut();
    out.println(workers.table() + "\n\n" + workers.plot() + "\n");
    int best = workers.recommended().workers();
    List<BatchSize> sizes = tasks.batchSizes(best);
    Trials batches = workers;
    if (sizes.size() > 1) {
      err.println(
          "measuring batches of " + words(sizes.stream().map(BatchSize::text).toList())
              + " tasks with " + best + " workers ...");
      batches = contest(tasks, List.of(best), sizes, time.dividedBy(3));
      out.println(batches.table() + "\n");
    }
    out.println(new LabeledText("recommended", workers.advice(backend(), batches)));
  }

  private TaskSample sample(JobList list, Duration time, PrintWriter err) {
    try (Contender pilot = new Contender(Arena.of(backend(), err), 1, BatchSize.AUTO)) {
      return TaskSample.of(list, sample, time, pilot);
    }
  }

  private Trials contest(
      TaskSample tasks, List<Integer> counts, List<BatchSize> sizes, Duration time) {
    try (Contest contest = new Contest(tasks)) {
      Arena arena = Arena.of(backend(), spec.commandLine().getErr());
      counts.forEach(count -> sizes.forEach(size -> contest.add(arena, count, size)));
      return contest.run(time);
    }
  }

  /** All numbers up to twice that of the processors or, if these are many, some of them. */
  private List<Integer> counts() {
    int processors = Parallel.cpuCount();
    int most = mostWorkers == null ? 2 * processors : mostWorkers;
    TreeSet<Integer> counts = new TreeSet<>(List.of(processors, 3 * processors / 2, most));
    for (int count = 1; count < most; count = processors <= FEW ? count + 1 : 2 * count) {
      counts.add(count);
    }
    return List.copyOf(counts.headSet(most, /* inclusive= */ true));
  }

  static String words(List<?> choices) {
    return choices.stream().map(Object::toString).collect(Collectors.joining(", "));
  }
}
