package dev.fanfare.parallel;

import static dev.fanfare.kernel.Delayed.delayed;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fanfare.Completion;
import dev.fanfare.Ending;
import dev.fanfare.Run;
import dev.fanfare.RunCancelledException;
import dev.fanfare.TaskFailedException;
import dev.fanfare.UnresumableRunException;
import dev.fanfare.kernel.Delayed;
import dev.fanfare.kernel.FanfareException;
import dev.fanfare.runs.ResultLogs;
import dev.fanfare.runs.RunRecord;
import dev.fanfare.runs.RunSummary;
import dev.fanfare.runs.Runs;
import dev.fanfare.runs.Session;
import dev.fanfare.runs.SettledTasks;
import dev.fanfare.store.StoreLocation;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutionException;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a run that is stopped leaves in its record, and what a resume makes of it. */
@Timeout(120)
final class RecordTest extends RecordFixture {

  @ParameterizedTest
  @ValueSource(strings = {"threads", "processes"})
  void a_task_that_a_stop_interrupts_has_no_outcome(String backend) throws Exception {
    for (int round = 0; round < (backend.equals("threads") ? 20 : 2); round++) {
      int first = 2 * round;
      List<Delayed<Integer>> tasks = IntStream.range(first, first + 2)
          .mapToObj(n -> delayed(HistoryKernels::block, notes.toString(), n))
          .toList();
      try (Parallel parallel = options(backend).build()) {
        CompletableFuture<List<Integer>> call = parallel.callAsync(tasks);
        awaitStarted(first);
        awaitStarted(first + 1);

        parallel.cancel();

        assertThatThrownBy(call::get)
            .isInstanceOf(ExecutionException.class)
            .hasCauseInstanceOf(RunCancelledException.class);
        assertThat(settled(parallel.runId().orElseThrow()).settled()).isZero();
      }
    }
  }

  @Test
  void a_task_that_runs_while_another_one_fails_a_call_has_no_outcome() throws Exception {
    for (int round = 0; round < 20; round++) {
      int blocking = round;
      List<Delayed<?>> tasks = List.of(
          delayed(HistoryKernels::block, notes.toString(), blocking),
          delayed(
              BlockingKernels::failAfter, notes.resolve("started-" + blocking).toString(), 1));
      try (Parallel parallel = options("threads").build()) {
        assertThatThrownBy(() -> parallel.call(cast(tasks)))
            .isInstanceOf(TaskFailedException.class);

        SettledTasks settled = settled(parallel.runId().orElseThrow());
        assertThat(settled.isSettled(0)).isFalse();
        assertThat(settled.isFailed(1)).isTrue();
      }
    }
  }

  @SuppressWarnings("unchecked")
  private static List<Delayed<Object>> cast(List<?> tasks) {
    return (List<Delayed<Object>>) tasks;
  }

  @ParameterizedTest
  @ValueSource(strings = {"interrupt", "close", "future"})
  void a_run_that_is_stopped_by_an_interrupt_has_its_end_recorded(String how) throws Exception {
    Parallel parallel = options("threads").build();
    try (parallel) {
      switch (how) {
        case "interrupt" -> interrupt(parallel);
        case "close" -> {
          try (Stream<String> results = parallel.stream(succeeding("a", 100).stream())) {
            assertThat(results.findFirst()).contains("a0");
            Thread.currentThread().interrupt();
          }
          assertThat(Thread.interrupted()).isTrue();
        }
        default -> {
          List<Delayed<Integer>> blocking =
              List.of(delayed(HistoryKernels::block, notes.toString(), 1));
          CompletableFuture<List<Integer>> call = parallel.callAsync(blocking);
          awaitStarted(1);
          call.cancel(true);
        }
      }
      RunRecord record = record(parallel.runId().orElseThrow());
      Session session = record.sessions().all().get(0);
      assertThat(record.sessions().end(session)).map(Session.End::reason).contains("CANCELLED");
      assertThat(record.manifest().tasks()).isPositive();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"sequential", "threads"})
  void a_stream_that_a_failure_ends_has_the_error_recorded(String backend) {
    try (Parallel parallel = options(backend).build()) {
      Stream<String> results = parallel.stream(List.of(task("a", 3)));
      assertThatThrownBy(results::toList).isInstanceOf(TaskFailedException.class);

      RunRecord record = record(parallel.runId().orElseThrow());
      Session session = record.sessions().all().get(0);
      assertThat(record.sessions().end(session).orElseThrow().reason())
          .startsWith(TaskFailedException.class.getName());
    }
  }

