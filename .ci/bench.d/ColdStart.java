import static dev.fanfare.kernel.Delayed.delayed;

import dev.fanfare.backend.BatchResult;
import dev.fanfare.backend.ProcessBackend;
import dev.fanfare.kernel.SeedKernels;
import dev.fanfare.wire.Batch;
import dev.fanfare.wire.Conditions;
import dev.fanfare.wire.Task;
import java.util.List;
import java.util.Map;

/** A worker's cold start, from starting its process to its first answer; a round is one of them. */
public final class ColdStart {

  private long batches;

  public static void main(String[] args) throws Exception {
    ColdStart rounds = new ColdStart();
    try (ProcessBackend backend = new ProcessBackend()) {
      backend.open(1);
      Rounds.serve(words -> rounds.run(backend));
    }
  }

  private Map<String, Double> run(ProcessBackend backend) throws Exception {
    killWorker(backend);
    List<Task> quick = List.of(new Task(0, delayed(SeedKernels::sum, 40L)));
    BatchResult result = backend.submit(new Batch("cold", batches++, 1, quick)).get();
    double millis = result.report().initMillis().orElseThrow() + result.report().durationMillis();
    return Map.of(
        "millis",
        millis,
        "total",
        ((Number) result.outcome().tasks().get(0).value()).doubleValue());
  }

  /** A late task kills its worker, so the next batch has none. */
  private void killWorker(ProcessBackend backend) throws Exception {
    Conditions hurry = new Conditions(1, 0, /* timeoutMillis= */ 1, null);
    List<Task> late = List.of(new Task(0, delayed(SeedKernels::waitLoop, 1250)));
    backend.submit(new Batch("cold", batches++, 1, late, hurry)).get();
  }
}
