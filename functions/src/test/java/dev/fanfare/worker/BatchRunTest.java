package dev.fanfare.worker;

import static dev.fanfare.kernel.Delayed.delayed;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fanfare.kernel.Delayed;
import dev.fanfare.kernel.SeedKernels;
import dev.fanfare.kernel.TaskError;
import dev.fanfare.kernel.TaskTimeoutException;
import dev.fanfare.kernel.Timing;
import dev.fanfare.wire.Batch;
import dev.fanfare.wire.BatchOutcome;
import dev.fanfare.wire.Conditions;
import dev.fanfare.wire.Task;
import dev.fanfare.wire.TaskOutcome;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class BatchRunTest {

  private static final Set<Thread.State> WAITING =
      Set.of(Thread.State.WAITING, Thread.State.TIMED_WAITING);

  private static final Conditions SOON = new Conditions(1, 0, 1, null);
  private static final Conditions NEVER = new Conditions(1, 0, 3_600_000, null);

  @Test
  void an_exclusive_kernel_waits_for_another_and_the_wait_is_not_counted() throws Exception {
    FutureTask<TaskOutcome> second =
        new FutureTask<>(() -> run(delayed(SeedKernels::waitLoopExclusive, 4)));
    Thread waiter = new Thread(second);
    AtomicLong releasedNanos = new AtomicLong();
    AtomicLong releasedMicros = new AtomicLong();

    WorkerKernels.whileHeld = () -> {
      startAndAwaitWaiting(waiter);
      SeedKernels.waitLoop(300);
      releasedMicros.set(ChronoUnit.MICROS.between(Instant.EPOCH, Instant.now()));
      releasedNanos.set(System.nanoTime());
      return waiter.getState();
    };
    TaskOutcome first = run(delayed(WorkerKernels::held));
    Timing timing = second.get().timing();

    assertThat(first.value()).isIn(Thread.State.WAITING, Thread.State.TIMED_WAITING);
    assertThat(timing.startEpochMicros()).isGreaterThanOrEqualTo(releasedMicros.get());
    assertThat(timing.wallNanos()).isLessThanOrEqualTo(System.nanoTime() - releasedNanos.get());
  }

  @Test
  void the_clock_of_a_timeout_starts_when_the_task_does_not_when_it_waits() throws Exception {
    Callable<Object> alarms = () -> BatchRun.Clock.TIMER.getQueue().size();
    FutureTask<TaskOutcome> second = new FutureTask<>(
        () -> run(NEVER, late -> {}, delayed(WorkerKernels::held)).tasks().get(0));
    Thread waiter = new Thread(second);

    WorkerKernels.whileHeld = () -> {
      startAndAwaitWaiting(waiter);
      WorkerKernels.whileHeld = alarms;
      return alarms.call();
    };
    Object whileWaiting = run(delayed(WorkerKernels::held)).value();

    assertThat(whileWaiting).isEqualTo(0);
    assertThat(second.get().value()).isEqualTo(1);
    assertThat(alarms.call()).isEqualTo(0);
  }

  @Test
  void a_task_that_is_late_ends_its_batch_and_is_marked() throws Exception {
    CompletableFuture<BatchOutcome> told = new CompletableFuture<>();

    BatchOutcome outcome = run(
        SOON,
        told::complete,
        delayed(() -> waitsForAnInterrupt()),
        delayed(SeedKernels::identity, "missing"));

    assertThat(outcome).isEqualTo(told.get());
    assertThat(outcome.tasks()).extracting(TaskOutcome::index).containsExactly(0L);
    assertThat(outcome.tasks().get(0).error())
        .isNotNull()
        .returns(TaskTimeoutException.class.getName(), TaskError::type)
        .returns(
            "task 0 ran for longer than its timeout of 0.001 s and was stopped",
            TaskError::message);
    assertThat(Thread.interrupted()).as("the interrupt is the task's alone").isFalse();
  }

  @Test
  void a_batch_that_is_late_is_not_over_before_that_has_been_told() throws Exception {
    Queue<String> order = new ConcurrentLinkedQueue<>();
    CountDownLatch interrupted = new CountDownLatch(1);
    CompletableFuture<Thread> runner = new CompletableFuture<>();
    Consumer<BatchOutcome> late = outcome -> {
      awaitUninterrupted(interrupted);
      awaitWaiting(runner.join());
      order.add("told");
    };

    Thread thread = new Thread(() -> {
      try {
        run(SOON, late, delayed(() -> waitsForAnInterrupt(interrupted)));
      } catch (InterruptedException e) {
        order.add("interrupted");
      }
      order.add("over");
    });
    runner.complete(thread);
    thread.start();
    thread.join();

    assertThat(order).containsExactly("told", "over");
  }

  @Test
  void an_initializer_that_is_late_fails_its_batch_and_is_tried_again_with_the_next_one()
      throws Exception {
    AtomicInteger calls = new AtomicInteger();
    Delayed<Integer> initializer =
        delayed(() -> calls.incrementAndGet() == 1 ? waitsForAnInterrupt() : 0);
    Conditions hasty = new Conditions(1, 0, 1, initializer);
    Conditions patient = new Conditions(1, 0, 3_600_000, initializer);
    List<Task> tasks = List.of(new Task(0, delayed(SeedKernels::sum, 3L)));
    Worker worker = new Worker(1);
    CompletableFuture<BatchOutcome> told = new CompletableFuture<>();

    BatchOutcome late =
        worker.run(new Batch("run", 0, 1, tasks, hasty), told::complete, () -> true);
    BatchOutcome next =
        worker.run(new Batch("run", 1, 1, tasks, patient), told::complete, () -> true);

    assertThat(late).isEqualTo(told.get());
    assertThat(late.tasks().get(0).error())
        .isNotNull()
        .returns(TaskTimeoutException.class.getName(), TaskError::type)
        .extracting(TaskError::message)
        .asString()
        .startsWith("task 0 was not started: the initializer, ")
        .endsWith(", ran for longer than its timeout of 0.001 s and was stopped");
    assertThat(next.tasks().get(0).value()).isEqualTo(3L);
    assertThat(calls).hasValue(2);
  }

  @Test
  void an_interrupt_that_a_kernel_leaves_behind_is_not_the_next_ones() throws Exception {
    List<TaskOutcome> outcomes = run(
            Conditions.NONE,
            late -> {},
            delayed(() -> {
              Thread.currentThread().interrupt();
              return 0;
            }),
            delayed(() -> Thread.currentThread().isInterrupted()))
        .tasks();

    assertThat(outcomes).extracting(TaskOutcome::value).containsExactly(0, false);
    assertThat(Thread.currentThread().isInterrupted()).isFalse();
  }

  @Test
  void an_interrupt_of_a_borrowed_thread_is_not_a_tasks_failure() {
    Task task = new Task(0, delayed(() -> {
      Thread.currentThread().interrupt();
      return waitsForAnInterrupt();
    }));

    assertThatThrownBy(() -> Worker.onBorrowedThread().run(new Batch("run", 0, 1, List.of(task))))
        .isInstanceOf(InterruptedException.class);
  }

  private static int waitsForAnInterrupt() throws InterruptedException {
    new CountDownLatch(1).await();
    return 0;
  }

  private static int waitsForAnInterrupt(CountDownLatch heeded) throws InterruptedException {
    try {
      return waitsForAnInterrupt();
    } finally {
      heeded.countDown();
    }
  }

  private static void awaitUninterrupted(CountDownLatch latch) {
    while (latch.getCount() > 0) {
      Thread.onSpinWait();
    }
  }

  private static void startAndAwaitWaiting(Thread waiter) {
    waiter.start();
    awaitWaiting(waiter);
  }

  private static void awaitWaiting(Thread waiter) {
    while (!WAITING.contains(waiter.getState()) && waiter.isAlive()) {
      Thread.onSpinWait();
    }
  }

  private static TaskOutcome run(Delayed<?> call) throws InterruptedException {
    return run(Conditions.NONE, late -> {}, call).tasks().get(0);
  }

  private static BatchOutcome run(
      Conditions conditions, Consumer<? super BatchOutcome> late, Delayed<?>... calls)
      throws InterruptedException {
    List<Task> tasks =
        IntStream.range(0, calls.length).mapToObj(i -> new Task(i, calls[i])).toList();
    return new Worker(1).run(new Batch("run", 0, 1, tasks, conditions), late, () -> true);
  }
}
