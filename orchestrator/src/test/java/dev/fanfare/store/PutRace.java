package dev.fanfare.store;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Writers that all write the same object at the same time, on a condition that only one can meet. */
final class PutRace implements AutoCloseable {

  private final CyclicBarrier start;
  private final ExecutorService pool;

  PutRace(int writers) {
    start = new CyclicBarrier(writers);
    pool = Executors.newFixedThreadPool(writers);
  }

  /** Writes on a condition; whether it was met. */
  interface Write {
    boolean isDone(ObjectStore store, byte[] body);
  }

  /** The bodies of the writers that were told that they have written; each has a store of its own. */
  List<String> winners(Callable<? extends ObjectStore> store, Write write) throws Exception {
    List<Callable<String>> puts = new ArrayList<>();
    for (int writer = 0; writer < start.getParties(); writer++) {
      String body = "writer " + writer;
      puts.add(() -> {
        try (ObjectStore own = store.call()) {
          start.await();
          boolean written = write.isDone(own, body.getBytes(StandardCharsets.UTF_8));
          return written ? body : "";
        }
      });
    }
    List<String> winners = new ArrayList<>();
    for (Future<String> put : pool.invokeAll(puts)) {
      winners.add(put.get());
    }
    winners.removeIf(String::isEmpty);
    return winners;
  }

  @Override
  public void close() {
    pool.shutdownNow();
  }
}
