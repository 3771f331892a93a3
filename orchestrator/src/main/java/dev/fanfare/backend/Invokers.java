package dev.fanfare.backend;

import dev.fanfare.wire.Batch;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * One invoker for each of several functions with the same code. Lambda adds environments to each of them
 * separately (AWS Lambda Developer Guide, "Scaling behavior"), so together they grow faster. Thread-safe.
 */
final class Invokers implements AutoCloseable {

  private final List<Invoker> each;

  private Invokers(List<Invoker> each) {
    this.each = List.copyOf(each);
  }

  /**
   * Creates them.
   *
   * @param functions number of functions
   * @param workers number of concurrent invocations in all
   * @param invoker creates the invoker of the function of that number
   */
  static Invokers of(int functions, int workers, Maker invoker) {
    List<Invoker> made = new ArrayList<>();
    try {
      for (int i = 0; i < functions; i++) {
        int share = workers / functions + (i < workers % functions ? 1 : 0);
        made.add(invoker.of(i, Math.max(1, share)));
      }
      return new Invokers(made);
    } catch (RuntimeException | Error e) {
      made.forEach(Invoker::close);
      throw e;
    }
  }

  /** Creates an invoker. */
  interface Maker {
    Invoker of(int function, int concurrency);
  }

  /** Invokes the function that has the fewest batches. */
  CompletableFuture<BatchResult> submit(Batch batch) {
    Invoker least = each.get(0);
    for (Invoker one : each) {
      least = one.load() < least.load() ? one : least;
    }
    return least.submit(batch);
  }

  /** Drops what waits; every unfinished batch is lost. */
  void abort() {
    each.forEach(Invoker::abort);
  }

  /** Whether no invocation is running. */
  boolean idle() {
    return each.stream().allMatch(Invoker::idle);
  }

  @Override
  public void close() {
    each.forEach(Invoker::close);
  }
}
