package dev.fanfare.cli;

import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options of {@code tune} for Lambda. */
final class MemoryOptions {

  private static final int LEAST_MB = 128;
  private static final int MOST_MB = 10_240;

  /** From one vCPU to all six. */
  private static final List<Integer> DEFAULT_MB = List.of(1769, 3538, 5307, 7076, MOST_MB);

  private static final int DEFAULT_JOBS = 2;

  @Option(
      names = "--memory",
      paramLabel = "MB",
      split = ",",
      description = "On lambda, memory sizes to measure, from 128 to 10240. Default: "
          + "1769,3538,5307,7076,10240, which are 1, 2, 3, 4 and 6 vCPUs.")
  private @Nullable List<Integer> memoryMb;

  @Option(
      names = {"-j", "--n-jobs"},
      paramLabel = "N",
      description =
          "On lambda, concurrent invocations to measure with. Default: " + DEFAULT_JOBS + ".")
  private @Nullable Integer jobs;

  /** Throws if a size is impossible, or if the backend is another and an option is given. */
  void check(boolean onLambda) {
    if (!onLambda && (memoryMb != null || jobs != null)) {
      throw new IllegalArgumentException("--memory and --n-jobs of tune require --backend lambda");
    }
    sizes().stream()
        .filter(size -> size < LEAST_MB || size > MOST_MB)
        .findFirst()
        .ifPresent(size -> {
          throw new IllegalArgumentException(
              "--memory must be from " + LEAST_MB + " to " + MOST_MB + " MB, got: " + size);
        });
    TuneCommand.requirePositive("--n-jobs", jobs);
  }

  /** The sizes, in MB, smallest first. */
  List<Integer> sizes() {
    return (memoryMb == null ? DEFAULT_MB : memoryMb)
        .stream().distinct().sorted().toList();
  }

  /** Number of concurrent invocations. */
  int jobs() {
    return jobs == null ? DEFAULT_JOBS : jobs;
  }
}
