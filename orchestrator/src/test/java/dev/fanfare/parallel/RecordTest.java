package dev.fanfare.parallel;

import static dev.fanfare.kernel.Delayed.delayed;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fanfare.Completion;
import dev.fanfare.Ending;
import dev.fanfare.Run;
import dev.fanfare.RunCancelledException;
import dev.fanfare.StoreException;
import dev.fanfare.TaskFailedException;
import dev.fanfare.UnresumableRunException;
import dev.fanfare.kernel.Delayed;
import dev.fanfare.runs.RunRecord;
import dev.fanfare.runs.Runs;
import dev.fanfare.runs.SavedRun;
import dev.fanfare.runs.Session;
import dev.fanfare.runs.SettledTasks;
import dev.fanfare.store.StoreLocation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.AbstractList;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutionException;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a run that is stopped leaves in its record, and what a resume makes of it. */
@Timeout(120)
final class RecordTest {

  @TempDir
  Path store;

  @TempDir
  Path notes;

  private ParallelBuilder options(String backend) {
    return Parallel.builder().backend(backend).nJobs(2).batchSize(1).store(store);
  }

  private Delayed<String> task(String list, int n) {
    return delayed(HistoryKernels::compute, notes.toString(), list, n);
  }

  /** How often tasks of that list have run. */
  private int ran(String list) throws IOException {
    try (Stream<Path> files = Files.list(notes)) {
      return (int) files
          .filter(file -> file.getFileName().toString().startsWith(list + "-"))
          .count();
    }
  }

  private int written(String run) throws IOException {
    try (Stream<Path> results = Files.list(folder(run).resolve("results"))) {
      return (int) results.count();
    }
  }

  private void awaitStarted(int n) throws IOException {
    while (!Files.exists(notes.resolve("started-" + n))) {
      Thread.onSpinWait();
    }
  }

  private SettledTasks settled(String run) {
    return record(run).settled(warning -> {});
  }

  private RunRecord record(String run) {
    // A folder store holds nothing open.
    try (Runs runs = Runs.in(new StoreLocation.Folder(store))) {
      return runs.find(run, damaged -> {});
    }
  }

  private Path folder(String run) {
    return store.resolve("runs").resolve(run);
  }

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
  @ValueSource(strings = {"threads", "processes"})
  void a_resume_takes_no_values_of_another_list(String backend) throws IOException {
    List<Delayed<String>> a = succeeding("a", 60);
    List<Delayed<String>> b = succeeding("b", 60);
    try (Parallel parallel = options(backend).preDispatch("4").build()) {
      try (Stream<String> results = parallel.stream(a.stream())) {
        assertThat(results.limit(30)).hasSize(30);
      }
      String run = parallel.runId().orElseThrow();
      // After a kill no part of a list that is not complete need be there.
      Files.delete(folder(run).resolve("tasks/00000000.jsonl"));

      Run<String> resumed = parallel.resume(run, b);

      assertThat(resumed.reason()).isEqualTo(Completion.Reason.ALL_COMPLETED);
      assertThat(resumed.results()).isEqualTo(values(b));
      assertThat(parallel.resume(run).results()).isEqualTo(values(b));
    }
  }

  private List<Delayed<String>> succeeding(String list, int tasks) {
    return IntStream.iterate(0, n -> n + 1)
        .filter(n -> n % HistoryKernels.FAILS_EACH != 3)
        .limit(tasks)
        .mapToObj(n -> task(list, n))
        .toList();
  }

  private static List<String> values(List<Delayed<String>> tasks) {
    return tasks.stream()
        .map(task -> (String) task.arguments().get(1) + task.arguments().get(2))
        .toList();
  }

