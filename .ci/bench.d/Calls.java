import static dev.fanfare.kernel.Delayed.delayed;

import dev.fanfare.kernel.Delayed;
import dev.fanfare.kernel.SeedKernels;
import dev.fanfare.parallel.Parallel;
import dev.fanfare.parallel.ParallelBuilder;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.LongFunction;
import java.util.stream.LongStream;

/** Calls of one {@code Parallel} with automatic batches: {@code BACKEND N_JOBS KERNEL [STORE]}; a round is a number of tasks. */
public final class Calls {

  public static void main(String[] args) throws Exception {
    ParallelBuilder builder = Parallel.builder().backend(args[0]).nJobs(Integer.parseInt(args[1]));
    LongFunction<Delayed<Object>> kernel = kernel(args[2]);
    if (args.length > 3) {
      builder.store(Path.of(args[3]));
    }
    try (Parallel parallel = builder.build()) {
      Rounds.serve(words -> call(parallel, kernel, Long.parseLong(words[0])));
    }
  }

  private static Map<String, Double> call(
      Parallel parallel, LongFunction<Delayed<Object>> kernel, long tasks) {
    long start = System.nanoTime();
    List<Object> results = parallel.call(LongStream.range(0, tasks).mapToObj(kernel));
    double wall = Rounds.secondsSince(start);
    double cpu = Cpu.all();
    double total =
        results.stream().mapToDouble(result -> ((Number) result).doubleValue()).sum();
    return Map.of("wall", wall, "cpu", cpu, "total", total);
  }

  private static LongFunction<Delayed<Object>> kernel(String name) {
    return switch (name) {
      case "sum" -> n -> Delayed.<Long, Object>delayed(SeedKernels::sum, n);
      case "identity" -> n -> delayed(SeedKernels::identity, (double) n);
      default ->
        throw new IllegalArgumentException("kernel must be 'sum' or 'identity', got: " + name);
    };
  }
}
