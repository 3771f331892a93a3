package dev.fanfare.worker;

import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicInteger;

/** Creates named and numbered daemon threads. Thread-safe. */
public final class DaemonThreads implements ThreadFactory {

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
    Thread thread = new Numbered(work, name, made.incrementAndGet());
    thread.setDaemon(true);
    return thread;
  }

  /** The number of the calling thread among those of its name, from 1; 0 if it was created elsewhere. */
  static int numberOfThisOne() {
    return Thread.currentThread() instanceof Numbered thread ? thread.number : 0;
  }

  private static final class Numbered extends Thread {
    private final int number;

    Numbered(Runnable work, String name, int number) {
      super(work, name + "-" + number);
      this.number = number;
    }
  }
}
