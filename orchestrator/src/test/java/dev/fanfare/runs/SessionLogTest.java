package dev.fanfare.runs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fanfare.Options;
import dev.fanfare.StoreException;
import dev.fanfare.kernel.TaskError;
import dev.fanfare.kernel.Timing;
import dev.fanfare.store.FolderStore;
import dev.fanfare.store.RunFolder;
import dev.fanfare.wire.BatchOutcome;
import dev.fanfare.wire.Codec;
import dev.fanfare.wire.TaskDigest;
import dev.fanfare.wire.TaskOutcome;
import dev.fanfare.wire.WorkerInfo;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is written to the log of a session, and what is read from it however it was damaged. */
final class SessionLogTest {

  private static final int TASKS = 1_000;

  private static final RunFolder FOLDER = new RunFolder("r1");

  @TempDir
  Path folder;

  private FolderStore store;
  private RunRecord run;
  private SessionLog log;
  private final List<String> warnings = new ArrayList<>();

  @BeforeEach
  void create() {
    store = new FolderStore(folder);
    Manifest manifest = Manifest.of("r1", "threads", Options.builder().build());
    run = RunRecord.create(store, manifest.with(TASKS, true, List.of("k"), 0));
    TaskList.Writer list = run.tasks().writerAfter(0);
    IntStream.range(0, TASKS).mapToObj(SessionLogTest::line).forEach(list::append);
    list.flush();
    log = session(1);
  }

  private SessionLog session(int number) {
    return new SessionLog(store, part -> FOLDER.log(number, part));
  }

  private static String line(long index) {
    return "{\"kernel\":\"k\",\"args\":[" + index + "]}";
  }

  private static TaskOutcome success(long index, Object value) {
    return digested(TaskOutcome.of(index, value, Timing.NONE));
  }

  private static TaskOutcome failure(long index, String message) {
    return digested(
        TaskOutcome.failed(index, TaskError.of(new IllegalStateException(message)), Timing.NONE));
  }

  private static TaskOutcome digested(TaskOutcome outcome) {
    return outcome.withDigest(TaskDigest.text(TaskDigest.of(line(outcome.index()))));
  }

  private static byte[] json(long batch, int attempt, TaskOutcome... tasks) {
    BatchOutcome outcome =
        new BatchOutcome("r1", batch, attempt, WorkerInfo.UNKNOWN, List.of(tasks));
    return Codec.write(outcome, index -> String.class);
  }

  private static byte[] one(long index) {
    return json(index, 1, success(index, "value " + index));
  }

  private void append(byte[]... outcomes) {
    Arrays.stream(outcomes).map(log::append).forEach(CompletableFuture::join);
  }

  private SettledTasks read() {
    return run.settled(warnings::add);
  }

  private static Object value(SettledTasks settled, long index) {
    return settled.outcome(index, String.class).value();
  }

  private Path file() {
    return folder.resolve(FOLDER.log(1, 1));
  }

  private void requireAllBut(int... lost) {
    SettledTasks settled = read();
    for (int index = 0; index < 10; index++) {
      boolean isLost = Arrays.binarySearch(lost, index) >= 0;
      assertThat(settled.isSettled(index)).as("task " + index).isEqualTo(!isLost);
      if (!isLost) {
        assertThat(value(settled, index)).isEqualTo("value " + index);
      }
    }
  }

  @Test
  void outcomes_are_in_the_store_once_their_futures_complete_and_in_one_file() throws IOException {
    for (int index = 0; index < TASKS; index++) {
      assertThat(log.append(one(index))).isCompleted();
    }

    SettledTasks settled = read();

    assertThat(ResultLogs.files(folder.resolve("runs/r1"))).containsExactly(file());
    // More than fits in the blocks that are kept.
    assertThat(Files.size(file())).isGreaterThan(3L * StoredOutcomes.BLOCK_BYTES);
    for (int index : IntStream.range(0, TASKS).toArray()) {
      assertThat(value(settled, index)).isEqualTo("value " + index);
    }
    for (int index : new Random(1).ints(100, 0, TASKS).toArray()) {
      assertThat(value(settled, index)).isEqualTo("value " + index);
    }
    assertThat(warnings).isEmpty();
  }

  @Test
  void a_line_that_is_longer_than_a_block_is_read() {
    for (int index = 0; index < 10; index++) {
      append(json(index, 1, success(index, "x".repeat(index * StoredOutcomes.BLOCK_BYTES / 3))));
    }

    SettledTasks settled = read();

    assertThat(settled.settled()).isEqualTo(10);
    for (int index = 9; index >= 0; index--) {
      assertThat(value(settled, index))
          .isEqualTo("x".repeat(index * StoredOutcomes.BLOCK_BYTES / 3));
    }
    assertThat(warnings).isEmpty();
  }

  @Test
  void a_log_that_is_cut_anywhere_in_its_last_line_loses_that_line_alone() throws IOException {
    IntStream.range(0, 10).forEach(index -> append(one(index)));
    byte[] whole = Files.readAllBytes(file());
    int last = one(9).length;
    for (int cut = 1; cut <= last + 1; cut++) {
      Files.write(file(), Arrays.copyOf(whole, whole.length - cut));

      requireAllBut(9);
    }
    assertThat(warnings).isEmpty();
  }

