package dev.fanfare.parallel;

import static dev.fanfare.kernel.Delayed.delayed;
import static org.assertj.core.api.Assertions.assertThat;

import dev.fanfare.kernel.Delayed;
import dev.fanfare.kernel.SeedKernels;
import dev.fanfare.report.Attempt;
import dev.fanfare.report.TaskTimes;
import dev.fanfare.runs.SavedRun;
import dev.fanfare.store.StoreLocation;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.LongStream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a recorded run keeps of where its time went. */
final class SpansTest extends RecordFixture {

  private static final int TASKS = 30;
  private static final long CLOCKS_MICROS = 100_000;

  private static final List<Delayed<Long>> SUMS =
      LongStream.range(0, TASKS).mapToObj(n -> delayed(SeedKernels::sum, n)).toList();

  private List<Attempt> attempts(String run) {
    try (SavedRun recorded =
        SavedRun.open(new StoreLocation.Folder(store), run, /* retries= */ false, warning -> {})) {
      return StreamSupport.stream(recorded.spans().spliterator(), false).toList();
    }
  }

  private String run(String backend, List<? extends Delayed<?>> tasks, int retries) {
    try (Parallel parallel = options(backend).batchSize(4).retries(retries).build()) {
      parallel.forEach(List.<Delayed<Object>>copyOf(cast(tasks)), outcome -> {});
      return parallel.runId().orElseThrow();
    }
  }

  @SuppressWarnings("unchecked") // Nobody looks at the results.
  private static List<Delayed<Object>> cast(List<? extends Delayed<?>> tasks) {
    return (List<Delayed<Object>>) tasks;
  }

  @ParameterizedTest
  @ValueSource(strings = {"sequential", "threads", "processes"})
  void each_task_is_in_an_attempt_and_inside_its_bounds(String backend) {
    List<Attempt> attempts = attempts(run(backend, SUMS, 0));

    assertThat(attempts.stream().flatMapToLong(one -> Arrays.stream(one.tasks().indices())))
        .containsExactlyInAnyOrderElementsOf(LongStream.range(0, TASKS).boxed().toList());
    for (Attempt attempt : attempts) {
      assertThat(attempt.lost()).isFalse();
      assertThat(attempt.session()).isEqualTo(1);
      assertThat(attempt.worker()).isNotEmpty();
      assertThat(attempt.settledMicros()).isGreaterThanOrEqualTo(attempt.answeredMicros());
      assertThat(attempt.handlerMillis() > 0).isEqualTo(backend.equals("processes"));
      TaskTimes tasks = attempt.tasks();
      for (int place = 0; place < tasks.size(); place++) {
        // The monotonic clock and the time of day are read one after the other.
        assertThat(tasks.startMicros()[place])
            .isBetween(-CLOCKS_MICROS, attempt.answeredMicros() + CLOCKS_MICROS);
        assertThat(tasks.wallNanos()[place]).isPositive();
      }
    }
  }

  @Test
  void a_failure_is_named_and_one_that_was_retried_is_told_from_one_that_counts() {
    List<Delayed<Integer>> failing = List.of(delayed(FailingKernels::checked, 7));

    List<Attempt> attempts = attempts(run("threads", failing, 1));

    List<String> retried = new ArrayList<>();
    List<String> errors = new ArrayList<>();
    for (Attempt attempt : attempts) {
      retried.addAll(attempt.tasks().retried().values());
      errors.addAll(attempt.tasks().errors().values());
    }
    assertThat(retried)
        .hasSize(1)
        .allMatch(text -> text.equals("java.io.FileNotFoundException: no file 7"));
    assertThat(errors).isEqualTo(retried);
  }

  @Test
  void a_damaged_line_costs_only_itself() throws IOException {
    String run = run("threads", SUMS, 0);
    int before = attempts(run).size();
    Path log = folder(run).resolve("spans").resolve("0001-00000001.jsonl");
    Files.writeString(log, "{\"batch\":\n\n", StandardCharsets.UTF_8, StandardOpenOption.APPEND);
    String whole = Files.readAllLines(log).get(1);
    for (String name : List.of("tasks", "indices", "wallNanos")) {
      String damaged = whole.replace("\"" + name + "\"", "\"wrong\"");
      Files.writeString(log, damaged + "\n", StandardCharsets.UTF_8, StandardOpenOption.APPEND);
    }
    Files.writeString(log, "{\"batch\":3", StandardCharsets.UTF_8, StandardOpenOption.APPEND);

    assertThat(attempts(run)).hasSize(before);
  }

  @Test
  void a_run_of_an_older_version_has_none() throws IOException {
    String run = run("threads", SUMS, 0);
    Path spans = folder(run).resolve("spans");
    Files.delete(spans.resolve("0001-00000001.jsonl"));

    assertThat(attempts(run)).isEmpty();
  }
}
