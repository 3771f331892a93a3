package dev.fanfare.cli;

import dev.fanfare.BatchSize;
import dev.fanfare.ElapsedReport;
import dev.fanfare.FinishedBatch;
import dev.fanfare.JobList;
import dev.fanfare.LabeledText;
import dev.fanfare.backend.FunctionMemory;
import dev.fanfare.backend.LambdaBackend;
import dev.fanfare.parallel.Parallel;
import dev.fanfare.report.BilledFunction;
import dev.fanfare.report.Cost;
import dev.fanfare.report.MemoryRound;
import dev.fanfare.report.MemoryTrial;
import dev.fanfare.report.MemoryTrials;
import dev.fanfare.report.PriceList;
import dev.fanfare.report.Trials;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Measures a sample of tasks on a function with several memory sizes, in turns, and sets its memory
 * back at the end, whatever happens.
 *
 * @param sizes in MB, smallest first
 * @param sample number of tasks; null for as many as the time allows
 * @param time time to measure; each size is measured once at least
 */
record MemoryTuning(
    Target target,
    List<Integer> sizes,
    int jobs,
    @Nullable Integer sample,
    Duration time,
    PrintWriter out,
    PrintWriter err) {

  private static final int MOST_ROUNDS = 5;

  /** Measures, and prints what to use. */
  void run(JobList list) {
    LambdaBackend backend = (LambdaBackend) target.create(Target.LAMBDA);
    BilledFunction function = billed(backend);
    PriceList prices = PriceList.load();
    try (FunctionMemory memory = backend.memory(err::println)) {
      LambdaSample tasks = sample(list, memory);
      tell(list, function, memory, tasks);
      MemoryTrials trials = new MemoryTrials(
          measure(memory, tasks), new Cost(prices, function.region(), function.arm()));
      out.println(trials.table() + "\n\n" + trials.plot() + "\n");
      int size = trials.recommended().memoryMb();
      out.println(new LabeledText("recommended", trials.advice(batchSize(memory, tasks, size))));
    } catch (RuntimeException e) {
      // Only the first error is printed, but the memory matters more.
      for (Throwable alsoFailed : e.getSuppressed()) {
        err.println("fanfare: " + alsoFailed.getMessage());
      }
      throw e;
    }
  }

  private static BilledFunction billed(LambdaBackend backend) {
    BilledFunction function = backend.billed().orElseThrow();
    if (!function.reported()) {
      throw new IllegalArgumentException("tune needs the billed time of invocations, which Lambda"
          + " does not report of queued ones; leave out --queued");
    }
    return function;
  }

  private void tell(
      JobList list, BilledFunction function, FunctionMemory memory, LambdaSample sample) {
    err.println("function " + function.name() + " in " + function.region() + " has "
        + memory.originalMb() + " MB of memory now, and will have them again at the end; by hand: "
        + memory.howToRestore());
    err.println("measuring " + sample.tasks().tasks().size() + " of " + list.size()
        + " tasks of about " + sample.tasks().perTask() + " with " + TuneCommand.words(sizes)
        + " MB ...");
  }

  private LambdaSample sample(JobList list, FunctionMemory memory) {
    try (Contender pilot = new Contender(arena(memory, batch -> {}), 1, BatchSize.AUTO)) {
      return LambdaSample.of(list, sizes, jobs, sample, time, pilot);
    }
  }

  private Arena arena(FunctionMemory memory, Consumer<FinishedBatch> batches) {
    return new Arena(
        () -> Parallel.builder()
            .backend(Target.LAMBDA, () -> target.create(Target.LAMBDA))
            .onBatch(batches),
        memory.howToRestore(),
        err);
  }

  /** A, B, C, A, B, C, and so on until the time is up. */
  private List<MemoryTrial> measure(FunctionMemory memory, LambdaSample tasks) {
    Map<Integer, List<MemoryRound>> rounds = new TreeMap<>();
    List<Integer> possible = new ArrayList<>(sizes);
    long start = System.nanoTime();
    for (int round = 1; round <= MOST_ROUNDS; round++) {
      for (int size : List.copyOf(possible)) {
        if (round > 1 && System.nanoTime() - start > time.toNanos()) {
          return trials(rounds);
        }
        if (change(memory, size, possible)) {
          rounds
              .computeIfAbsent(size, unmeasured -> new ArrayList<>())
              .add(round(memory, size, tasks));
        }
      }
    }
    return trials(rounds);
  }

  private static List<MemoryTrial> trials(Map<Integer, List<MemoryRound>> rounds) {
    return rounds.entrySet().stream()
        .map(size -> new MemoryTrial(size.getKey(), size.getValue()))
        .toList();
  }

  /** Whether the function has that memory now: accounts may have lower limits than Lambda. */
  private boolean change(FunctionMemory memory, int size, List<Integer> possible) {
    try {
      memory.change(size);
      return true;
    } catch (IllegalArgumentException e) {
      possible.remove((Integer) size);
      if (possible.isEmpty()) {
        throw e;
      }
      err.println(e.getMessage());
      return false;
    }
  }

  /** Each change of the memory makes Lambda start new environments. */
  private MemoryRound round(FunctionMemory memory, int size, LambdaSample sample) {
    List<Double> initMillis = new CopyOnWriteArrayList<>();
    Arena arena = arena(memory, batch -> {
      if (batch.initMillis() > 0) {
        initMillis.add(batch.initMillis());
      }
    });
    try (Contender contender = new Contender(full(arena), jobs, sample.batchSize(size))) {
      ElapsedReport cold = contender.run(sample.tasks().tasks());
      List<Double> inits = List.copyOf(initMillis);
      ElapsedReport warm = contender.run(sample.tasks().tasks());
      if (warm.coldStarts() > 0) {
        warm = contender.run(sample.tasks().tasks());
      }
      return MemoryRound.of(cold, inits, warm);
    }
  }

  // The first batches of a run that reads its input step by step are small, which would count too
  // much in a short one.
  private static Arena full(Arena arena) {
    return new Arena(
        () -> arena.builder().get().preDispatch("all"), arena.ifStopped(), arena.err());
  }

  private BatchSize batchSize(FunctionMemory memory, LambdaSample sample, int memoryMb) {
    List<BatchSize> choices = sample.batchSizes(memoryMb);
    if (choices.size() == 1) {
      return choices.get(0);
    }
    err.println("measuring batches of "
        + TuneCommand.words(choices.stream().map(BatchSize::text).toList()) + " tasks with "
        + memoryMb + " MB ...");
    memory.change(memoryMb);
    try (Contest contest = new Contest(sample.tasks())) {
      Arena arena = arena(memory, batch -> {});
      choices.forEach(choice -> contest.add(arena, jobs, choice));
      Trials trials = contest.run(time.dividedBy(4));
      out.println(trials.table() + "\n");
      return trials.recommended().batchSize();
    }
  }
}
