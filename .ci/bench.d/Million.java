import static dev.fanfare.kernel.Delayed.delayed;

import dev.fanfare.kernel.Delayed;
import dev.fanfare.kernel.SeedKernels;
import dev.fanfare.parallel.Parallel;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.LongStream;

/** A long job list through processes, of which nothing is kept: {@code N_JOBS}; a round is a number of tasks. */
public final class Million {

  public static void main(String[] args) throws Exception {
    try (Parallel parallel =
        Parallel.builder().backend("processes").nJobs(Integer.parseInt(args[0])).build()) {
      Rounds.serve(words -> forEach(parallel, Long.parseLong(words[0])));
    }
  }

  private static Map<String, Double> forEach(Parallel parallel, long tasks) {
    LongAdder total = new LongAdder();
    Iterable<Delayed<Long>> jobs = () -> LongStream.range(0, tasks)
        .mapToObj(n -> delayed(SeedKernels::sum, n % 10))
        .iterator();
    parallel.forEach(jobs, outcome -> total.add(outcome.get()));
    return Map.of("ownCpu", Cpu.own(), "total", total.doubleValue());
  }
}
