package dev.fanfare.local;

import static dev.fanfare.kernel.Delayed.delayed;

import dev.fanfare.kernel.SeedKernels;
import dev.fanfare.kernel.TaskContext;
import dev.fanfare.parallel.Parallel;
import dev.fanfare.parallel.ParallelBuilder;
import java.util.stream.LongStream;

/** The main class of a process in which a kernel calls {@link Parallel}, with and without a backend and a store. */
final class NestedCall {

  private NestedCall() {}

  public static void main(String[] store) {
    TaskContext.enterProcess();
    System.out.println(sum(Parallel.builder()));
    System.out.println(sum(Parallel.builder().backend("processes")));
    System.out.println(sum(Parallel.builder().store(store[0])));
  }

  private static long sum(ParallelBuilder builder) {
    try (Parallel parallel = builder.nJobs(2).build()) {
      return parallel
          .call(LongStream.range(0, 5).mapToObj(n -> delayed(SeedKernels::sum, n)))
          .stream()
          .mapToLong(Long::longValue)
          .sum();
    }
  }
}
