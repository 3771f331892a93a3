package dev.fanfare.bench;

import static dev.fanfare.kernel.Delayed.delayed;

import dev.fanfare.kernel.SeedKernels;
import dev.fanfare.kernel.Timing;
import dev.fanfare.wire.Batch;
import dev.fanfare.wire.BatchOutcome;
import dev.fanfare.wire.Codec;
import dev.fanfare.wire.Invocation;
import dev.fanfare.wire.Task;
import dev.fanfare.wire.TaskOutcome;
import dev.fanfare.wire.WorkerInfo;
import java.io.ByteArrayInputStream;
import java.net.URI;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** What crosses a process boundary for a batch of 1,000 tasks. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class CodecBenchmark {

  private static final int TASKS = 1_000;

  private final Batch batch = new Batch(
      "bench",
      0,
      1,
      LongStream.range(0, TASKS)
          .mapToObj(n -> new Task(n, delayed(SeedKernels::sum, n)))
          .toList());
  private final Invocation invocation =
      new Invocation(batch, URI.create("http://127.0.0.1/bucket/result"));
  private final BatchOutcome outcome =
      new BatchOutcome("bench", 0, 1, new WorkerInfo("bench", 1, 1, 2), outcomes());
  private final byte[] invocationJson = Codec.write(invocation);
  private final byte[] outcomeJson = Codec.write(outcome, batch.returnTypes());

  private static List<TaskOutcome> outcomes() {
    Timing timing = new Timing(1_700_000_000_000_000L, 1_234, 1_200);
    return LongStream.range(0, TASKS)
        .mapToObj(n -> TaskOutcome.of(n, SeedKernels.sum(n), timing))
        .toList();
  }

  @Benchmark
  public byte[] writeInvocation() {
    return Codec.write(invocation);
  }

  @Benchmark
  public Invocation readInvocation() {
    return Codec.readInvocation(new ByteArrayInputStream(invocationJson));
  }

  @Benchmark
  public byte[] writeOutcome() {
    return Codec.write(outcome, batch.returnTypes());
  }

  @Benchmark
  public BatchOutcome readOutcome() {
    return Codec.readOutcome(outcomeJson, batch.returnTypes());
  }
}
