package dev.fanfare.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fanfare.backend.DescribedFunction;
import java.io.IOException;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What the command line says about a function's time limit before anything has run. */
@Timeout(60)
final class TimeLimitsTest {

  private static Finished dryRun(String... more) {
    Stream<String> always =
        Stream.of("run", "--kernel=sum", "--range=0:8", "--function=worker", "--dry-run");
    return Finished.here(Stream.concat(always, Stream.of(more)).toArray(String[]::new));
  }

  @Test
  void a_dry_run_says_what_to_do_about_a_task_that_takes_longer() throws IOException {
    try (DescribedFunction function = new DescribedFunction(900, "")) {
      assertThat(dryRun("--n-jobs=2").out())
          .contains(
              "\ntime limit   900 s each; a task that takes longer is stopped and fails: that is Lambda's maximum;"
                  + " split the task, run it on a long worker (up to 5400 s), or run it with --backend processes",
              "\ncost         at most ");
    }
  }

  @Test
  void a_function_on_instances_has_no_price_by_the_second() throws IOException {
    try (DescribedFunction function =
        new DescribedFunction(5_400, DescribedFunction.ON_INSTANCES)) {
      assertThat(dryRun("--queued", "--n-jobs=2").out())
          .contains(
              "\ntime limit   5400 s each",
              "\ncost         unknown: the function's instances are billed while they are there, not its time\n")
          .doesNotContain("USD");
      dryRun("--queued", "--max-cost=1").assertRefused("does not go with --queued");
    }
  }

  @Test
  void how_many_invocations_instances_have_room_for_is_the_users_to_say() throws IOException {
    try (DescribedFunction function =
        new DescribedFunction(5_400, DescribedFunction.ON_INSTANCES)) {
      dryRun("--queued", "--n-jobs=-1")
          .assertRefused("pass a number of them instead", "as many invocations as they have vCPUs");
    }
  }

  @Test
  void a_function_that_must_be_queued_is_refused_before_anything_runs() throws IOException {
    try (DescribedFunction function =
        new DescribedFunction(5_400, DescribedFunction.ON_INSTANCES)) {
      dryRun("--n-jobs=2").assertRefused("time limit of 5400 s", "use --queued", "nothing has run");
    }
  }
}
