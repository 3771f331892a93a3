package dev.fanfare.parallel;

import dev.fanfare.worker.DaemonThreads;

/** The thread of a run that its caller does not wait for. Thread-safe. */
final class Coordinator {

  private final Thread thread;

  /** Runs that, once it is started. */
  Coordinator(String name, Runnable run) {
    this.thread = DaemonThreads.named(name).newThread(run);
  }

  void start() {
    thread.start();
  }

  /**
   * Interrupts the run, which may wait for its input, and waits until it has ended: the workers must
   * not be given to another run before. An interrupt of the calling thread is kept for later.
   */
  void interruptAndJoin() {
    if (Thread.currentThread() == thread) {
      // A listener ends its own run: that ends when the listener has returned.
      return;
    }
    thread.interrupt();
    boolean interrupted = false;
    while (thread.isAlive()) {
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