  private void interrupt(Parallel parallel) {
    List<Delayed<String>> tasks = succeeding("a", 100);
    try {
      Ending ending =
          parallel.forEach(tasks::iterator, outcome -> Thread.currentThread().interrupt());
      assertThat(ending.reason()).isEqualTo(Completion.Reason.CANCELLED);
    } catch (RunCancelledException e) {
      assertThat(e.reason()).isEqualTo(Completion.Reason.CANCELLED);
    }
    assertThat(Thread.interrupted()).isTrue();
  }

  @Test
  void a_session_whose_end_cannot_be_recorded_is_over_for_its_own_process() throws IOException {
    List<Delayed<String>> tasks = succeeding("a", 5);
    try (Parallel parallel = options("threads").build()) {
      parallel.call(tasks);
      String run = parallel.runId().orElseThrow();
      Files.delete(folder(run).resolve("sessions/0001-end.json"));

      assertThat(parallel.resume(run).results()).isEqualTo(values(tasks));
    }
  }

  // Where tasks run on the caller's thread, its flag is the caller's own, and a cancellation.
  @ParameterizedTest
  @ValueSource(strings = {"threads", "processes"})
  void a_kernel_that_leaves_its_interrupt_flag_set_does_not_end_the_record(String backend) {
    List<Delayed<Integer>> tasks = IntStream.range(0, 10)
        .mapToObj(n -> delayed(HistoryKernels::interruptItself, n))
        .toList();
    try (Parallel parallel = options(backend).build()) {
      assertThat(parallel.call(tasks)).hasSize(10);
      assertThat(settled(parallel.runId().orElseThrow()).settled()).isEqualTo(10);
    }
  }

  @Test
  void of_resumes_at_the_same_time_one_runs_and_the_others_are_refused() throws Exception {
    List<Delayed<String>> tasks = succeeding("a", 200);
    String run;
    try (Parallel parallel = options("threads").build()) {
      parallel.forEach(tasks, outcome -> parallel.cancel());
      run = parallel.runId().orElseThrow();
    }
    Stragglers.await();
    int before = ran("a");
    long written = settled(run).settled();
    CyclicBarrier start = new CyclicBarrier(4);
    List<CompletableFuture<Boolean>> resumes = IntStream.range(0, 4)
        .mapToObj(i -> CompletableFuture.supplyAsync(
            () -> resumes(run, start), task -> new Thread(task).start()))
        .toList();

    assertThat(resumes.stream().map(CompletableFuture::join).filter(Predicate.isEqual(true)))
        .isNotEmpty();

    assertThat(ran("a") - before).isEqualTo(200 - (int) written);
    assertThat(settled(run).settled()).isEqualTo(200);
  }

