package dev.fanfare.backend;

import dev.fanfare.wire.Batch;
import dev.fanfare.wire.Ping;
import dev.fanfare.wire.Pong;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * One invoker for each of several functions with the same code. Lambda adds environments to each of them
 * separately (AWS Lambda Developer Guide, "Scaling behavior"), so together they grow faster. Thread-safe.
 */
final class Invokers implements AutoCloseable {

  /**
   * A function's part.
   *
   * @param concurrency how many of all concurrent invocations are its
   */
  private record Share(Invoker invoker, int concurrency) {

    /** Whether it has fewer batches for each of its invocations. */
    boolean isLessLoadedThan(Share other) {
      return (long) invoker.load() * other.concurrency < (long) other.invoker.load() * concurrency;
    }
  }

  private final List<Share> shares;

  private Invokers(List<Share> shares) {
    this.shares = List.copyOf(shares);
  }

  /**
   * Creates them; of more functions than workers, only as many are used.
   *
   * @param functions number of functions
   * @param workers number of concurrent invocations in all
   * @param invoker creates the invoker of the function of that number
   */
  static Invokers of(int functions, int workers, Maker invoker) {
    int used = Math.min(functions, workers);
    List<Share> shares = new ArrayList<>();
    try {
      for (int i = 0; i < used; i++) {
        int concurrency = workers / used + (i < workers % used ? 1 : 0);
        shares.add(new Share(invoker.of(i, concurrency), concurrency));
      }
      return new Invokers(shares);
    } catch (RuntimeException | Error e) {
      shares.forEach(share -> share.invoker().close());
      throw e;
    }
  }

  /** Creates an invoker. */
  interface Maker {
    Invoker of(int function, int concurrency);
  }

  /** Invokes the function that has the fewest batches for its share. */
  CompletableFuture<BatchResult> submit(Batch batch) {
    Share least = shares.get(0);
    for (Share one : shares) {
      least = one.isLessLoadedThan(least) ? one : least;
    }
    return least.invoker().submit(batch);
  }

  /** Asks the first function, which has the same code as the others. */
  CompletableFuture<Pong> ask(Ping ping) {
    return shares.get(0).invoker().ask(ping);
  }

  /** Drops what waits; every unfinished batch is lost. */
  void abort() {
    shares.forEach(share -> share.invoker().abort());
  }

  /** Whether no invocation is running. */
  boolean idle() {
    return shares.stream().allMatch(share -> share.invoker().idle());
  }

  @Override
  public void close() {
    shares.forEach(share -> share.invoker().close());
  }
}
