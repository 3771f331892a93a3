package dev.fanfare.runs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fanfare.Options;
import dev.fanfare.kernel.TaskError;
import dev.fanfare.kernel.Timing;
import dev.fanfare.runs.StoredOutcomes.Place;
import dev.fanfare.store.FolderStore;
import dev.fanfare.store.RunFolder;
import dev.fanfare.wire.BatchOutcome;
import dev.fanfare.wire.Codec;
import dev.fanfare.wire.TaskDigest;
import dev.fanfare.wire.TaskOutcome;
import dev.fanfare.wire.WorkerInfo;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which of several outcomes of a task counts, and which objects count for nothing. */
final class SettledTasksTest {

  private static final RunFolder FOLDER = new RunFolder("r1");

  @TempDir
  Path folder;

  private FolderStore store;
  private RunRecord run;
  private final List<String> warnings = new ArrayList<>();

  @BeforeEach
  void create() {
    store = new FolderStore(folder);
    Manifest manifest = Manifest.of("r1", "threads", Options.builder().build())
        .with(10, true, List.of("k"), /* digestsFromNow= */ 0);
    // As an older version recorded it, so that outcomes count without a digest.
    put(FOLDER.manifest(), Codec.toJson(manifest).replace(",\"digestsFrom\":0", ""));
    run = RunRecord.open(store, "r1");
    TaskList.Writer list = run.tasks().writerAfter(0);
    IntStream.range(0, 10).mapToObj(SettledTasksTest::line).forEach(list::append);
    list.flush();
  }

  private static String line(int index) {
    return "{\"kernel\":\"k\",\"args\":[" + index + "]}";
  }

  private SettledTasks ofList(int tasks) {
    Iterator<String> lines =
        IntStream.range(0, tasks).mapToObj(SettledTasksTest::line).iterator();
    return new SettledTasks(store, FOLDER, lines, Long.MAX_VALUE);
  }

  private SettledTasks gathered() {
    return run.settled(warnings::add);
  }

  private static TaskOutcome success(long index, long value) {
    return TaskOutcome.of(index, value, Timing.NONE);
  }

  private static TaskOutcome failure(long index, String message) {
    return TaskOutcome.failed(index, TaskError.of(new IllegalStateException(message)), Timing.NONE);
  }

  private static BatchOutcome outcome(long batch, int attempt, TaskOutcome... tasks) {
    return new BatchOutcome("r1", batch, attempt, WorkerInfo.UNKNOWN, List.of(tasks));
  }

  private void record(long batch, int attempt, TaskOutcome... tasks) {
    assertThat(run.record(outcome(batch, attempt, tasks), index -> long.class).join())
        .isTrue();
  }

  private static void add(SettledTasks settled, BatchOutcome outcome) {
    settled.add(Place.whole(FOLDER.result(outcome.number(), outcome.attempt())), List.of(outcome));
  }

  private TaskOutcome read(SettledTasks settled, long index) {
    return settled.outcome(index, long.class);
  }

  @Test
  void a_success_counts_more_than_a_failure_before_or_after_it() {
    record(0, 1, failure(0, "before"), success(1, 11));
    record(1, 1, success(0, 10), failure(1, "after"));

    SettledTasks settled = gathered();

    assertThat(settled.settled()).isEqualTo(2);
    assertThat(settled.failed()).isZero();
    assertThat(read(settled, 0).value()).isEqualTo(10L);
    assertThat(read(settled, 1).value()).isEqualTo(11L);
  }

  @Test
  void of_several_successes_the_first_counts_and_of_several_failures_the_last() {
    // As keys, attempt 10 comes before attempt 2.
    record(3, 10, success(0, 310), failure(1, "10th"));
    record(3, 2, success(0, 302), failure(1, "2nd"));

    SettledTasks settled = gathered();

    assertThat(read(settled, 0).value()).isEqualTo(302L);
    assertThat(read(settled, 1).error().message()).isEqualTo("10th");
    assertThat(settled.failed()).isEqualTo(1);
    assertThat(settled.isFailed(1)).isTrue();
  }

