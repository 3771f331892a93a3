package dev.fanfare.runs;

import static dev.fanfare.kernel.Delayed.delayed;
import static org.assertj.core.api.Assertions.assertThat;

import dev.fanfare.Options;
import dev.fanfare.kernel.TaskError;
import dev.fanfare.kernel.Timing;
import dev.fanfare.parallel.Parallel;
import dev.fanfare.store.FolderStore;
import dev.fanfare.store.StoreLocation;
import dev.fanfare.wire.BatchOutcome;
import dev.fanfare.wire.Task;
import dev.fanfare.wire.TaskDigest;
import dev.fanfare.wire.TaskOutcome;
import dev.fanfare.wire.WorkerInfo;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A task that has failed twice and was to run again when its session ended. */
final class RetriesOfSessionsTest {

  private static final int FAILURES = 2;

  @TempDir
  Path folder;

  @BeforeEach
  void record() {
    FailingAgain.RUNS.set(0);
    RunRecord run = RunRecord.create(
        new FolderStore(folder),
        Manifest.of("r1", "threads", Options.builder().seed(0).build()));
    String line = TaskList.line(new Task(0, delayed(FailingAgain::fail, 7)));
    TaskList.Writer list = run.tasks().writerAfter(0);
    list.append(line);
    list.flush();
    run.updateTaskList(1, true, List.of(FailingAgain.class.getName() + "::fail"), 0);
    Session session = run.sessions().begin("threads", 2);
    TaskOutcome failure = TaskOutcome.failed(
            0, TaskError.of(new IllegalStateException("no 7")), Timing.NONE)
        .withDigest(TaskDigest.text(TaskDigest.of(line)))
        .provisional(true);
    for (int batch = 0; batch < FAILURES; batch++) {
      run.record(
              new BatchOutcome("r1", batch, 1, WorkerInfo.UNKNOWN, List.of(failure)),
              index -> int.class)
          .join();
    }
    run.sessions().end(session, "CANCELLED", 0, 0);
  }

  private Parallel parallel(String backend, int retries) {
    return Parallel.builder()
        .backend(backend)
        .nJobs(2)
        .retries(retries)
        .store(folder)
        .build();
  }

  private SavedRun open(boolean retries) {
    return SavedRun.open(new StoreLocation.Folder(folder), "r1", retries, warning -> {
      throw new AssertionError(warning);
    });
  }

  @ParameterizedTest
  @CsvSource({"threads,3,2", "sequential,3,2", "threads,2,1", "threads,0,1", "sequential,0,1"})
  void a_task_runs_again_no_more_often_in_all_sessions_together_than_in_one(
      String backend, int retries, int runs) {
    try (Parallel parallel = parallel(backend, retries)) {
      assertThat(parallel.resume("r1").failed()).hasSize(1);
      assertThat(FailingAgain.RUNS).hasValue(runs);

      assertThat(parallel.resume("r1").failed()).hasSize(1);
      assertThat(FailingAgain.RUNS).as("settled by then").hasValue(runs);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"threads", "sequential"})
  void a_failed_task_that_is_asked_for_again_has_all_its_retries(String backend) {
    try (Parallel parallel = parallel(backend, 3)) {
      parallel.resume("r1");
      FailingAgain.RUNS.set(0);

      try (SavedRun failed = open(/* retries= */ true)) {
        parallel.resume(failed, outcome -> {});
      }

      assertThat(FailingAgain.RUNS).hasValue(1 + 3);
    }
  }

  @Test
  void a_failure_that_is_read_twice_counts_once() {
    FolderStore objects = new FolderStore(folder);
    RunRecord run = RunRecord.open(objects, "r1");
    SettledTasks settled = SettledTasks.gather(objects, run, warning -> {});

    settled.gather(run, warning -> {});

    assertThat(settled.retries()).containsExactly(Map.entry(0L, FAILURES));
  }
}
