package dev.fanfare.backend;

import dev.fanfare.worker.DaemonThreads;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** The JVM's clock, and one thread for delayed actions. */
final class RealTime implements Timeline {

  private final ScheduledThreadPoolExecutor timer =
      new ScheduledThreadPoolExecutor(1, DaemonThreads.named("fanfare-timer"));

  @Override
  public long nanos() {
    return System.nanoTime();
  }

  @Override
  @SuppressWarnings("FutureReturnValueIgnored") // Nothing is ever called off.
  public void after(Duration delay, Runnable action) {
    timer.schedule(action, delay.toNanos(), TimeUnit.NANOSECONDS);
  }

  @Override
  public <E> E take(BlockingQueue<E> queue) throws InterruptedException {
    return queue.take();
  }
}
