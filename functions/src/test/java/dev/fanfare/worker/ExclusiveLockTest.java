package dev.fanfare.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fanfare.kernel.FanfareException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class ExclusiveLockTest {

  // The common pool may have a single thread, which the holder would keep.
  private static final Executor OWN_THREAD = task -> new Thread(task).start();

  private final AtomicLong nanos = new AtomicLong();
  private final ExclusiveLock lock = new ExclusiveLock(nanos::get);
  private final AtomicBoolean wanted = new AtomicBoolean(true);
  private final CountDownLatch held = new CountDownLatch(1);
  private final CountDownLatch released = new CountDownLatch(1);

  /** A call on another thread that has the lock until it is released. */
  private CompletableFuture<Void> holder() throws InterruptedException {
    CompletableFuture<Void> holder = CompletableFuture.runAsync(
        () -> {
          try {
            lock.lock("task 3, spin", wanted::get);
            held.countDown();
            released.await();
            lock.unlock();
          } catch (InterruptedException e) {
            throw new IllegalStateException(e);
          }
        },
        OWN_THREAD);
    held.await();
    return holder;
  }

  @Test
  void a_call_that_was_given_up_and_does_not_return_keeps_nobody_waiting() throws Exception {
    CompletableFuture<Void> holder = holder();
    wanted.set(false);
    CompletableFuture<Void> ticking = CompletableFuture.runAsync(
        () -> {
          while (released.getCount() > 0) {
            nanos.addAndGet(ExclusiveLock.PATIENCE.toNanos());
            Thread.onSpinWait();
          }
        },
        OWN_THREAD);

    assertThatThrownBy(() -> lock.lock("task 4, spin", () -> true))
        .isInstanceOf(FanfareException.class)
        .hasMessageStartingWith(
            "task 3, spin was stopped but ignores its interrupt and is still running.");

    released.countDown();
    holder.join();
    ticking.join();
    lock.lock("task 4, spin", () -> true);
    lock.unlock();
  }

  @Test
  void a_call_that_is_wanted_is_waited_for_however_long_it_takes() throws Exception {
    CompletableFuture<Void> holder = holder();
    nanos.set(Long.MAX_VALUE / 2);
    Thread waiter = Thread.currentThread();
    CompletableFuture<Void> interrupted = CompletableFuture.runAsync(
        () -> {
          while (waiter.getState() != Thread.State.TIMED_WAITING) {
            Thread.onSpinWait();
          }
          waiter.interrupt();
        },
        OWN_THREAD);

    assertThatThrownBy(() -> lock.lock("task 4, spin", () -> true))
        .as("only an interrupt ends the wait")
        .isInstanceOf(InterruptedException.class);

    interrupted.join();
    released.countDown();
    holder.join();
  }

  @Test
  void a_thread_that_has_it_may_take_it_again() throws Exception {
    lock.lock("task 3, outer", () -> true);
    lock.lock("task 0, inner", () -> true);
    lock.unlock();
    lock.unlock();

    assertThat(CompletableFuture.supplyAsync(
                () -> {
                  try {
                    lock.lock("task 4, other", () -> true);
                    lock.unlock();
                    return true;
                  } catch (InterruptedException e) {
                    return false;
                  }
                },
                OWN_THREAD)
            .join())
        .isTrue();
  }
}
