package dev.fanfare.parallel;

import static dev.fanfare.kernel.Delayed.delayed;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import dev.fanfare.AlreadyRunningException;
import dev.fanfare.RunCancelledException;
import dev.fanfare.kernel.Delayed;
import dev.fanfare.kernel.SeedKernels;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Closing a stream before its end: joblib's {@code test_deadlock_with_generator} and its warning. */
class StreamClosingTest {

  private static final Duration GUARD = Duration.ofSeconds(20);

  @TempDir
  private Path folder;

  private final CountDownLatch twoSettled = new CountDownLatch(2);

  private Parallel parallel(String backend) {
    return Parallel.builder()
        .backend(backend)
        .nJobs(2)
        .batchSize(1)
        .onTask(outcome -> twoSettled.countDown())
        .build();
  }

  private static Delayed<Object> quick(int value) {
    return delayed(SeedKernels::identity, (Object) value);
  }

  private Delayed<Object> endless(String name) {
    return delayed(BlockingKernels::blockForEver, folder.resolve(name).toString());
  }

  @ParameterizedTest
  @ValueSource(strings = {"threads", "processes"})
  void closing_early_says_how_much_was_thrown_away_and_frees_the_instance(String backend)
      throws Exception {
    List<Delayed<Object>> tasks = List.of(quick(0), quick(1), endless("a"), endless("b"));

    try (Parallel parallel = parallel(backend);
        Printed printed = new Printed()) {
      Stream<Object> results = parallel.stream(tasks);
      assertThat(results.iterator().next()).isEqualTo(0);
      assertThat(twoSettled.await(GUARD.toSeconds(), TimeUnit.SECONDS)).isTrue();

      assertTimeoutPreemptively(GUARD, results::close);

      assertThat(printed.text())
          .isEqualToIgnoringNewLines("1 tasks have been successfully executed  but not used."
              + " Additionally, 2 tasks which were still being processed by the workers have been"
              + " cancelled. You could benefit from adjusting the input task iterator to limit"
              + " unnecessary computation time.\n");
      assertThat(parallel.call(List.of(quick(7)))).containsExactly(7);
    }
  }

  @Test
  void closing_says_nothing_where_nothing_was_thrown_away() {
    try (Parallel parallel = parallel("threads");
        Printed printed = new Printed()) {
      try (Stream<Object> results = parallel.stream(List.of(quick(0), quick(1)))) {
        assertThat(results).containsExactly(0, 1);
      }

      assertThat(printed.text()).isEmpty();
    }
  }

  @Test
  void closing_does_not_wait_for_an_input_that_waits() {
    BlockingQueue<Delayed<Object>> queue = new LinkedBlockingQueue<>(List.of(quick(0)));
    Iterable<Delayed<Object>> input = () -> new Iterator<>() {
      @Override
      public boolean hasNext() {
        return true;
      }

      @Override
      public Delayed<Object> next() {
        try {
          return queue.take();
        } catch (InterruptedException e) {
          throw new IllegalStateException(e);
        }
      }
    };

    try (Parallel parallel = parallel("threads")) {
      Stream<Object> results = parallel.stream(input);
      assertTimeoutPreemptively(GUARD, results::close);

      assertThat(parallel.call(List.of(quick(7)))).containsExactly(7);
    }
  }

  @Test
  void an_interrupted_thread_closes_the_stream_as_well_and_stays_interrupted() {
    try (Parallel parallel = parallel("threads")) {
      Stream<Object> results = parallel.stream(List.of(quick(0), endless("a")));
      Thread.currentThread().interrupt();
      results.close();

      assertThat(Thread.interrupted()).isTrue();
      assertThat(parallel.call(List.of(quick(7)))).containsExactly(7);
    }
  }

  @Test
  void closing_the_instance_ends_its_streams() {
    Parallel parallel = parallel("threads");
    Iterator<Object> results = parallel.stream(List.of(quick(0), endless("a"))).iterator();
    assertThat(results.next()).isEqualTo(0);

    parallel.close();

    assertTimeoutPreemptively(GUARD, () -> assertThatCancelled(results));
  }

  private static void assertThatCancelled(Iterator<Object> results) {
    assertThatThrownBy(results::hasNext).isInstanceOf(RunCancelledException.class);
  }

  @Test
  void one_worker_runs_nothing_more_once_the_stream_is_closed() {
    try (Parallel parallel = parallel("sequential")) {
      Stream<Object> results = parallel.stream(List.of(quick(0), quick(1)));
      Iterator<Object> taken = results.iterator();
      assertThat(taken.next()).isEqualTo(0);
      results.close();

      assertThatCancelled(taken);
      assertThat(twoSettled.getCount()).isEqualTo(1);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"threads", "sequential"})
  void closing_the_instance_ends_a_stream_with_one_worker(String backend) {
    try (Parallel parallel =
        Parallel.builder().backend(backend).store(folder.resolve("store")).build()) {
      Stream<Object> results = parallel.stream(List.of(quick(0), quick(1)));
      assertThat(results.iterator().next()).isEqualTo(0);
      String run = parallel.runId().orElseThrow();

      parallel.close();

      assertThat(parallel.call(List.of(quick(7)))).containsExactly(7);
      assertThat(parallel.resume(run).outcomes())
          .extracting(outcome -> outcome.value())
          .containsExactly(0, 1);
    }
  }

  @Test
  void closing_the_instance_within_a_task_of_a_stream_ends_it_with_that_task() {
    Parallel[] own = new Parallel[1];
    try (Parallel parallel = Parallel.builder()
        .backend("sequential")
        .onTask(outcome -> own[0].close())
        .build()) {
      own[0] = parallel;
      Iterator<Object> results = parallel.stream(List.of(quick(0), quick(1))).iterator();

      assertThat(results.next()).isEqualTo(0);

      assertThatThrownBy(results::hasNext).isInstanceOf(RunCancelledException.class);
    }
  }

  @Test
  void closing_a_stream_while_its_consumer_runs_a_task_ends_the_run_with_that_task()
      throws Exception {
    CountDownLatch running = new CountDownLatch(1);
    CountDownLatch closed = new CountDownLatch(1);
    List<Delayed<Object>> tasks = List.of(
        delayed(() -> {
          running.countDown();
          closed.await();
          return 0;
        }),
        quick(1));
    try (Parallel parallel = Parallel.builder().backend("sequential").build()) {
      Stream<Object> results = parallel.stream(tasks);
      Thread consumer = new Thread(() -> results.iterator().next());
      consumer.start();
      running.await();

      results.close();

      assertThatThrownBy(() -> parallel.call(List.of(quick(7))))
          .isInstanceOf(AlreadyRunningException.class);
      closed.countDown();
      consumer.join();
      assertThat(parallel.call(List.of(quick(7)))).containsExactly(7);
    }
  }

  @Test
  void cancelling_ends_a_stream_with_one_worker_that_nobody_takes_from() {
    try (Parallel parallel = Parallel.builder().backend("sequential").build()) {
      Stream<Object> results = parallel.stream(List.of(quick(0), quick(1)));
      assertThat(results.iterator().next()).isEqualTo(0);

      parallel.cancel();

      assertThat(parallel.call(List.of(quick(7)))).containsExactly(7);
    }
  }
}
