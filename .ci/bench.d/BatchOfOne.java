import static dev.fanfare.kernel.Delayed.delayed;

import dev.fanfare.backend.ProcessBackend;
import dev.fanfare.kernel.SeedKernels;
import dev.fanfare.wire.Batch;
import dev.fanfare.wire.Task;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** Batches of one task through a worker process, one after another; a round is a number of batches. */
public final class BatchOfOne {

  private long batches;

  public static void main(String[] args) throws Exception {
    try (ProcessBackend backend = new ProcessBackend()) {
      backend.open(1);
      BatchOfOne rounds = new BatchOfOne();
      Rounds.serve(words -> rounds.run(backend, Integer.parseInt(words[0])));
    }
  }

  private Map<String, Double> run(ProcessBackend backend, int count) throws Exception {
    double[] millis = new double[count];
    double total = 0;
    for (int i = 0; i < count; i++) {
      List<Task> task = List.of(new Task(batches, delayed(SeedKernels::sum, 40L)));
      long start = System.nanoTime();
      Object result = backend
          .submit(new Batch("one", batches++, 1, task))
          .get()
          .outcome()
          .tasks()
          .get(0)
          .value();
      millis[i] = 1e3 * Rounds.secondsSince(start);
      total += ((Number) result).doubleValue();
    }
    Arrays.sort(millis);
    return Map.of("p50Millis", millis[count / 2], "total", total);
  }
}
