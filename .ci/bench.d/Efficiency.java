import static dev.fanfare.kernel.Delayed.delayed;

import dev.fanfare.kernel.SeedKernels;
import dev.fanfare.parallel.Parallel;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Kernels of about 100 ms: {@code WORKERS}; a round is {@code pool}, {@code threads} or {@code processes}, and a number of tasks. */
public final class Efficiency {

  /** About 100 ms of wait loop. */
  private static final int SIZE = 420;

  public static void main(String[] args) throws Exception {
    int workers = Integer.parseInt(args[0]);
    ExecutorService pool = Executors.newFixedThreadPool(workers);
    try (Parallel threads = Parallel.builder().backend("threads").nJobs(workers).build();
        Parallel processes =
            Parallel.builder().backend("processes").nJobs(workers).build()) {
      Rounds.serve(words -> round(words[0], Integer.parseInt(words[1]), pool, threads, processes));
    } finally {
      pool.shutdown();
    }
  }

  private static Map<String, Double> round(
      String who, int tasks, ExecutorService pool, Parallel threads, Parallel processes)
      throws Exception {
    long start = System.nanoTime();
    List<Double> results =
        switch (who) {
          case "pool" -> onPool(pool, tasks);
          case "threads" -> onFanfare(threads, tasks);
          case "processes" -> onFanfare(processes, tasks);
          default -> throw new IllegalArgumentException("no such round: " + who);
        };
    double wall = Rounds.secondsSince(start);
    double total = results.stream().mapToDouble(result -> result).sum();
    return Map.of("wall", wall, "total", (double) Math.round(total / SIZE));
  }

  private static List<Double> onFanfare(Parallel parallel, int tasks) {
    return parallel.call(Collections.nCopies(tasks, delayed(SeedKernels::waitLoop, SIZE)));
  }

  private static List<Double> onPool(ExecutorService pool, int tasks) throws Exception {
    Callable<Double> task = () -> SeedKernels.waitLoop(SIZE);
    List<Double> results = new ArrayList<>();
    for (Future<Double> future : pool.invokeAll(Collections.nCopies(tasks, task))) {
      results.add(future.get());
    }
    return results;
  }
}