  @Test
  void the_order_in_which_objects_are_seen_does_not_matter() {
    List<BatchOutcome> outcomes = List.of(
        outcome(0, 1, failure(0, "a")),
        outcome(1, 1, success(0, 1)),
        outcome(1, 2, success(0, 2)),
        outcome(2, 1, failure(0, "b")));
    for (int turn = 0; turn < outcomes.size(); turn++) {
      SettledTasks settled = ofList(10);
      for (int i = 0; i < outcomes.size(); i++) {
        add(settled, outcomes.get((i + turn) % outcomes.size()));
      }

      assertThat(settled.batch(0)).isEqualTo(1);
      assertThat(settled.attempt(0)).isEqualTo(1);
      assertThat(settled.settled()).isEqualTo(1);
      assertThat(settled.failed()).isZero();
    }
  }

  @Test
  void an_outcome_counts_only_for_the_task_that_it_was_computed_for() {
    String own = TaskDigest.text(TaskDigest.of(line(3)));
    record(0, 1, success(3, 30).withDigest(own), success(4, 40).withDigest(own));

    SettledTasks settled = gathered();

    assertThat(settled.isSettled(3)).isTrue();
    assertThat(settled.isSettled(4)).isFalse();
    assertThat(warnings)
        .containsExactly("ignored outcomes of tasks that are not in the job list: 1");
  }

  @Test
  void an_outcome_without_a_digest_counts_only_where_the_list_was_recorded_before_there_were_any() {
    record(0, 1, success(3, 30), success(4, 40));
    assertThat(gathered().settled()).isEqualTo(2);

    run.updateTaskList(10, true, List.of("k"), /* known= */ 4);

    SettledTasks settled = gathered();
    assertThat(settled.isSettled(3)).isTrue();
    assertThat(settled.isSettled(4)).isFalse();
  }

  @Test
  void a_session_numbers_its_batches_so_that_none_has_one_of_another() {
    Session first = run.sessions().begin("threads", 2);
    assertThat(first.firstBatch()).isZero();
    run.sessions().end(first, "CANCELLED", 0, 0);
    assertThat(run.sessions().begin("processes", 2).firstBatch()).isEqualTo(1_000_000_000L);
    record(1_000_000_007L, 1, success(4, 44));

    assertThat(read(gathered(), 4).value()).isEqualTo(44L);
  }

  @Test
  void what_is_damaged_foreign_or_out_of_bounds_is_passed_over_and_told() {
    record(0, 1, success(0, 1));
    byte[] whole = Codec.write(outcome(1, 1, success(1, 1)), index -> long.class);
    put(FOLDER.result(1, 1), new String(whole, 0, whole.length - 3, StandardCharsets.UTF_8));
    put(FOLDER.result(2, 1), new String(whole, StandardCharsets.UTF_8));
    BatchOutcome foreign = new BatchOutcome("r2", 3, 1, WorkerInfo.UNKNOWN, List.of(success(1, 1)));
    byte[] sealed = Codec.write(foreign, index -> long.class);
    put(FOLDER.result(3, 1), new String(sealed, StandardCharsets.UTF_8));
    record(4, 1, success(10, 1));
    put(FOLDER.results() + "000000000005-1.json-leftover", "");
    put(FOLDER.result(6, 1), "");

    SettledTasks settled = gathered();

    assertThat(settled.settled()).isEqualTo(1);
    assertThat(warnings).hasSize(6);
    assertThat(warnings.remove(5))
        .isEqualTo("ignored outcomes of tasks that are not in the job list: 1");
    for (int batch : List.of(1, 2, 3, 5, 6)) {
      String beginning = "ignored " + FOLDER.results() + "00000000000" + batch + "-1.json";
      assertThat(warnings).anyMatch(line -> line.startsWith(beginning));
    }
  }

  private void put(String key, String body) {
    store.put(key, body.getBytes(StandardCharsets.UTF_8)).join();
  }

  @Test
  void a_batch_of_many_late_tasks_may_have_many_attempts() {
    record(999_000_000_001L, 5_000, success(3, 33));

    SettledTasks settled = gathered();

    assertThat(warnings).isEmpty();
    assertThat(settled.attempt(3)).isEqualTo(5_000);
    assertThat(read(settled, 3).value()).isEqualTo(33L);
  }

  @Test
  void more_tasks_than_were_expected_at_first_find_room() {
    SettledTasks settled = ofList(1_000_000);
    for (long index : List.of(999_999L, 0L, 1024L, 5000L)) {
      add(settled, outcome(index, 1, success(index, index)));
    }

    assertThat(settled.settled()).isEqualTo(4);
    assertThat(settled.batch(999_999)).isEqualTo(999_999);
    assertThat(settled.isSettled(999_998)).isFalse();
    assertThat(settled.isSettled(3_000_000)).isFalse();
  }
}
