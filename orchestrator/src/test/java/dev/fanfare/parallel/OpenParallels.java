package dev.fanfare.parallel;

import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * An instance for each backend, started when first used and kept for a test class: two workers, and
 * batches of one task, so that no result waits for a neighbour.
 */
final class OpenParallels implements AfterAllCallback {

  private final Map<String, Parallel> open = new HashMap<>();

  Parallel on(String backend) {
    return open.computeIfAbsent(
        backend, name -> Parallel.builder().backend(name).nJobs(2).batchSize(1).build());
  }

  @Override
  public void afterAll(ExtensionContext context) {
    open.values().forEach(Parallel::close);
  }
}
