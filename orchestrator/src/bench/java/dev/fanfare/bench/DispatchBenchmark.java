package dev.fanfare.bench;

import static dev.fanfare.kernel.Delayed.delayed;

import dev.fanfare.kernel.Delayed;
import dev.fanfare.kernel.SeedKernels;
import dev.fanfare.parallel.Parallel;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** A run of no-ops through a backend in memory, per task: cutting batches, settling tasks, handing on results in order. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class DispatchBenchmark {

  private static final int TASKS = 10_000;

  @Param({"1", "100"})
  public int batchSize;

  private final List<Delayed<Object>> noOps = LongStream.range(0, TASKS)
      .<Delayed<Object>>mapToObj(n -> delayed(SeedKernels::identity, n))
      .toList();
  private Parallel parallel;

  @Setup
  public void open() {
    parallel = Parallel.builder()
        .backend("memory", MemoryBackend::new)
        .nJobs(4)
        .batchSize(batchSize)
        .build();
  }

  @TearDown
  public void close() {
    parallel.close();
  }

  @Benchmark
  @OperationsPerInvocation(TASKS)
  public List<Object> run() {
    return parallel.call(noOps);
  }
}
