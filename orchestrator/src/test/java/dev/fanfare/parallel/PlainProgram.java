package dev.fanfare.parallel;

import static dev.fanfare.kernel.Delayed.delayed;

import dev.fanfare.kernel.SeedKernels;
import java.util.List;
import java.util.stream.LongStream;

/** A user's program: runs some tasks on the backend of its first argument, recorded in the store of its second one if there is one. */
final class PlainProgram {

  private PlainProgram() {}

  public static void main(String[] arguments) {
    ParallelBuilder builder = Parallel.builder().backend(arguments[0]).nJobs(2);
    try (Parallel parallel =
        (arguments.length > 1 ? builder.store(arguments[1]) : builder).build()) {
      List<Long> sums =
          parallel.call(LongStream.range(0, 50).mapToObj(n -> delayed(SeedKernels::sum, n)));
      System.out.println(sums.get(40));
    }
  }
}
