package dev.fanfare.parallel;

import static dev.fanfare.kernel.Delayed.delayed;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fanfare.NoSuchRunException;
import dev.fanfare.Run;
import dev.fanfare.StoreException;
import dev.fanfare.UnresumableRunException;
import dev.fanfare.backend.Backend;
import dev.fanfare.backend.Backends;
import dev.fanfare.backend.BatchResult;
import dev.fanfare.backend.ThreadBackend;
import dev.fanfare.backend.Traits;
import dev.fanfare.kernel.Delayed;
import dev.fanfare.kernel.FanfareException;
import dev.fanfare.runs.ResultLogs;
import dev.fanfare.runs.RunRecord;
import dev.fanfare.runs.Runs;
import dev.fanfare.store.StoreLocation;
import dev.fanfare.wire.Batch;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Runs that are recorded, and gone on with. */
@Timeout(120)
final class ResumeTest {

  private static final int BATCHES_OF_A_LIFE = 6;

  @TempDir
  Path store;

  @BeforeEach
  void forget() {
    RecordingKernels.forget();
    Backends.register("mortal", Mortal::new);
  }

  /** Threads that take a few batches and no more. */
  private static final class Mortal implements Backend {
    private final ThreadBackend threads = new ThreadBackend();
    private final AtomicInteger batches = new AtomicInteger();

    @Override
    public Traits traits() {
      return Traits.of(Traits.Workers.THREADS);
    }

    @Override
    public void open(int workers) {
      threads.open(workers);
    }

    @Override
    public CompletableFuture<BatchResult> submit(Batch batch) {
      if (batches.incrementAndGet() > BATCHES_OF_A_LIFE) {
        throw new FanfareException("the backend has died");
      }
      return threads.submit(batch);
    }

    @Override
    public void abort() {
      threads.abort();
    }

    @Override
    public void close() {
      threads.close();
    }
  }

  private Parallel parallel(String backend) {
    return Parallel.builder().backend(backend).nJobs(2).store(store).build();
  }

  private static List<Delayed<List<Long>>> tasks(int from, int to) {
    return IntStream.range(from, to)
        .mapToObj(n -> delayed(RecordingKernels::twice, n))
        .toList();
  }

  private static List<List<Long>> values(int to) {
    return IntStream.range(0, to).mapToObj(n -> List.of((long) n, (long) n)).toList();
  }

  /** A run that ends with its backend; its id. */
  private String died(Iterable<Delayed<List<Long>>> tasks) {
    try (Parallel mortal = parallel("mortal")) {
      assertThatThrownBy(() -> mortal.run(tasks)).hasMessage("the backend has died");
      return mortal.runId().orElseThrow();
    } finally {
      Stragglers.await();
    }
  }

  /** Runs that were asked for and whose outcome is in the store do not run again. */
  private int written(String run) throws IOException {
    return ResultLogs.outcomes(store.resolve("runs/" + run)).size();
  }

  @ParameterizedTest
  @ValueSource(strings = {"threads", "sequential"})
  void after_a_backend_has_died_only_tasks_without_an_outcome_run_again(String backend)
      throws IOException {
    String run = died(tasks(0, 20));
    int written = written(run);
    assertThat(written).isBetween(1, BATCHES_OF_A_LIFE);
    RecordingKernels.forget();

    try (Parallel parallel = parallel(backend)) {
      Run<?> resumed = parallel.resume(run);

      assertThat(resumed.results()).isEqualTo(values(20));
      assertThat(resumed.allSucceeded()).isTrue();
      assertThat(resumed.report().tasks()).isEqualTo(20 - written);
    }
    assertThat(RecordingKernels.CALLS).hasValue(20 - written);
    assertThat(RecordingKernels.RAN).hasSize(20 - written);
  }

  @Test
  void a_run_that_is_complete_has_all_its_outcomes_and_nothing_runs() {
    try (Parallel parallel = parallel("threads")) {
      parallel.call(tasks(0, 5));
      String run = parallel.runId().orElseThrow();
      RecordingKernels.forget();

      assertThat(parallel.resume(run).results()).isEqualTo(values(5));
      assertThat(parallel.resume(run.substring(0, 8), tasks(0, 5)).results()).isEqualTo(values(5));
    }
    assertThat(RecordingKernels.CALLS).hasValue(0);
  }