  /** Whether it was let through. One that comes late finds the run complete, and has nothing to run. */
  private boolean resumes(String run, CyclicBarrier start) {
    try (Parallel parallel = options("threads").build()) {
      start.await();
      parallel.resume(run);
      return true;
    } catch (UnresumableRunException e) {
      return false;
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void a_resumed_run_counts_the_outcomes_of_its_sessions_before() {
    List<Delayed<String>> tasks = succeeding("a", 200);
    String run;
    try (Parallel parallel =
        options("threads").completion(Completion.minSuccessful(41)).build()) {
      assertThat(parallel.run(tasks).reason()).isEqualTo(Completion.Reason.MIN_SUCCESSFUL_REACHED);
      run = parallel.runId().orElseThrow();
    }
    long before = settled(run).settled();
    try (Parallel parallel =
        options("threads").completion(Completion.minSuccessful(before + 9)).build()) {
      Run<?> resumed = parallel.resume(run);

      assertThat(resumed.reason()).isEqualTo(Completion.Reason.MIN_SUCCESSFUL_REACHED);
      // Those that ended meanwhile count, too.
      assertThat(resumed.report().tasks()).isBetween(9L, 9L + 2 * 2);
      assertThat(parallel.resume(run).report().tasks()).isZero();
    }
  }

  @Test
  void a_run_that_an_older_version_recorded_is_resumed() throws Exception {
    Path resource = Path.of(RecordTest.class.getResource("/recorded-by-0.1.0").toURI());
    copy(resource, store);
    try (Parallel parallel = options("threads").build()) {
      Run<?> resumed = parallel.resume("83d8f3f4");

      assertThat(resumed.results()).hasSize(20);
      assertThat(resumed.results().get(0)).isEqualTo(300.00000000000006);
      assertThat(resumed.report().tasks()).isEqualTo(14);
      assertThat(parallel.resume("83d8f3f4").report().tasks()).isZero();
    }
  }

  @Test
  void what_a_power_loss_cuts_costs_its_own_tasks() throws IOException {
    List<Delayed<String>> tasks = succeeding("a", 10);
    try (Parallel parallel = options("threads").build()) {
      parallel.call(tasks);
      String run = parallel.runId().orElseThrow();
      // What a power loss may cut is what putIfAbsent and append have written.
      ResultLogs.cut(folder(run), 4, 40);
      Files.write(folder(run).resolve("sessions/0001.json"), new byte[0]);
      Files.delete(folder(run).resolve("sessions/0001-end.json"));

      Run<?> resumed = parallel.resume(run);

      assertThat(resumed.results()).isEqualTo(values(tasks));
      assertThat(resumed.report().tasks()).isEqualTo(1);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"sequential", "threads"})
  void a_session_in_this_process_leaves_one_file_of_outcomes(String backend) throws IOException {
    List<Delayed<String>> tasks =
        IntStream.range(0, 100).mapToObj(n -> task("a", n)).toList();
    try (Parallel parallel = options(backend).retries(1).build()) {
      assertThat(parallel.run(tasks).failed()).isNotEmpty();
      String run = parallel.runId().orElseThrow();
      ResultLogs.forget(folder(run), 0);
      parallel.resume(run);

      assertThat(ResultLogs.files(folder(run)))
          .extracting(file -> file.getFileName().toString())
          .containsExactly("0001-00000001.jsonl", "0002-00000001.jsonl");
      assertThat(settled(run).settled()).isEqualTo(100);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"sequential", "threads"})
  void a_run_that_is_deleted_while_it_is_running_ends_and_leaves_nothing(String backend)
      throws IOException {
    try (Parallel parallel = options(backend).build();
        Stream<String> values = parallel.stream(succeeding("a", 100))) {
      Iterator<String> iterator = values.iterator();
      iterator.next();
      Path run = folder(parallel.runId().orElseThrow());
      delete(run);

      assertThatThrownBy(() -> iterator.forEachRemaining(value -> {}))
          .isInstanceOf(FanfareException.class)
          .hasMessageContaining("the file no longer exists");
      assertThat(run).doesNotExist();
    }
  }

  // Again if the run has written a file meanwhile.
  private static void delete(Path folder) throws IOException {
    while (Files.exists(folder)) {
      try (Stream<Path> files = Files.walk(folder)) {
        for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
          Files.deleteIfExists(file);
        }
      } catch (DirectoryNotEmptyException | UncheckedIOException e) {
        continue;
      }
    }
  }

  @Test
  void a_damaged_run_hides_no_other() throws IOException {
    List<Delayed<String>> tasks = succeeding("a", 3);
    try (Parallel parallel = options("threads").build()) {
      parallel.call(tasks);
      Files.createDirectories(store.resolve("runs/my notes"));
      Files.writeString(store.resolve("runs/my notes/todo.txt"), "buy milk");
      Files.createDirectories(store.resolve("runs/notes"));
      Files.writeString(store.resolve("runs/notes/todo.txt"), "buy milk");
      Files.createDirectories(store.resolve("runs/empty/results"));
      Files.writeString(store.resolve("runs/empty/run.json"), "");
      Files.createDirectories(store.resolve("runs/half-deleted/results"));
      Files.writeString(store.resolve("runs/half-deleted/results/000000000000-1.json"), "{}");

      assertThat(parallel.resume("last").results()).isEqualTo(values(tasks));
      List<String> damaged = new ArrayList<>();
      try (Runs runs = Runs.in(new StoreLocation.Folder(store))) {
        assertThat(runs.all(run -> damaged.add(run.runId()))).hasSize(1);
      }
      assertThat(damaged).containsExactlyInAnyOrder("empty", "half-deleted");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"threads", "processes"})
  void a_failure_that_another_try_may_follow_settles_nothing(String backend) throws Exception {
    List<Delayed<Integer>> tasks = List.of(
        delayed(HistoryKernels::failThenBlock, notes.toString(), 0),
        delayed(HistoryKernels::failThenBlock, notes.toString(), 1));
    try (Parallel parallel = options(backend).retries(2).build()) {
      CompletableFuture<List<Integer>> call = parallel.callAsync(tasks);
      awaitStarted(0);
      awaitStarted(1);

      call.cancel(true);

      String run = parallel.runId().orElseThrow();
      assertThat(settled(run).settled()).isZero();
      assertThat(parallel.resume(run).results()).isEqualTo(List.of(0, 1));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"sequential", "threads", "processes"})
  void a_failure_that_no_other_try_follows_settles_its_task(String backend) throws IOException {
    List<Delayed<String>> failing = List.of(task("a", 3));
    try (Parallel parallel =
        options(backend).retries(2).retryOn(IOException.class).build()) {
      assertThat(parallel.run(failing).failed()).hasSize(1);
      String run = parallel.runId().orElseThrow();

      assertThat(parallel.resume(run).failed()).hasSize(1);
      assertThat(ran("a")).isEqualTo(1);
    }
  }

  @Test
  void a_resumed_run_has_its_own_timeout_also_with_one_worker() {
    List<Delayed<Long>> late = List.of(delayed(MannerKernels::waitForAnInterrupt));
    String run;
    try (Parallel parallel =
        options("threads").nJobs(1).timeout(Duration.ofMillis(300)).build()) {
      CompletableFuture<List<Long>> call = parallel.callAsync(late);
      call.cancel(true);
      run = parallel.runId().orElseThrow();
    }
    try (Parallel parallel = options("threads").nJobs(1).build()) {
      Run<?> resumed = parallel.resume(run);

      assertThat(resumed.reason()).isEqualTo(Completion.Reason.ALL_COMPLETED);
      assertThat(resumed.failed()).hasSize(1);
      assertThat(Thread.interrupted()).isFalse();
    }
  }

  @Test
  void a_session_whose_end_is_damaged_has_ended_and_hides_nothing() throws IOException {
    List<Delayed<String>> tasks = succeeding("a", 3);
    try (Parallel parallel = options("threads").build()) {
      parallel.call(tasks);
      String run = parallel.runId().orElseThrow();
      Files.writeString(folder(run).resolve("sessions/0001-end.json"), "{\"en");

      try (Runs runs = Runs.in(new StoreLocation.Folder(store))) {
        RunRecord record = runs.all(damaged -> {}).get(0);
        assertThat(RunSummary.of(record).settled()).isEqualTo(3);
      }
      assertThat(parallel.resume(run).results()).isEqualTo(values(tasks));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"sequential", "threads", "processes"})
  void what_a_task_makes_of_the_interrupt_that_stops_its_run_is_no_outcome(String backend)
      throws Exception {
    List<Delayed<Integer>> tasks =
        List.of(delayed(HistoryKernels::blockAndShrug, notes.toString(), 1));
    try (Parallel parallel = options(backend).nJobs(1).build()) {
      CompletableFuture<List<Integer>> call = parallel.callAsync(tasks);
      awaitStarted(1);

      call.cancel(true);

      assertThat(settled(parallel.runId().orElseThrow()).settled()).isZero();
    }
  }
}
