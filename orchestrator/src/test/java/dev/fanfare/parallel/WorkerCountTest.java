package dev.fanfare.parallel;

import static dev.fanfare.kernel.Delayed.delayed;
import static org.assertj.core.api.Assertions.assertThat;

import dev.fanfare.Run;
import dev.fanfare.backend.Traits;
import dev.fanfare.kernel.Delayed;
import dev.fanfare.store.StoreLocation;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** How many workers really start, whatever number was asked for. */
@Timeout(60)
class WorkerCountTest {

  private final List<Integer> wanted = new ArrayList<>();

  /** Bears so many workers, and notes how many are wanted at once. */
  private final class Small extends CountedBackend {
    private final int most;

    private Small(int most) {
      this.most = most;
    }

    @Override
    public Traits traits() {
      return super.traits().atMost(most);
    }

    @Override
    public void open(int workers, int atOnce, @Nullable StoreLocation store) {
      wanted.add(atOnce);
      open(workers);
    }
  }

  private static List<Delayed<Long>> tasks(int count) {
    return Collections.nCopies(count, delayed(MannerKernels::square, 3L));
  }

  private ParallelBuilder small(int most) {
    return Parallel.builder().backend("small", () -> new Small(most));
  }

  private int wanted(ParallelBuilder options, Iterable<Delayed<Long>> tasks) {
    try (Parallel parallel = options.build()) {
      parallel.call(tasks);
    }
    return wanted.get(wanted.size() - 1);
  }

  @Test
  void no_more_workers_are_wanted_than_there_are_batches_at_once() {
    List<Delayed<Long>> ten = tasks(10);

    assertThat(wanted(small(100).nJobs(8), ten)).isEqualTo(8);
    assertThat(wanted(small(100).nJobs(50), ten)).isEqualTo(10);
    assertThat(wanted(small(100).nJobs(8).preDispatch("3"), ten)).isEqualTo(3);
    assertThat(wanted(small(100).nJobs(8).preDispatch("all"), ten)).isEqualTo(8);
    assertThat(wanted(small(100).nJobs(8), tasks(0))).isEqualTo(1);
    assertThat(wanted(small(100).nJobs(8), ten::iterator))
        .as("of unknown length")
        .isEqualTo(8);
  }

  @Test
  void no_more_processes_start_than_there_are_tasks_but_a_longer_list_has_more(@TempDir Path folder)
      throws Exception {
    IdlePool.SHARED.close();
    long before = children();
    Path open = folder.resolve("open");
    try (Parallel parallel = Parallel.builder().backend("processes").nJobs(4).build()) {
      parallel.call(tasks(2));

      assertThat(children()).isLessThanOrEqualTo(before + 2);

      CompletableFuture<List<Object>> longer = parallel.callAsync(
          Collections.nCopies(4, delayed(BlockingKernels::after, open.toString(), (Object) 1)));
      while (children() < before + 4) {
        assertThat(longer).isNotDone();
        LockSupport.parkNanos(1_000_000);
      }
      Files.createFile(open);
      assertThat(longer.join()).hasSize(4);
    }
  }

  private static long children() {
    return ProcessHandle.current().children().count();
  }

  @Test
  void a_number_that_the_machine_does_not_bear_is_cut_and_told_once() {
    try (Printed printed = new Printed();
        Parallel parallel = small(2).nJobs(5000).verbose(1).build()) {
      assertThat(parallel.call(tasks(3))).hasSize(3);
      assertThat(parallel.call(tasks(3))).hasSize(3);

      assertThat(printed.err())
          .filteredOn(line -> line.contains("nJobs = 5000"))
          .containsExactly("nJobs = 5000 is above this machine's limit; using 2 workers."
              + " FANFARE_MAX_WORKERS changes the limit.");
      assertThat(printed.text()).contains("with 2 concurrent workers.");
    }
  }

  @Test
  void nothing_is_told_where_the_limit_makes_no_difference() {
    try (Printed printed = new Printed();
        Parallel parallel = small(2).nJobs(5000).build()) {
      parallel.call(tasks(2));

      assertThat(printed.text()).isEmpty();
    }
  }

  @Test
  void the_first_line_and_the_report_tell_how_many_have_something_to_do() {
    try (Printed printed = new Printed();
        Parallel parallel =
            Parallel.builder().backend("threads").nJobs(5).verbose(1).build()) {
      Run<Long> run = parallel.run(tasks(3));

      assertThat(printed.text()).contains("Using backend ThreadBackend with 3 concurrent workers.");
      assertThat(run.report().workers()).isEqualTo(3);
    }
  }

  @Test
  void threads_take_any_number() {
    try (Parallel parallel =
        Parallel.builder().backend("threads").nJobs(Integer.MAX_VALUE).build()) {
      assertThat(parallel.call(tasks(3))).containsExactly(9L, 9L, 9L);
    }
  }
}
