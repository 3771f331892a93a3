package dev.fanfare.parallel;

import static dev.fanfare.kernel.Delayed.delayed;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fanfare.Completion.Reason;
import dev.fanfare.Run;
import dev.fanfare.RunCancelledException;
import dev.fanfare.TaskFailedException;
import dev.fanfare.kernel.Delayed;
import dev.fanfare.kernel.SeedKernels;
import java.nio.file.Path;
import java.time.Duration;
import java.util.AbstractCollection;
import java.util.Collection;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** An input that blocks blocks nothing but itself. */
@Timeout(60)
class BlockedInputTest {

  @RegisterExtension
  static final OpenParallels PARALLELS = new OpenParallels();

  private final CountDownLatch released = new CountDownLatch(1);
  private final CountDownLatch blocked = new CountDownLatch(1);
  private final AtomicReference<Thread> reader = new AtomicReference<>();

  @AfterEach
  void release() {
    released.countDown();
  }

  private static Delayed<Object> quick(int value) {
    return delayed(SeedKernels::identity, (Object) value);
  }

  /** Gives so many tasks, and then nothing until the test is over, whether it is interrupted or not. */
  private Iterable<Delayed<Object>> stubborn(int tasks) {
    return Stream.iterate(0, n -> n + 1).map(n -> {
      if (n == tasks) {
        block();
      }
      return quick(n);
    })::iterator;
  }

  private void block() {
    reader.set(Thread.currentThread());
    blocked.countDown();
    boolean waits = true;
    while (waits) {
      try {
        released.await();
        waits = false;
      } catch (InterruptedException e) {
        // Not heeded.
      }
    }
  }

  /** Gives so many tasks, and then nothing until it is interrupted. */
  private Iterable<Delayed<Object>> interruptible(int tasks) {
    return Stream.iterate(0, n -> n + 1).map(n -> {
      if (n == tasks) {
        reader.set(Thread.currentThread());
        blocked.countDown();
        try {
          released.await();
        } catch (InterruptedException e) {
          throw new IllegalStateException("interrupted", e);
        }
      }
      return quick(n);
    })::iterator;
  }

  private CompletableFuture<Void> onceBlocked(Runnable action) {
    return CompletableFuture.runAsync(() -> {
      try {
        blocked.await();
        action.run();
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
    });
  }

  private static Parallel hasty(String backend) {
    return Parallel.builder()
        .backend(backend)
        .nJobs(2)
        .batchSize(1)
        .deadline(Duration.ofMillis(300))
        .build();
  }

  @ParameterizedTest
  @ValueSource(strings = {"threads", "processes"})
  void the_deadline_ends_a_run_whose_input_blocks(String backend) {
    try (Parallel parallel = hasty(backend)) {
      assertThat(parallel.run(stubborn(0)).reason()).isEqualTo(Reason.DEADLINE_EXCEEDED);
    }
  }

  @Test
  void the_deadline_ends_a_loop_on_the_calling_thread_whose_input_blocks() {
    try (Parallel parallel = hasty("sequential")) {
      assertThat(parallel.run(interruptible(2)).reason()).isEqualTo(Reason.DEADLINE_EXCEEDED);
      assertThat(Thread.currentThread().isInterrupted()).isFalse();
      Iterator<Object> results = parallel.stream(interruptible(1)).iterator();
      assertThatThrownBy(() -> results.forEachRemaining(result -> {}))
          .isInstanceOf(RunCancelledException.class);
      assertThat(parallel.call(List.of(quick(7)))).as("usable").containsExactly(7);
    }
  }

  @ParameterizedTest
  @CsvSource({"threads, 1", "threads, 4", "processes, 1"})
  void a_cancelled_run_keeps_what_was_done_while_its_input_blocked(String backend, int batchSize) {
    try (Parallel parallel = Parallel.builder()
        .backend(backend)
        .nJobs(2)
        .batchSize(batchSize)
        .preDispatch("16")
        .build()) {
      CompletableFuture<Void> cancelled = onceBlocked(parallel::cancel);

      Run<Object> run = parallel.run(stubborn(8));

      cancelled.join();
      assertThat(run.reason()).isEqualTo(Reason.CANCELLED);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"sequential", "threads", "processes"})
  void closing_ends_a_call_whose_input_blocks(String backend) {
    Parallel parallel = PARALLELS.on(backend);
    CompletableFuture<Void> closed = onceBlocked(parallel::close);

    assertThatThrownBy(() -> parallel.call(interruptible(2)))
        .isInstanceOf(RunCancelledException.class);

    closed.join();
    assertThat(Thread.currentThread().isInterrupted()).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"threads", "processes"})
  void a_failed_task_ends_the_call_although_the_input_blocks(String backend) {
    Iterable<Delayed<Object>> tasks = () -> Stream.concat(
            Stream.of(delayed(FailingKernels::failing, (Object) 0), quick(1)),
            Stream.generate(() -> {
              block();
              return quick(2);
            }))
        .iterator();

    assertThatThrownBy(() -> PARALLELS.on(backend).call(tasks))
        .isInstanceOf(TaskFailedException.class)
        .hasMessageContaining("task 0 failed");
  }

  @ParameterizedTest
  @ValueSource(strings = {"threads", "processes"})
  void what_is_done_is_delivered_although_the_input_blocks(String backend) {
    try (Stream<Object> results = PARALLELS.on(backend).stream(stubborn(3))) {
      Iterator<Object> taken = results.iterator();

      assertThat(List.of(taken.next(), taken.next(), taken.next())).containsExactly(0, 1, 2);
    }
  }

