package dev.fanfare.cli;

import dev.fanfare.BatchSize;
import dev.fanfare.kernel.Delayed;
import dev.fanfare.report.Trials;
import dev.fanfare.wire.Codec;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Settings that take turns with the same tasks, so that whatever else the machine does hits all of
 * them. Not thread-safe.
 */
final class Contest implements AutoCloseable {

  private static final int MOST_ROUNDS = 99;

  private final TaskSample sample;
  private final List<Contender> all = new ArrayList<>();

  /** A contest without contenders. */
  Contest(TaskSample sample) {
    this.sample = sample;
  }

  void add(Arena arena, int workers, BatchSize batchSize) {
    all.add(new Contender(arena, workers, batchSize));
  }

  /** Measures in rounds until the time is up, but one round at least. */
  Trials run(Duration time) {
    long start = System.nanoTime();
    all.forEach(contender -> contender.run(warmUp(contender)));
    all.forEach(contender -> contender.measure(sample.tasks()));
    for (int round = 2; round <= MOST_ROUNDS; round++) {
      for (Contender contender : left()) {
        if (System.nanoTime() - start > time.toNanos()) {
          return trials();
        }
        contender.measure(sample.tasks());
      }
    }
    return trials();
  }

  /** What starts all workers and, unless that takes long, has the kernel compiled. */
  private List<Delayed<@Nullable Object>> warmUp(Contender contender) {
    int workers = contender.workers();
    return sample.isOfLongTasks()
        ? Collections.nCopies(workers, Codec.call("identity", 0))
        : sample
            .tasks()
            .subList(
                0,
                Math.min(sample.tasks().size(), Math.max(workers, sample.tasks().size() / 4)));
  }

  private List<Contender> left() {
    Trials trials = trials();
    List<Contender> left = new ArrayList<>(all);
    left.removeIf(contender -> trials.hasLost(contender.trial()));
    return left;
  }

  private Trials trials() {
    return new Trials(all.stream().map(Contender::trial).toList());
  }

  @Override
  public void close() {
    all.forEach(Contender::close);
  }
}
