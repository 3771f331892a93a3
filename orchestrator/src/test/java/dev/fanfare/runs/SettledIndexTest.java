package dev.fanfare.runs;

import static dev.fanfare.kernel.Delayed.delayed;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fanfare.Options;
import dev.fanfare.StoreException;
import dev.fanfare.backend.Backend;
import dev.fanfare.backend.BatchLostException;
import dev.fanfare.backend.BatchLostException.Reason;
import dev.fanfare.backend.BatchResult;
import dev.fanfare.backend.Traits;
import dev.fanfare.kernel.SeedKernels;
import dev.fanfare.kernel.TaskError;
import dev.fanfare.kernel.Timing;
import dev.fanfare.parallel.Parallel;
import dev.fanfare.store.FolderStore;
import dev.fanfare.store.RunFolder;
import dev.fanfare.store.StoreLocation;
import dev.fanfare.wire.Batch;
import dev.fanfare.wire.BatchOutcome;
import dev.fanfare.wire.Codec;
import dev.fanfare.wire.Task;
import dev.fanfare.wire.TaskDigest;
import dev.fanfare.wire.TaskOutcome;
import dev.fanfare.wire.WorkerInfo;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a later session reads of the results that earlier ones have left. */
final class SettledIndexTest {

  private static final int TASKS = 300;
  private static final RunFolder FOLDER = new RunFolder("r1");

  @TempDir
  Path folder;

  private final List<String> warnings = new ArrayList<>();
  private CountedReads store;
  private RunRecord run;
  private List<String> lines;

  @BeforeEach
  void create() {
    store = new CountedReads(new FolderStore(folder));
    lines = IntStream.range(0, TASKS)
        .mapToObj(n -> TaskList.line(new Task(n, delayed(SeedKernels::sum, (long) n))))
        .toList();
    run = RunRecord.create(
        store, Manifest.of("r1", "processes", Options.builder().seed(0).build()));
    TaskList.Writer list = run.tasks().writerAfter(0);
    lines.forEach(list::append);
    list.flush();
    run.updateTaskList(TASKS, true, List.of("sum"), 0);
  }

  private TaskOutcome outcome(int index, boolean success) {
    TaskOutcome made = success
        ? TaskOutcome.of(index, 10L * index, Timing.NONE)
        : TaskOutcome.failed(
            index, TaskError.of(new IllegalStateException("no " + index)), Timing.NONE);
    return made.withDigest(TaskDigest.text(TaskDigest.of(lines.get(index))));
  }

  private BatchOutcome batch(Session session, int number, TaskOutcome... outcomes) {
    return new BatchOutcome(
        "r1", session.firstBatch() + number, 1, WorkerInfo.UNKNOWN, List.of(outcomes));
  }

  private void store(Session session, int number, TaskOutcome... outcomes) {
    run.record(batch(session, number, outcomes), index -> long.class).join();
  }

  /** A session in which workers store the outcomes of these tasks; each 7th fails. */
  private Session work(int from, int to) {
    Session session = run.sessions().begin("processes", 2);
    for (int index = from; index < to; index++) {
      store(session, index, outcome(index, index % 7 != 0));
    }
    return session;
  }

  private void end(Session session, int unanswered) {
    run.sessions().end(session, "DEADLINE_EXCEEDED", 0, 0, unanswered);
  }

  /** What a session does at its end. */
  private void index(Session session) {
    run.index(session.number(), run.settledSince(warnings::add));
  }

  private void assertSameAsInTheResults(SettledTasks indexed) {
    SettledTasks whole = run.settled(warnings::add);
    assertThat(indexed.settled()).isEqualTo(whole.settled());
    assertThat(indexed.failed()).isEqualTo(whole.failed());
    assertThat(indexed.retries()).isEqualTo(whole.retries());
    for (int index = 0; index < TASKS; index++) {
      assertThat(indexed.isSettled(index)).isEqualTo(whole.isSettled(index));
      if (whole.isSettled(index)) {
        assertThat(indexed.order(index)).isEqualTo(whole.order(index));
        assertThat(indexed.isFailed(index)).isEqualTo(whole.isFailed(index));
        assertThat(indexed.outcome(index, long.class)).isEqualTo(whole.outcome(index, long.class));
      }
    }
  }