  @ParameterizedTest
  @CsvSource({"threads, 1, 20", "threads, 4, 3", "processes, 1, 5"})
  void an_input_may_wait_for_the_results_of_the_tasks_before(
      String backend, int batchSize, int tasks) {
    BlockingQueue<Object> settled = new LinkedBlockingQueue<>();
    Iterable<Delayed<Object>> waiting = IntStream.range(0, tasks).mapToObj(n -> {
      if (n > 0) {
        awaitIn(settled, n - 1);
      }
      return quick(n);
    })::iterator;

    try (Parallel parallel = Parallel.builder()
        .backend(backend)
        .nJobs(2)
        .batchSize(batchSize)
        .onTask(outcome -> settled.add(outcome.get()))
        .build()) {
      assertThat(parallel.call(waiting)).hasSize(tasks);
    }
  }

  private static void awaitIn(BlockingQueue<Object> results, int expected) {
    try {
      assertThat(results.take()).isEqualTo(expected);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void an_endless_input_that_is_dispatched_at_once_can_be_stopped() {
    Stream<Delayed<Object>> endless = Stream.generate(() -> quick(0));
    Thread caller = Thread.currentThread();
    AtomicInteger settled = new AtomicInteger();

    try (Parallel parallel = Parallel.builder()
        .backend("threads")
        .nJobs(2)
        .preDispatch("all")
        .onBatch(batch -> {
          if (settled.incrementAndGet() == 10) {
            caller.interrupt();
          }
        })
        .build()) {
      assertThatThrownBy(() -> parallel.call(endless)).isInstanceOf(RunCancelledException.class);
    }
    assertThat(Thread.interrupted()).isTrue();
  }

  @Test
  void an_interrupt_of_the_caller_ends_a_call_whose_input_blocks() {
    Thread caller = Thread.currentThread();
    CompletableFuture<Void> interrupted = onceBlocked(caller::interrupt);

    assertThatThrownBy(() -> PARALLELS.on("threads").call(stubborn(2)))
        .isInstanceOf(RunCancelledException.class);

    assertThat(Thread.interrupted()).isTrue();
    interrupted.join();
  }

  @Test
  void the_thread_that_reads_the_input_ends_with_the_run() throws Exception {
    try (Stream<Object> results = PARALLELS.on("threads").stream(interruptible(2))) {
      assertThat(results.iterator().next()).isEqualTo(0);
      blocked.await();
    }

    Thread read = reader.get();
    assertThat(read.isDaemon()).isTrue();
    read.join();
  }

  @Test
  void the_thread_that_reads_the_input_has_the_callers_class_loader_and_configuration() {
    ClassLoader own = new ClassLoader(BlockedInputTest.class.getClassLoader()) {};
    ClassLoader before = Thread.currentThread().getContextClassLoader();
    AtomicReference<ClassLoader> seen = new AtomicReference<>();
    AtomicInteger jobs = new AtomicInteger();
    Thread.currentThread().setContextClassLoader(own);
    try (ParallelConfig config = ParallelConfig.builder().nJobs(3).open()) {
      PARALLELS.on("threads").call(Stream.of(0).map(n -> {
        seen.set(Thread.currentThread().getContextClassLoader());
        jobs.set(Parallel.builder().backend("threads").settings().options().nJobs());
        return quick(n);
      }));
    } finally {
      Thread.currentThread().setContextClassLoader(before);
    }

    assertThat(seen).hasValue(own);
    assertThat(jobs).hasValue(3);
  }

  /** A collection that blocks when it is read, until it is interrupted. */
  private Collection<Delayed<Object>> blockingCollection() {
    return new AbstractCollection<>() {
      @Override
      public Iterator<Delayed<Object>> iterator() {
        return interruptible(1).iterator();
      }

      @Override
      public int size() {
        return 2;
      }
    };
  }

  @ParameterizedTest
  @ValueSource(strings = {"sequential", "threads", "processes"})
  void the_deadline_ends_a_run_whose_list_blocks_while_it_is_looked_through(
      String backend, @TempDir Path store) {
    try (Parallel parallel = Parallel.builder()
        .backend(backend)
        .nJobs(2)
        .deadline(Duration.ofMillis(300))
        .store(store)
        .build()) {
      assertThatThrownBy(() -> parallel.run(blockingCollection()))
          .isInstanceOf(RunCancelledException.class)
          .hasMessage("the run's deadline has passed");
    }
    assertThat(store.resolve("runs")).doesNotExist();
  }

  @Test
  void the_deadline_ends_a_resume_whose_list_blocks(@TempDir Path store) {
    ParallelBuilder options = Parallel.builder().backend("threads").nJobs(2).store(store);
    String run;
    try (Parallel parallel = options.build();
        Stream<Object> results = parallel.stream(stubborn(1))) {
      results.iterator().next();
      run = parallel.runId().orElseThrow();
      released.countDown();
    }
    CountDownLatch never = new CountDownLatch(1);
    Iterable<Delayed<Object>> blocking = () -> {
      try {
        never.await();
      } catch (InterruptedException e) {
        throw new IllegalStateException("interrupted", e);
      }
      throw new AssertionError();
    };

    try (Parallel parallel = options.deadline(Duration.ofMillis(300)).build()) {
      assertThatThrownBy(() -> parallel.resume(run, blocking))
          .isInstanceOf(RunCancelledException.class)
          .hasMessage("the run's deadline has passed");
    }
  }
}