  @Test
  void what_is_read_lazily_is_recorded_as_far_as_it_was_taken() throws IOException {
    String run = died(() -> tasks(0, 20).iterator());
    int written = written(run);
    RecordingKernels.forget();

    try (Parallel parallel = parallel("threads")) {
      assertThatThrownBy(() -> parallel.resume(run))
          .isInstanceOf(UnresumableRunException.class)
          .hasMessageContaining("pass the job list to resume it");
      assertThatThrownBy(() -> parallel.resume(run, tasks(0, 3)))
          .isInstanceOf(UnresumableRunException.class)
          .hasMessageContaining(" tasks and now has 3");
      assertThat(RecordingKernels.CALLS).hasValue(0);

      assertThat(parallel.resume(run, () -> tasks(0, 20).iterator()).results())
          .isEqualTo(values(20));
      assertThat(RecordingKernels.CALLS).hasValue(20 - written);
      assertThat(parallel.resume(run).results()).isEqualTo(values(20));
    }
  }

  @Test
  void what_is_read_lazily_to_its_end_can_be_resumed_without_it() {
    try (Parallel parallel = parallel("threads")) {
      try (Stream<List<Long>> results = parallel.stream(tasks(0, 12).stream())) {
        assertThat(results).hasSize(12);
      }

      assertThat(parallel.resume(parallel.runId().orElseThrow()).results()).isEqualTo(values(12));
    }
  }

  @Test
  void a_job_list_that_has_changed_is_refused() {
    try (Parallel parallel = parallel("threads")) {
      parallel.call(tasks(0, 5));
      String run = parallel.runId().orElseThrow();

      String twice = RecordingKernels.class.getName() + "::twice";
      assertThatThrownBy(() -> parallel.resume(run, tasks(1, 6)))
          .isInstanceOf(UnresumableRunException.class)
          .hasMessageEndingWith("task 0 was " + twice + "(0) and is now " + twice + "(1)");
      assertThatThrownBy(() -> parallel.resume(run, tasks(0, 6)))
          .hasMessageEndingWith("had 5 tasks and now has 6");
    }
  }

  @Test
  void a_task_has_the_seed_that_it_had() throws IOException {
    try (Parallel parallel = parallel("threads")) {
      List<Delayed<Long>> tasks = IntStream.range(0, 3)
          .mapToObj(n -> delayed(RecordingKernels::seed, n))
          .toList();
      List<Long> seeds = parallel.call(tasks);
      String run = parallel.runId().orElseThrow();
      ResultLogs.forget(store.resolve("runs/" + run), 1);

      try (Parallel other = parallel("threads")) {
        assertThat(other.resume(run).results()).isEqualTo(seeds);
      }
    }
  }

  @Test
  void a_call_without_a_name_cannot_be_recorded() {
    int captured = 7;
    Delayed<Integer> lambda = delayed(() -> captured);
    try (Parallel parallel = parallel("threads")) {
      assertThatThrownBy(() -> parallel.call(List.of(lambda)))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageStartingWith("task 0, ")
          .hasMessageContaining("cannot be recorded");
      assertThatThrownBy(() -> parallel.call(Stream.of(lambda)))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("cannot be recorded");
      try (Runs runs = Runs.in(new StoreLocation.Folder(store))) {
        assertThat(runs.all(damaged -> {})).isEmpty();
      }
      assertThat(parallel.call(tasks(0, 1))).hasSize(1);
    }
  }

  @Test
  void without_a_store_nothing_is_recorded() {
    try (Parallel parallel = Parallel.builder().backend("threads").nJobs(2).build()) {
      parallel.call(tasks(0, 3));
      String run = parallel.runId().orElseThrow();

      assertThatThrownBy(() -> parallel.resume(run))
          .isInstanceOf(NoSuchRunException.class)
          .hasMessageContaining(StoreLocation.standard().toString());
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"threads", "sequential"})
  void a_store_that_takes_no_more_ends_the_run(String backend) {
    List<Delayed<Integer>> tasks = IntStream.range(0, 50)
        .mapToObj(n -> delayed(RecordingKernels::sabotage, n, store.toString()))
        .toList();
    try (Parallel parallel = parallel(backend)) {
      assertThatThrownBy(() -> parallel.run(tasks))
          .isInstanceOf(StoreException.class)
          .hasMessageContaining("cannot write runs/");
    }
  }

  @Test
  void how_a_session_ended_is_written_down() {
    String run = died(tasks(0, 20));

    try (Runs runs = Runs.in(new StoreLocation.Folder(store))) {
      RunRecord record = runs.find(run, damaged -> {});
      assertThat(record.sessions().all()).hasSize(1);
      assertThat(record
              .sessions()
              .end(record.sessions().all().get(0))
              .orElseThrow()
              .reason())
          .endsWith("FanfareException: the backend has died");
      assertThat(record.sessions().underWay()).isEmpty();
    }
  }
}