  @Test
  void results_that_an_index_covers_are_not_read_again() {
    Session first = work(0, 100);
    end(first, 0);
    index(first);
    Session second = work(100, 200);
    end(second, 0);
    index(second);
    end(work(200, 220), 0);
    store.reads.clear();

    SettledTasks settled = run.settledSince(warnings::add);

    assertThat(store.reads.stream().filter(key -> key.startsWith(FOLDER.results())))
        .hasSize(20)
        .allMatch(key -> FOLDER.sessionOf(key) == 3);
    assertThat(settled.settled()).isEqualTo(220);
    assertSameAsInTheResults(settled);
    assertThat(warnings).isEmpty();
  }

  @Test
  void a_result_that_arrives_after_its_sessions_end_is_found_and_nothing_else_is_read() {
    Session first = work(0, 100);
    end(first, /* unanswered= */ 1);
    index(first);
    store(first, 100, outcome(100, true));
    store.reads.clear();

    SettledTasks settled = run.settledSince(warnings::add);

    assertThat(settled.isSettled(100)).isTrue();
    assertThat(store.reads.stream().filter(key -> key.startsWith(FOLDER.results())))
        .containsExactly(FOLDER.result(100, 1));
    assertSameAsInTheResults(settled);
  }

  @Test
  void the_results_of_a_session_that_was_killed_are_read() {
    Session first = work(0, 100);
    end(first, 0);
    index(first);
    work(100, 130);
    run.sessions().killAll(run.settled(warnings::add));

    assertSameAsInTheResults(run.settledSince(warnings::add));
    assertThat(run.settledSince(warnings::add).settled()).isEqualTo(130);
  }

  @Test
  void outcomes_in_logs_are_found_by_the_index() {
    Session first = run.sessions().begin("threads", 2);
    SessionLog log = run.log(first);
    for (int index = 0; index < TASKS; index++) {
      log.append(Codec.write(
              batch(first, index, outcome(index, index % 7 != 0)), any -> long.class))
          .join();
    }
    end(first, 0);
    index(first);
    store.reads.clear();

    SettledTasks settled = run.settledSince(warnings::add);

    assertThat(store.reads).noneMatch(key -> key.startsWith(FOLDER.results()));
    assertThat(settled.settled()).isEqualTo(TASKS);
    assertSameAsInTheResults(settled);
  }

  @Test
  void a_log_that_has_grown_is_read_from_where_it_was_read_to() {
    Session first = run.sessions().begin("threads", 2);
    SessionLog log = run.log(first);
    log.append(Codec.write(batch(first, 0, outcome(0, false).provisional(true)), any -> long.class))
        .join();
    end(first, /* unanswered= */ 1);
    index(first);
    log.append(Codec.write(batch(first, 1, outcome(1, true)), any -> long.class))
        .join();

    SettledTasks settled = run.settledSince(warnings::add);

    assertThat(settled.retries()).containsOnlyKeys(0L).containsValue(1);
    assertSameAsInTheResults(settled);
  }

  @Test
  void failures_after_which_a_task_may_run_again_are_counted_once() {
    Session first = run.sessions().begin("processes", 2);
    store(first, 0, outcome(0, false).provisional(true), outcome(1, false).provisional(true));
    store(first, 1, outcome(0, false).provisional(true));
    end(first, /* unanswered= */ 3);
    index(first);
    index(first);

    SettledTasks settled = run.settledSince(warnings::add);

    assertThat(settled.retries()).isEqualTo(Map.of(0L, 2, 1L, 1));
    assertSameAsInTheResults(settled);
  }

  @Test
  void an_index_that_is_damaged_anywhere_is_ignored_with_a_warning_and_the_results_are_read()
      throws IOException {
    Session first = work(0, 100);
    end(first, 0);
    index(first);
    Path file = folder.resolve(FOLDER.settled(1));
    byte[] whole = Files.readAllBytes(file);
    Random random = new Random(14);
    // The first ten bytes are gzip's own, some of which do not matter.
    for (int damage = 0; damage < 6; damage++) {
      byte[] damaged = whole.clone();
      damaged[10 + random.nextInt(whole.length - 10)] ^= (byte) (1 << random.nextInt(8));
      Files.write(file, damaged);
      warnings.clear();

      SettledTasks settled = run.settledSince(warnings::add);

      assertThat(warnings)
          .singleElement()
          .satisfies(line -> assertThat(line).startsWith("ignored " + FOLDER.settled(1) + ": "));
      assertThat(settled.settled()).isEqualTo(100);
    }
    Files.write(file, Arrays.copyOf(whole, whole.length / 2));
    assertSameAsInTheResults(run.settledSince(warnings::add));
  }

