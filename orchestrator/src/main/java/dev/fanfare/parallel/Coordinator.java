package dev.fanfare.parallel;

import dev.fanfare.worker.DaemonThreads;

/** The thread of an asynchronous run. Thread-safe. */
final class Coordinator {

  private final Thread thread;

  /** Runs the action once it is started. */
  Coordinator(String name, Runnable run) {
    this.thread = DaemonThreads.named(name).newThread(run);
  }

  void start() {
    thread.start();
  }

  /** Interrupts the run, which may be waiting for its input. */
  void interrupt() {
    if (Thread.currentThread() != thread) {
      thread.interrupt();
    }
  }

  /**
   * Waits until the run has ended, because the workers must not be given to another run earlier. An
   * interrupt of the calling thread is restored afterwards. A listener that ends its own run does
   * not wait: the run ends when the listener has returned.
   */
  void join() {
    boolean interrupted = false;
    while (Thread.currentThread() != thread && thread.isAlive()) {
      try {
        thread.join();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
