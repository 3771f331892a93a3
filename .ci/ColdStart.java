import static dev.fanfare.kernel.Delayed.delayed;

import dev.fanfare.backend.BatchResult;
import dev.fanfare.backend.ProcessBackend;
import dev.fanfare.kernel.SeedKernels;
import dev.fanfare.wire.Batch;
import dev.fanfare.wire.Conditions;
import dev.fanfare.wire.Task;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** Measures a worker's cold start, from starting its process to its first answer: ten times, after one warm-up. */
public final class ColdStart {

  public static void main(String[] args) throws Exception {
    archive();
    double[] millis = new double[10];
    try (ProcessBackend backend = new ProcessBackend()) {
      backend.open(1);
      for (int i = 0; i < millis.length; i++) {
        killWorker(backend, 2 * i);
        millis[i] = coldStartMillis(backend, 2 * i + 1);
      }
    }
    Arrays.sort(millis);
    System.out.printf(
        Locale.ROOT,
        "JDK %s: cold start, spawn to first answer, ms: median %.0f, min %.0f, max %.0f%n",
        Runtime.version().feature(),
        (millis[4] + millis[5]) / 2,
        millis[0],
        millis[9]);
  }

  /** The first cloud of an installation creates the class archive of the workers. */
  private static void archive() throws Exception {
    try (ProcessBackend backend = new ProcessBackend()) {
      backend.open(1);
      coldStartMillis(backend, 0);
    }
  }

  /** A late task kills its worker, so the next batch has none. */
  private static void killWorker(ProcessBackend backend, long number) throws Exception {
    Conditions hurry = new Conditions(1, 0, /* timeoutMillis= */ 1, null);
    List<Task> late = List.of(new Task(0, delayed(SeedKernels::waitLoop, 1250)));
    backend.submit(new Batch("cold", number, 1, late, hurry)).get();
  }

  private static double coldStartMillis(ProcessBackend backend, long number) throws Exception {
    List<Task> quick = List.of(new Task(0, delayed(SeedKernels::sum, 40L)));
    BatchResult result = backend.submit(new Batch("cold", number, 1, quick)).get();
    return result.report().initMillis().orElseThrow() + result.report().durationMillis();
  }
}
