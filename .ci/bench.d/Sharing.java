import static dev.fanfare.kernel.Delayed.delayed;

import dev.fanfare.kernel.Kernel;
import dev.fanfare.kernel.Shared;
import dev.fanfare.parallel.Parallel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** A new {@code Parallel} and an array that all its tasks share: {@code N_JOBS}; a round is numbers of tasks and of megabytes. */
public final class Sharing {

  public static void main(String[] args) throws Exception {
    Rounds.serve(words -> round(
        Integer.parseInt(args[0]), Integer.parseInt(words[0]), Integer.parseInt(words[1])));
  }

  /** The sum of a task's part of the array. */
  @Kernel
  public static double part(Shared<double[]> shared, int i, int parts) {
    double[] values = shared.get();
    int size = values.length / parts;
    return Arrays.stream(values, i * size, (i + 1) * size).sum();
  }

  private static Map<String, Double> round(int workers, int tasks, int megabytes)
      throws IOException {
    double[] values = new double[megabytes * 1_000_000 / Double.BYTES];
    Arrays.fill(values, 1);
    long start = System.nanoTime();
    try (Parallel parallel = Parallel.builder().backend("processes").nJobs(workers).build()) {
      Shared<double[]> shared = parallel.share(values);
      List<Double> sums = parallel.call(
          IntStream.range(0, tasks).mapToObj(i -> delayed(Sharing::part, shared, i, tasks)));
      double wall = Rounds.secondsSince(start);
      double total = sums.stream().mapToDouble(sum -> sum).sum();
      return Map.of("wall", wall, "total", total, "workerMb", largestWorkerMb());
    }
  }

  private static double largestWorkerMb() throws IOException {
    double largest = 1;
    for (ProcessHandle worker : ProcessHandle.current().children().toList()) {
      Path status = Path.of("/proc/" + worker.pid() + "/status");
      if (Files.exists(status)) {
        try (Stream<String> lines = Files.lines(status)) {
          largest = Math.max(
              largest,
              lines
                  .filter(line -> line.startsWith("VmHWM:"))
                  .mapToDouble(line -> Long.parseLong(line.replaceAll("\\D", "")) * 1024 / 1e6)
                  .findFirst()
                  .orElse(1));
        }
      }
    }
    return largest;
  }
}