  @Test
  void after_a_kill_nothing_of_a_stream_runs_again_that_has_an_outcome() throws IOException {
    List<Delayed<String>> tasks = succeeding("a", 50);
    try (Parallel parallel = options("threads").build()) {
      try (Stream<String> results = parallel.stream(tasks.stream())) {
        assertThat(results.limit(20)).hasSize(20);
      }
      String run = parallel.runId().orElseThrow();
      parallel.close();
      Stragglers.await();
      int before = ran("a");
      // The end of the session and the list's only chunk are what a kill keeps from being written.
      Files.delete(folder(run).resolve("tasks/00000000.jsonl"));
      Files.delete(folder(run).resolve("sessions/0001-end.json"));
      int written = written(run);

      assertThat(parallel.resume(run, tasks).results()).isEqualTo(values(tasks));

      assertThat(ran("a") - before).isEqualTo(50 - written);
    }
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
      Session session = record.sessions().get(0);
      assertThat(record.end(session)).map(Session.End::reason).contains("CANCELLED");
      assertThat(record.manifest().tasks()).isPositive();
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

  @ParameterizedTest
  @ValueSource(strings = {"missing", "cut"})
  void a_list_that_has_lost_a_part_is_not_taken_for_all_of_it_and_can_be_given_again(String how)
      throws IOException {
    List<Delayed<String>> tasks = succeeding("a", 20);
    try (Parallel parallel = options("threads").build()) {
      parallel.call(tasks);
      String run = parallel.runId().orElseThrow();
      Path chunk = folder(run).resolve("tasks/00000000.jsonl");
      List<String> lines = Files.readAllLines(chunk);
      Files.write(chunk, lines.subList(0, 10));
      if (how.equals("missing")) {
        Files.delete(chunk);
      }
      String damage = "is damaged: it has " + (how.equals("missing") ? 0 : 10) + " of 20 tasks";

      assertThatThrownBy(() -> parallel.resume(run))
          .isInstanceOf(UnresumableRunException.class)
          .hasMessageContaining(damage);
      assertThatThrownBy(() -> show(run))
          .isInstanceOf(StoreException.class)
          .hasMessageContaining(damage);
      assertThatThrownBy(() -> parallel.resume(run, succeeding("a", 15)))
          .hasMessageContaining("had 20 tasks and now has 15");

      assertThat(parallel.resume(run, tasks).results()).isEqualTo(values(tasks));
      assertThat(ran("a")).isEqualTo(20);
      assertThat(show(run)).isEqualTo(values(tasks));
    }
  }

  private List<Object> show(String run) {
    List<Object> values = new ArrayList<>();
    try (SavedRun recorded =
        SavedRun.open(new StoreLocation.Folder(store), run, false, warning -> {})) {
      recorded.forEach(outcome -> values.add(outcome.get()));
    }
    return values;
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
  void a_refused_resume_leaves_the_record_of_a_run_under_way_as_it_was() throws Exception {
    List<Delayed<Integer>> blocking = List.of(delayed(HistoryKernels::block, notes.toString(), 1));
    try (Parallel parallel = options("threads").build()) {
      CompletableFuture<List<Integer>> call = parallel.callAsync(blocking);
      awaitStarted(1);
      String run = parallel.runId().orElseThrow();
      Map<String, String> before = record(folder(run));

      try (Parallel other = options("threads").build()) {
        assertThatThrownBy(() -> other.resume(run, succeeding("b", 5)))
            .isInstanceOf(UnresumableRunException.class)
            .hasMessageContaining(
                "is running in process " + ProcessHandle.current().pid());
      }

      assertThat(record(folder(run))).isEqualTo(before);
      call.cancel(true);
    }
  }

  /** Manifest, list and sessions. */
  private static Map<String, String> record(Path folder) throws IOException {
    Map<String, String> files = new TreeMap<>();
    try (Stream<Path> all = Files.walk(folder)) {
      for (Path file : all.filter(Files::isRegularFile).toList()) {
        String name = folder.relativize(file).toString();
        if (!name.startsWith("results")) {
          files.put(name, Files.readString(file));
        }
      }
    }
    return files;
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
      assertThat(resumed.report().tasks()).isEqualTo(9);
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

  private static void copy(Path from, Path to) throws IOException {
    try (Stream<Path> all = Files.walk(from)) {
      for (Path file : all.toList()) {
        Path place = to.resolve(from.relativize(file).toString());
        if (Files.isDirectory(file)) {
          Files.createDirectories(place);
        } else {
          Files.copy(file, place);
        }
      }
    }
  }

  @Test
  void what_a_power_loss_cuts_costs_its_own_tasks() throws IOException {
    List<Delayed<String>> tasks = succeeding("a", 10);
    try (Parallel parallel = options("threads").build()) {
      parallel.call(tasks);
      String run = parallel.runId().orElseThrow();
      // What a power loss may cut is what putIfAbsent has written.
      Files.write(folder(run).resolve("results/000000000004-1.json"), new byte[0]);
      Files.write(folder(run).resolve("sessions/0001.json"), new byte[0]);
      Files.delete(folder(run).resolve("sessions/0001-end.json"));

      Run<?> resumed = parallel.resume(run);

      assertThat(resumed.results()).isEqualTo(values(tasks));
      assertThat(resumed.report().tasks()).isEqualTo(1);
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
  void a_resume_whose_list_blocks_is_stopped() throws Exception {
    List<Delayed<String>> tasks = succeeding("a", 5);
    try (Parallel parallel = options("threads").build()) {
      parallel.call(tasks);
      String run = parallel.runId().orElseThrow();
      CountDownLatch asked = new CountDownLatch(1);
      Iterable<Delayed<String>> blocked = () -> {
        asked.countDown();
        try {
          new CountDownLatch(1).await();
        } catch (InterruptedException e) {
          throw new IllegalStateException(e);
        }
        return tasks.iterator();
      };
      Thread stopper = new Thread(() -> {
        try {
          asked.await();
        } catch (InterruptedException e) {
          throw new IllegalStateException(e);
        }
        parallel.cancel();
      });
      stopper.start();

      assertThatThrownBy(() -> parallel.resume(run, blocked))
          .isInstanceOf(RunCancelledException.class);

      stopper.join();
      assertThat(Thread.interrupted()).isFalse();
      assertThat(parallel.resume(run, tasks).results()).isEqualTo(values(tasks));
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void a_list_that_throws_whatever_it_is_leaves_no_run_and_a_parallel_that_can_be_used(
      boolean checked) {
    Throwable thrown = checked ? new IOException("no more") : new StackOverflowError("no more");
    List<Delayed<String>> broken = new AbstractList<>() {
      @Override
      public Delayed<String> get(int index) {
        throw RecordTest.<RuntimeException>unchecked(thrown);
      }

      @Override
      public int size() {
        return 3;
      }
    };
    try (Parallel parallel = options("threads").build()) {
      assertThatThrownBy(() -> parallel.call(broken)).isSameAs(thrown);

      try (Runs runs = Runs.in(new StoreLocation.Folder(store))) {
        assertThat(runs.all(damaged -> {})).isEmpty();
      }
      assertThat(parallel.call(succeeding("a", 2))).hasSize(2);
    }
  }

  @SuppressWarnings("unchecked")
  private static <E extends Throwable> E unchecked(Throwable thrown) throws E {
    throw (E) thrown;
  }

  @Test
  void a_list_that_is_cut_within_a_line_can_be_given_again() throws IOException {
    List<Delayed<String>> tasks = succeeding("a", 6);
    try (Parallel parallel = options("threads").build()) {
      parallel.call(tasks);
      String run = parallel.runId().orElseThrow();
      Path chunk = folder(run).resolve("tasks/00000000.jsonl");
      String list = Files.readString(chunk);
      Files.writeString(chunk, list.substring(0, list.length() / 2));

      assertThat(parallel.resume(run, tasks).results()).isEqualTo(values(tasks));
      assertThat(ran("a")).isEqualTo(6);
      assertThat(show(run)).isEqualTo(values(tasks));
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
        assertThat(runs.summary(record).settled()).isEqualTo(3);
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
