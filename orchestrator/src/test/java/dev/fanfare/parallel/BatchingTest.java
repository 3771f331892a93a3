package dev.fanfare.parallel;

import static dev.fanfare.kernel.Delayed.delayed;
import static org.assertj.core.api.Assertions.assertThat;

import dev.fanfare.kernel.Delayed;
import dev.fanfare.kernel.SeedKernels;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** joblib's group "batching": the size that {@code auto} comes to, and what is remembered of it. */
class BatchingTest {

  /** Tasks of each batch, by its number; the first is cut before any other has come back. */
  private final Map<Long, Integer> sizes = new HashMap<>();

  private ParallelBuilder recording(String backend) {
    return Parallel.builder().backend(backend).nJobs(2).onBatch(batch -> {
      sizes.put(batch.number(), batch.indices().size());
    });
  }

  private static List<Delayed<Long>> fast(int tasks) {
    return Collections.nCopies(tasks, delayed(SeedKernels::sum, 1L));
  }

  @Test
  void threads_keep_to_one_task_a_batch_however_fast_it_is() {
    recording("threads").call(fast(5000));

    assertThat(sizes.values()).hasSize(5000).containsOnly(1);
  }

  @Test
  void processes_take_more_fast_tasks_at_once_and_remember_it_from_call_to_call() {
    try (Parallel parallel = recording("processes").build()) {
      parallel.call(fast(1000));
      assertThat(sizes).containsEntry(0L, 1);
      assertThat(sizes.values()).anyMatch(size -> size > 4);
      sizes.clear();

      parallel.call(fast(100));
      assertThat(sizes.get(0L)).isGreaterThan(1);
    }
  }

  @Test
  void a_bare_call_forgets_what_it_has_learned() {
    ParallelBuilder bare = recording("processes");
    bare.call(fast(1000));
    assertThat(sizes.values()).anyMatch(size -> size > 4);

    bare.call(fast(10));

    assertThat(sizes).containsEntry(0L, 1);
  }
}
