package dev.fanfare.dispatch;

import dev.fanfare.BatchSize;
import dev.fanfare.PreDispatch;
import dev.fanfare.report.ProgressLines;
import dev.fanfare.report.Trace;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.stream.IntStream;

/** A call with the options of a trace, whose only worker takes batches first in, first out, under a virtual clock. */
final class FifoCall {

  private record Pending(List<Integer> tasks, double dispatchedAt) {}

  final List<Integer> batches = new ArrayList<>();
  final List<String> printed = new ArrayList<>();

  private final Trace trace;
  private final ProgressLines lines;
  private final BatchSizer sizer;
  private final BatchCutter<Integer> cutter;
  private final Queue<Pending> queue = new ArrayDeque<>();
  private double clock;
  private long completed;

  FifoCall(Trace trace) {
    this.trace = trace;
    this.lines = trace.lines();
    BatchSizer whenAuto = trace.auto()
        ? new AutoBatchSizer(notice -> print(lines.batchSizing(notice)))
        : FixedBatchSizer.ONE;
    this.sizer = BatchSizer.of(BatchSize.parse(trace.batchSize().getAsString()), whenAuto);
    this.cutter = new BatchCutter<>(
        IntStream.range(0, trace.nTasks()).iterator(),
        trace.nJobs(),
        PreDispatch.parse(trace.preDispatch().getAsString()));
  }

  void run() {
    print(lines.backend(trace.auto() ? "FifoAuto" : "Fifo", trace.nJobs()));
    while (submit(cutter.nextEager(sizer.nextSize()))) {}
    while (!queue.isEmpty()) {
      complete(queue.remove());
    }
  }

  private void complete(Pending batch) {
    for (int task : batch.tasks) {
      clock += trace.seconds(task);
    }
    sizer.completed(batch.tasks.size(), clock - batch.dispatchedAt);
    completed += batch.tasks.size();
    print(lines.progress(cutter.progress(completed, clock)));
    if (!cutter.exhausted()) {
      submit(cutter.next(sizer.nextSize()));
    }
  }

  private boolean submit(List<Integer> batch) {
    if (!batch.isEmpty()) {
      batches.add(batch.size());
      queue.add(new Pending(batch, clock));
    }
    return !batch.isEmpty();
  }

  private void print(Optional<String> line) {
    line.ifPresent(printed::add);
  }
}
