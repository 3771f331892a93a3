package dev.fanfare.parallel;

import static dev.fanfare.kernel.Delayed.delayed;
import static org.assertj.core.api.Assertions.assertThat;

import dev.fanfare.Completion;
import dev.fanfare.kernel.Delayed;
import dev.fanfare.kernel.SeedKernels;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A stream over an input without an end, of which a consumer takes a thousand results. */
class EndlessInputTest {

  private static final int WORKERS = 2;
  private static final int BATCH = 8;

  /** Four times what the workers have in hand, the batch that fills it, and the slice that is cut. */
  private static final long FURTHEST_AHEAD = 4 * WORKERS * BATCH + BATCH + WORKERS * BATCH;

  private final AtomicLong produced = new AtomicLong();
  private final AtomicLong consumed = new AtomicLong();
  private final AtomicLong furthestAhead = new AtomicLong();

  private Iterable<Delayed<Long>> endless() {
    return LongStream.iterate(0, n -> n + 1).mapToObj(n -> {
      furthestAhead.accumulateAndGet(produced.incrementAndGet() - consumed.get(), Math::max);
      return delayed(SeedKernels::sum, n % 3);
    })::iterator;
  }

  @ParameterizedTest
  @CsvSource({
    "sequential, true",
    "threads, true",
    "processes, true",
    "threads, false",
    "processes, false"
  })
  void the_input_is_asked_for_no_more_than_a_window_ahead(String backend, boolean ordered) {
    try (Printed discarded = new Printed();
        Parallel parallel =
            Parallel.builder().backend(backend).nJobs(WORKERS).batchSize(BATCH).build()) {
      try (Stream<Long> results =
          ordered ? parallel.stream(endless()) : parallel.unordered(endless())) {
        Iterator<Long> taken = results.iterator();
        for (int i = 0; i < 1000; i++) {
          // Counted before it is taken: the place of a result is given away as soon as it is.
          consumed.incrementAndGet();
          assertThat(taken.next()).isBetween(0L, 1L);
        }
      }

      long asked = produced.get();
      assertThat(furthestAhead.get()).isLessThanOrEqualTo(FURTHEST_AHEAD);
      assertThat(asked).isBetween(1000L, 1000 + FURTHEST_AHEAD);
      assertThat(parallel.call(sums())).as("usable").containsExactly(0L);
      assertThat(produced).as("nothing is asked for once the stream is closed").hasValue(asked);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"threads", "processes"})
  void behind_a_slow_first_task_for_each_takes_no_more_than_a_window(
      String backend, @TempDir Path folder) {
    Path go = folder.resolve("go");
    Iterable<Delayed<Object>> tasks = IntStream.iterate(0, n -> n + 1).mapToObj(n -> {
      produced.incrementAndGet();
      return n == 0
          ? delayed(BlockingKernels::after, go.toString(), (Object) n)
          : delayed(SeedKernels::identity, (Object) n);
    })::iterator;
    AtomicLong early = new AtomicLong();
    try (Parallel parallel = Parallel.builder()
        .backend(backend)
        .nJobs(WORKERS)
        .batchSize(1)
        .completion(Completion.minSuccessful(1000))
        .onTask(outcome -> {
          // What may run behind the first task has run: it would go on for ever if nothing held it
          // back.
          if (early.incrementAndGet() == 4 * 2 * WORKERS - 1) {
            create(go);
          }
        })
        .build()) {
      parallel.forEach(tasks, outcome -> {
        if (outcome.index() == 0) {
          furthestAhead.set(early.get());
        }
      });
    }

    assertThat(furthestAhead.get()).isLessThanOrEqualTo(4 * 2 * WORKERS);
  }

  private static void create(Path file) {
    try {
      Files.createFile(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Stream<Delayed<Long>> sums() {
    return Stream.of(delayed(SeedKernels::sum, 1L));
  }
}
