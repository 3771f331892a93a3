package dev.fanfare.worker;

import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicInteger;

/** Creates named and numbered daemon threads. Thread-safe. */
public final class DaemonThreads implements ThreadFactory {

  private static final ThreadLocal<Integer> NUMBER = ThreadLocal.withInitial(() -> 0);

  private final String name;
  private final AtomicInteger made = new AtomicInteger();

  private DaemonThreads(String name) {
    this.name = name;
  }

  /** Threads called {@code name-1}, {@code name-2}, ... */
  public static DaemonThreads named(String name) {
    return new DaemonThreads(name);
  }

  @Override
  public Thread newThread(Runnable work) {
    int number = made.incrementAndGet();
    Runnable numbered = () -> {
      NUMBER.set(number);
      work.run();
    };
    Thread thread = new Thread(numbered, name + "-" + number);
    thread.setDaemon(true);
    return thread;
  }

  /** The number of the calling thread among those of its name, from 1; 0 if it was created elsewhere. */
  static int numberOfThisOne() {
    return NUMBER.get();
  }
}
