package dev.fanfare.parallel;

import static dev.fanfare.kernel.Delayed.delayed;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fanfare.Completion;
import dev.fanfare.Run;
import dev.fanfare.RunCancelledException;
import dev.fanfare.StoreException;
import dev.fanfare.UnresumableRunException;
import dev.fanfare.kernel.Delayed;
import dev.fanfare.runs.Runs;
import dev.fanfare.store.StoreLocation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.AbstractList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is recorded of a job list, and when a resume takes a list for the same. */
@Timeout(120)
final class RecordedListTest extends RecordFixture {

  @ParameterizedTest
  @ValueSource(strings = {"threads", "processes"})
  void a_resume_takes_no_values_of_another_list(String backend) throws IOException {
    List<Delayed<String>> a = succeeding("a", 60);
    List<Delayed<String>> b = succeeding("b", 60);
    try (Parallel parallel = options(backend).preDispatch("4").build()) {
      try (Stream<String> results = parallel.stream(a.stream())) {
        assertThat(results.limit(30)).hasSize(30);
      }
      String run = parallel.runId().orElseThrow();
      // After a kill no part of a list that is not complete need be there.
      Files.delete(folder(run).resolve("tasks/00000000.jsonl"));

      Run<String> resumed = parallel.resume(run, b);

      assertThat(resumed.reason()).isEqualTo(Completion.Reason.ALL_COMPLETED);
      assertThat(resumed.results()).isEqualTo(values(b));
      assertThat(parallel.resume(run).results()).isEqualTo(values(b));
    }
  }

  @Test
  void after_a_kill_nothing_of_a_stream_runs_again_that_has_an_outcome() throws IOException {
    List<Delayed<String>> tasks = succeeding("a", 50);
    try (Parallel parallel = options("threads").build()) {
      try (Stream<String> results = parallel.stream(tasks.stream())) {
        assertThat(results.limit(20)).hasSize(20);
      }
      String run = parallel.runId().orElseThrow();
      parallel.close();
      Stragglers.await();
      int before = ran("a");
      // The end of the session and the list's only chunk are what a kill keeps from being written.
      Files.delete(folder(run).resolve("tasks/00000000.jsonl"));
      Files.delete(folder(run).resolve("sessions/0001-end.json"));
      int written = written(run);

      assertThat(parallel.resume(run, tasks).results()).isEqualTo(values(tasks));

      assertThat(ran("a") - before).isEqualTo(50 - written);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"missing", "cut"})
  void a_list_that_has_lost_a_part_is_not_taken_for_all_of_it_and_can_be_given_again(String how)
      throws IOException {
    List<Delayed<String>> tasks = succeeding("a", 20);
    try (Parallel parallel = options("threads").build()) {
      parallel.call(tasks);
      String run = parallel.runId().orElseThrow();
      Path chunk = folder(run).resolve("tasks/00000000.jsonl");
      List<String> lines = Files.readAllLines(chunk);
      Files.write(chunk, lines.subList(0, 10));
      if (how.equals("missing")) {
        Files.delete(chunk);
      }
      String damage = "is damaged: it has " + (how.equals("missing") ? 0 : 10) + " of 20 tasks";

      assertThatThrownBy(() -> parallel.resume(run))
          .isInstanceOf(UnresumableRunException.class)
          .hasMessageContaining(damage);
      assertThatThrownBy(() -> show(run))
          .isInstanceOf(StoreException.class)
          .hasMessageContaining(damage);
      assertThatThrownBy(() -> parallel.resume(run, succeeding("a", 15)))
          .hasMessageContaining("had 20 tasks and now has 15");

      assertThat(parallel.resume(run, tasks).results()).isEqualTo(values(tasks));
      assertThat(ran("a")).isEqualTo(20);
      assertThat(show(run)).isEqualTo(values(tasks));
    }
  }