  @Test
  void an_index_of_another_job_list_is_ignored() throws IOException {
    Session first = work(0, 100);
    end(first, 0);
    index(first);
    TaskList.Writer list = run.tasks().writerAfter(0);
    lines = new ArrayList<>(lines);
    lines.set(50, TaskList.line(new Task(50, delayed(SeedKernels::sum, 999L))));
    lines.forEach(list::append);
    list.flush();

    SettledTasks settled = run.settledSince(warnings::add);

    assertThat(settled.isSettled(50)).isFalse();
    assertThat(settled.settled()).isEqualTo(99);
    assertThat(warnings).anyMatch(line -> line.contains("the job list is another one"));
  }

  @Test
  void if_a_result_that_an_index_has_is_gone_all_results_are_read() throws IOException {
    Session first = work(0, 100);
    end(first, /* unanswered= */ 1);
    index(first);
    Files.delete(folder.resolve(FOLDER.result(5, 1)));

    SettledTasks settled = run.settledSince(warnings::add);

    assertThat(settled.isSettled(5)).isFalse();
    assertSameAsInTheResults(settled);
  }

  @Test
  void an_earlier_index_stands_in_for_a_damaged_one() throws IOException {
    Session first = work(0, 100);
    end(first, 0);
    index(first);
    Session second = work(100, 200);
    end(second, 0);
    index(second);
    Files.writeString(folder.resolve(FOLDER.settled(2)), "?");
    store.reads.clear();

    SettledTasks settled = run.settledSince(warnings::add);

    assertThat(store.reads.stream().filter(key -> key.startsWith(FOLDER.results())))
        .hasSize(100)
        .allMatch(key -> FOLDER.sessionOf(key) == 2);
    assertThat(settled.settled()).isEqualTo(200);
  }

  /** Says that it has stored outcomes, until it refuses. What is there can be told from what was passed on: it is not readable. */
  private final class Storing implements Backend {
    private int left;

    Storing(int batches) {
      this.left = batches;
    }

    @Override
    public Traits traits() {
      return Traits.of(Traits.Workers.PROCESSES);
    }

    @Override
    public void open(int workers) {}

    @Override
    public boolean keepsResults(StoreLocation location) {
      return true;
    }

    @Override
    public CompletableFuture<BatchResult> submit(Batch batch) {
      if (left-- <= 0) {
        return CompletableFuture.failedFuture(new BatchLostException(Reason.REFUSED, "no", null));
      }
      List<TaskOutcome> outcomes = batch.tasks().stream()
          .map(task -> TaskOutcome.of(task.index(), 1L, Timing.NONE).of(task))
          .toList();
      store.put(FOLDER.result(batch), new byte[] {'{'}).join();
      return CompletableFuture.completedFuture(new BatchResult(
          new BatchOutcome("r1", batch.number(), batch.attempt(), WorkerInfo.UNKNOWN, outcomes),
          null));
    }

    @Override
    public void abort() {}

    @Override
    public void close() {}
  }

  private SavedRun resumed(int batches) {
    SavedRun saved = SavedRun.openToResume(
        new StoreLocation.Folder(folder), "r1", /* retries= */ false, warnings::add);
    try (Parallel parallel = Parallel.builder()
        .backend("storing", () -> new Storing(batches))
        .nJobs(2)
        .batchSize(1)
        .store(folder)
        .build()) {
      assertThatThrownBy(() -> parallel.resume(saved, outcome -> {}))
          .isInstanceOf(BatchLostException.class);
    }
    return saved;
  }

  @Test
  void a_resumed_session_reads_neither_its_own_results_nor_those_that_the_last_one_has_indexed() {
    try (SavedRun first = resumed(50)) {
      assertThat(first.unsettled()).isEqualTo(TASKS - 50);
    }
    assertThat(folder.resolve(FOLDER.settled(1))).exists();
    try (SavedRun second = resumed(50)) {
      assertThat(second.unsettled()).isEqualTo(TASKS - 100);
    }
    assertThat(warnings).isEmpty();
  }

  @Test
  void before_values_are_taken_from_the_results_all_are_read() {
    try (SavedRun first = resumed(50)) {
      assertThat(first.unsettled()).isEqualTo(TASKS - 50);

      assertThatThrownBy(first::requireSettled)
          .isInstanceOf(StoreException.class)
          .hasMessageContaining(TASKS + " of " + TASKS + " tasks of run r1 have no outcome");
    }
    assertThat(warnings).hasSize(50);
  }
}