  @Test
  void what_follows_a_line_that_was_cut_is_read() throws IOException {
    append(one(0), one(1));
    byte[] whole = Files.readAllBytes(file());
    Files.write(file(), Arrays.copyOf(whole, whole.length - 20));
    IntStream.range(2, 10).forEach(index -> append(one(index)));

    requireAllBut(1);
    assertThat(warnings).hasSize(1);
    assertThat(warnings.get(0))
        .startsWith("ignored " + FOLDER.log(1, 1) + ", the line at byte " + (one(0).length + 3));
  }

  @ParameterizedTest
  @ValueSource(strings = {"#", "\n", "\0"})
  void a_byte_that_is_damaged_loses_no_more_than_its_own_line(String other) throws IOException {
    IntStream.range(0, 10).forEach(index -> append(one(index)));
    byte[] whole = Files.readAllBytes(file());
    int start = 5 * (one(5).length + 2);
    for (int at = 0; at < one(5).length + 2; at++) {
      byte[] damaged = whole.clone();
      damaged[start + at] = (byte) other.charAt(0);
      if (damaged[start + at] != whole[start + at]) {
        Files.write(file(), damaged);

        requireAllBut(5);
      }
    }
    assertThat(warnings).isNotEmpty();
  }

  @Test
  void a_line_of_another_run_or_out_of_bounds_is_passed_over_and_told() {
    BatchOutcome foreign =
        new BatchOutcome("r2", 1, 1, WorkerInfo.UNKNOWN, List.of(success(1, "x")));
    append(one(0), Codec.write(foreign, index -> String.class));
    append(json(10_000_000_000_000L, 1, success(1, "x")), json(1, 1_000_000, success(1, "x")));
    IntStream.range(2, 10).forEach(index -> append(one(index)));

    requireAllBut(1);
    assertThat(warnings)
        .hasSize(3)
        .allMatch(line -> line.endsWith("its content belongs to another run or batch"));
  }

  @Test
  void of_several_attempts_in_a_log_that_counts_which_the_rule_names() {
    append(
        json(7, 3, success(0, "third"), failure(1, "third")),
        json(7, 1, failure(0, "first"), failure(1, "first")),
        json(7, 2, success(0, "second"), failure(1, "second")),
        // As an outcome is recorded once for each attempt, the first one stays.
        json(7, 2, success(0, "again"), failure(1, "again")));

    SettledTasks settled = read();

    assertThat(value(settled, 0)).isEqualTo("second");
    assertThat(settled.outcome(1, String.class).error().message()).isEqualTo("third");
    assertThat(settled.failed()).isEqualTo(1);
  }

  @Test
  void outcomes_of_several_sessions_and_of_result_objects_count_together() {
    append(one(0), json(1, 1, failure(1, "before")), json(2, 1, failure(2, "before")));
    log = session(2);
    append(
        json(1_000_000_000L, 1, success(1, "value 1")),
        json(1_000_000_001L, 1, failure(0, "after a success")));
    BatchOutcome worker = new BatchOutcome(
        "r1", 2_000_000_000L, 1, WorkerInfo.UNKNOWN, List.of(success(2, "value 2")));
    run.record(worker, index -> String.class).join();

    SettledTasks settled = read();

    assertThat(settled.failed()).isZero();
    for (int index = 0; index < 3; index++) {
      assertThat(value(settled, index)).isEqualTo("value " + index);
    }
    assertThat(store.list(FOLDER.results()).join())
        .containsExactly(FOLDER.log(1, 1), FOLDER.log(2, 1), FOLDER.result(2_000_000_000L, 1));
  }

  @Test
  void what_waits_while_an_object_is_written_goes_into_the_next_one_together() {
    HeldStore bucket = new HeldStore();
    log = new SessionLog(bucket, part -> FOLDER.log(1, part));
    List<CompletableFuture<Void>> appended =
        IntStream.range(0, 10).mapToObj(index -> log.append(one(index))).toList();

    assertThat(bucket.keys()).containsExactly(FOLDER.log(1, 1));
    assertThat(appended).noneMatch(CompletableFuture::isDone);
    bucket.release(store);
    assertThat(appended.get(0)).isCompleted();
    assertThat(appended.subList(1, 10)).noneMatch(CompletableFuture::isDone);
    bucket.release(store);

    assertThat(appended).allMatch(CompletableFuture::isDone);
    assertThat(bucket.keys()).containsExactly(FOLDER.log(1, 1), FOLDER.log(1, 2));
    requireAllBut();
  }

  @Test
  void a_write_that_fails_fails_what_was_in_it_and_nothing_else() {
    HeldStore bucket = new HeldStore();
    log = new SessionLog(bucket, part -> FOLDER.log(1, part));
    CompletableFuture<Void> first = log.append(one(0));
    CompletableFuture<Void> second = log.append(one(1));

    bucket.fail(new StoreException("no space", null));

    assertThatThrownBy(first::join).hasRootCauseMessage("no space");
    assertThat(second).isNotDone();
    bucket.release(store);
    assertThat(second).isCompleted();
    assertThat(read().isSettled(1)).isTrue();
  }
}
