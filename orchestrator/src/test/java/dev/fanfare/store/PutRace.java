package dev.fanfare.store;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Writers that all put an object of the same key at the same time, if there is none. */
final class PutRace implements AutoCloseable {

  private final CyclicBarrier start;
  private final ExecutorService pool;

  PutRace(int writers) {
    start = new CyclicBarrier(writers);
    pool = Executors.newFixedThreadPool(writers);
  }

  /** The bodies of the writers that were told that they have written; each has a store of its own. */
  List<String> winners(String key, Callable<? extends ObjectStore> store) throws Exception {
    List<Callable<String>> puts = new ArrayList<>();
    for (int writer = 0; writer < start.getParties(); writer++) {
      String body = "writer " + writer;
      puts.add(() -> {
        try (ObjectStore own = store.call()) {
          start.await();
          boolean written =
              own.putIfAbsent(key, body.getBytes(StandardCharsets.UTF_8)).join();
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