  @Test
  void a_refused_resume_leaves_the_record_of_a_run_under_way_as_it_was() throws Exception {
    List<Delayed<Integer>> blocking = List.of(delayed(HistoryKernels::block, notes.toString(), 1));
    try (Parallel parallel = options("threads").build()) {
      CompletableFuture<List<Integer>> call = parallel.callAsync(blocking);
      awaitStarted(1);
      String run = parallel.runId().orElseThrow();
      Map<String, String> before = record(folder(run));

      try (Parallel other = options("threads").build()) {
        assertThatThrownBy(() -> other.resume(run, succeeding("b", 5)))
            .isInstanceOf(UnresumableRunException.class)
            .hasMessageContaining(
                "is running in process " + ProcessHandle.current().pid());
      }

      assertThat(record(folder(run))).isEqualTo(before);
      call.cancel(true);
    }
  }

  /** Manifest, list and sessions. */
  private static Map<String, String> record(Path folder) throws IOException {
    Map<String, String> files = new TreeMap<>();
    try (Stream<Path> all = Files.walk(folder)) {
      for (Path file : all.filter(Files::isRegularFile).toList()) {
        String name = folder.relativize(file).toString();
        if (!name.startsWith("results")) {
          files.put(name, Files.readString(file));
        }
      }
    }
    return files;
  }

  @Test
  void a_resume_whose_list_blocks_is_stopped() throws Exception {
    List<Delayed<String>> tasks = succeeding("a", 5);
    try (Parallel parallel = options("threads").build()) {
      parallel.call(tasks);
      String run = parallel.runId().orElseThrow();
      CountDownLatch asked = new CountDownLatch(1);
      Iterable<Delayed<String>> blocked = () -> {
        asked.countDown();
        try {
          new CountDownLatch(1).await();
        } catch (InterruptedException e) {
          throw new IllegalStateException(e);
        }
        return tasks.iterator();
      };
      Thread stopper = new Thread(() -> {
        try {
          asked.await();
        } catch (InterruptedException e) {
          throw new IllegalStateException(e);
        }
        parallel.cancel();
      });
      stopper.start();

      assertThatThrownBy(() -> parallel.resume(run, blocked))
          .isInstanceOf(RunCancelledException.class);

      stopper.join();
      assertThat(Thread.interrupted()).isFalse();
      assertThat(parallel.resume(run, tasks).results()).isEqualTo(values(tasks));
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void a_list_that_throws_whatever_it_is_leaves_no_run_and_a_parallel_that_can_be_used(
      boolean checked) {
    Throwable thrown = checked ? new IOException("no more") : new StackOverflowError("no more");
    List<Delayed<String>> broken = new AbstractList<>() {
      @Override
      public Delayed<String> get(int index) {
        throw RecordedListTest.<RuntimeException>unchecked(thrown);
      }

      @Override
      public int size() {
        return 3;
      }
    };
    try (Parallel parallel = options("threads").build()) {
      assertThatThrownBy(() -> parallel.call(broken)).isSameAs(thrown);

      try (Runs runs = Runs.in(new StoreLocation.Folder(store))) {
        assertThat(runs.all(damaged -> {})).isEmpty();
      }
      assertThat(parallel.call(succeeding("a", 2))).hasSize(2);
    }
  }

  @SuppressWarnings("unchecked")
  private static <E extends Throwable> E unchecked(Throwable thrown) throws E {
    throw (E) thrown;
  }

  @Test
  void a_list_that_is_cut_within_a_line_can_be_given_again() throws IOException {
    List<Delayed<String>> tasks = succeeding("a", 6);
    try (Parallel parallel = options("threads").build()) {
      parallel.call(tasks);
      String run = parallel.runId().orElseThrow();
      Path chunk = folder(run).resolve("tasks/00000000.jsonl");
      String list = Files.readString(chunk);
      Files.writeString(chunk, list.substring(0, list.length() / 2));

      assertThat(parallel.resume(run, tasks).results()).isEqualTo(values(tasks));
      assertThat(ran("a")).isEqualTo(6);
      assertThat(show(run)).isEqualTo(values(tasks));
    }
  }
}
