package dev.fanfare.parallel;

import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** An instance with two workers for each backend, started when first used and kept for a test class. */
final class OpenParallels implements AfterAllCallback {

  private final Map<String, Parallel> open = new HashMap<>();

  Parallel on(String backend) {
    return open.computeIfAbsent(
        backend, name -> Parallel.builder().backend(name).nJobs(2).build());
  }

  @Override
  public void afterAll(ExtensionContext context) {
    open.values().forEach(Parallel::close);
  }
}
