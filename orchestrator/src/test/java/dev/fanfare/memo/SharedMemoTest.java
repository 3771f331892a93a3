package dev.fanfare.memo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.fanfare.StoreException;
import dev.fanfare.backend.Timeline;
import dev.fanfare.backend.VirtualTime;
import dev.fanfare.store.FolderStore;
import dev.fanfare.store.ObjectStore;
import java.io.BufferedReader;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Several processes share a memo, and any of them may be killed: nothing that was acknowledged is lost. */
@Timeout(60)
final class SharedMemoTest {

  @TempDir
  private Path folder;

  private final List<String> warnings = Collections.synchronizedList(new ArrayList<>());

  private MemoStore memo(ObjectStore objects) {
    return MemoStore.open(objects, "memo/", warnings::add);
  }

  private MemoStore memo() {
    return memo(new FolderStore(folder));
  }

  private List<Integer> lost(int entries) {
    return lost(new FolderStore(folder), entries);
  }

  private List<Integer> lost(ObjectStore objects, int entries) {
    try (MemoStore memo = memo(objects)) {
      return IntStream.range(0, entries)
          .filter(n -> !Entries.entry(n).equals(memo.find(Entries.key(n))))
          .boxed()
          .toList();
    }
  }

  @Test
  void a_process_that_dies_while_it_merges_leaves_everything_readable() {
    ObjectStore objects = new MapStore();
    AtomicInteger left = new AtomicInteger(-1);
    int entries = 0;
    for (int changes = 0; left.get() < 0; changes++) {
      for (int segment = 0; segment < 2; segment++) {
        try (MemoStore memo = memo(objects)) {
          Entries.range(entries, entries + 2).forEach(memo::add);
        }
        entries += 2;
      }
      left.set(changes);
      try {
        Compaction.attempt(memoFolder(new BrokenStore(objects, left)), e -> false);
      } catch (StoreException e) {
        assertThat(e).hasMessageContaining("as planned");
      }
      assertThat(lost(objects, entries)).as("after " + changes + " changes").isEmpty();
    }

    memo(objects).remove(entry -> false);
    assertThat(objects.list("memo/").join()).as("with all shards").hasSizeLessThan(20);
    assertThat(lost(objects, entries)).isEmpty();
    assertThat(warnings).isEmpty();
  }

  @Test
  void few_requests_find_entries_that_many_runs_have_added() {
    CountingStore objects = new CountingStore(new MapStore());
    for (int run = 0; run < 50; run++) {
      try (MemoStore memo = memo(objects)) {
        Entries.range(run * 10, run * 10 + 10).forEach(memo::add);
      }
    }
    objects.requests().set(0);

    assertThat(lost(objects, 500)).isEmpty();
    assertThat(objects.requests()).hasValueLessThan(150);
    assertThat(objects.list("memo/log/").join()).hasSizeLessThan(MemoStore.MOST_UNMERGED + 2);
  }

  private MemoFolder memoFolder(ObjectStore objects) {
    return new MemoFolder(objects, "memo/", Clock.systemUTC(), warnings::add);
  }

  @Test
  void what_cannot_be_stored_is_told_by_flush_each_time_and_by_close() {
    BrokenStore full = new BrokenStore(new FolderStore(folder), new AtomicInteger(1));
    MemoStore memo = memo(full);
    memo.add(Entries.entry(0));
    memo.flush();
    memo.add(Entries.entry(1));

    assertThatThrownBy(memo::flush).isInstanceOf(StoreException.class).hasMessage("as planned");
    full.changes().set(10);
    memo.add(Entries.entry(2));
    Throwable told = catchThrowable(memo::flush);
    assertThat(told).isInstanceOf(StoreException.class);
    // Another one, or it could not be added to the first by a try statement.
    assertThatThrownBy(memo::close).isInstanceOf(StoreException.class).isNotSameAs(told);
    assertThat(lost(3)).containsExactly(1);
  }

  @Test
  void nothing_changes_after_close_has_returned() throws Exception {
    Set<Thread> others = Thread.getAllStackTraces().keySet();
    CountingStore objects = new CountingStore(new FolderStore(folder));
    MemoStore memo = memo(objects);
    for (int n = 0; n <= MemoStore.MOST_UNMERGED; n++) {
      memo.add(Entries.entry(n));
      memo.flush();
    }
    memo.close();

    int requests = objects.requests().get();
    for (Thread thread : Thread.getAllStackTraces().keySet()) {
      if (thread.getName().startsWith("fanfare-memo") && !others.contains(thread)) {
        thread.join();
      }
    }
    assertThat(objects.requests()).hasValue(requests);
  }

  private MemoStore memo(ObjectStore objects, Timeline time) {
    return MemoStore.open(memoFolder(objects), MemoLimits.NONE, time);
  }

  @Test
  void what_a_run_computes_is_stored_after_some_seconds() {
    VirtualTime time = new VirtualTime(Duration.ofDays(2));
    ObjectStore objects = new MapStore();
    try (MemoStore writer = memo(objects, time);
        MemoStore reader = memo(objects)) {
      for (int n = 0; n < 10; n++) {
        writer.add(Entries.entry(n));
        time.pass(Duration.ofSeconds(1));
      }
      time.pass(Duration.ofSeconds(4));

      while (!reader.contains(Entries.key(9))) {
        Thread.onSpinWait();
        reader.refresh();
      }
      assertThat(lost(objects, 10)).isEmpty();
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 24})
  void a_run_of_forty_thousand_tasks_makes_few_requests_however_long_it_takes(int hours) {
    VirtualTime time = new VirtualTime(Duration.ofDays(3));
    CountingStore objects = new CountingStore(new MapStore());
    int tasks = 40_000;
    try (MemoStore memo = memo(objects, time)) {
      for (int n = 0; n < tasks; n++) {
        memo.add(Entries.entry(n));
        time.pass(Duration.ofHours(hours).dividedBy(tasks));
      }
    }
    assertThat(objects.requests()).hasValueLessThanOrEqualTo(300);
    assertThat(lost(objects, tasks)).isEmpty();
  }

  @Test
  void readers_find_everything_while_others_write_merge_and_remove() throws Exception {
    AtomicInteger acknowledged = new AtomicInteger();
    AtomicBoolean done = new AtomicBoolean();
    ExecutorService pool = Executors.newFixedThreadPool(4);
    try {
      List<Future<Integer>> readers = new ArrayList<>();
      for (int reader = 0; reader < 2; reader++) {
        readers.add(pool.submit(() -> {
          int reads = 0;
          try (MemoStore memo = memo()) {
            do {
              int stored = acknowledged.get();
              memo.refresh();
              for (int n = stored - 1; n >= 0; n -= 3, reads++) {
                assertThat(memo.find(Entries.key(n))).as("entry " + n).isEqualTo(Entries.entry(n));
              }
            } while (!done.get());
          }
          return reads;
        }));
      }
      Future<Integer> mergers = pool.submit(() -> {
        int merges = 0;
        for (; !done.get() && merges < 100; merges++) {
          // Removes what the readers do not look for.
          Compaction.attempt(
              memoFolder(new FolderStore(folder)), e -> e.kernel().isEmpty());
        }
        return merges;
      });
      try (MemoStore memo = memo()) {
        for (int n = 0; n < 300; n++) {
          memo.add(Entries.entry(n));
          memo.add(Entries.of(1_000_000 + n, "", Entries.key(-2)));
          if (n % 4 == 3) {
            memo.flush();
            acknowledged.set(n + 1);
          }
        }
      } finally {
        done.set(true);
      }
      for (Future<Integer> reader : readers) {
        assertThat(reader.get()).isPositive();
      }
      assertThat(mergers.get()).isPositive();
    } finally {
      pool.shutdownNow();
    }
    assertThat(lost(300)).isEmpty();
    assertThat(warnings).isEmpty();
  }

  @Test
  void of_many_that_merge_at_once_none_loses_anything() throws Exception {
    ExecutorService pool = Executors.newFixedThreadPool(4);
    try {
      List<Callable<Integer>> writers = new ArrayList<>();
      for (int writer = 0; writer < 4; writer++) {
        int first = writer * 100;
        writers.add(() -> {
          for (int n = first; n < first + 100; n += 10) {
            try (MemoStore memo = memo()) {
              Entries.range(n, n + 10).forEach(memo::add);
              memo.flush();
              Compaction.attempt(memoFolder(new FolderStore(folder)), e -> false);
            }
          }
          return first;
        });
      }
      for (Future<Integer> writer : pool.invokeAll(writers)) {
        writer.get();
      }
    } finally {
      pool.shutdownNow();
    }
    assertThat(lost(400)).isEmpty();
    assertThat(warnings).isEmpty();
  }

  /** Adds entries from a number on, and prints the number of those that are stored, until it is killed. */
  static final class Writer {
    public static void main(String[] args) {
      int first = Integer.parseInt(args[1]);
      int last = Integer.parseInt(args[2]);
      try (MemoStore memo =
          MemoStore.open(new FolderStore(Path.of(args[0])), "memo/", System.err::println)) {
        for (int n = first; n < last; n++) {
          memo.add(Entries.entry(n));
          if (n % 5 == 4) {
            memo.flush();
            System.out.println(n + 1);
          }
        }
      }
    }
  }

  private Process writer(int first, int last) throws Exception {
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-XX:TieredStopAtLevel=1",
            "-XX:+UseSerialGC",
            "-cp",
            System.getProperty("java.class.path"),
            Writer.class.getName(),
            folder.toString(),
            Integer.toString(first),
            Integer.toString(last))
        .redirectError(ProcessBuilder.Redirect.INHERIT)
        .start();
  }

  @Test
  void two_processes_fill_a_memo_while_one_is_killed_and_nothing_acknowledged_is_lost()
      throws Exception {
    Process killed = writer(0, 1_000_000);
    Process other = writer(1_000_000, 1_000_500);
    int acknowledged = 0;
    try (BufferedReader stored = killed.inputReader()) {
      while (acknowledged < 300) {
        acknowledged = Integer.parseInt(Objects.requireNonNull(stored.readLine()));
      }
      killed.destroyForcibly().waitFor();
    } finally {
      killed.destroyForcibly();
    }
    assertThat(other.waitFor()).isZero();

    assertThat(lost(acknowledged)).isEmpty();
    try (MemoStore memo = memo()) {
      assertThat(IntStream.range(1_000_000, 1_000_500)
              .filter(n -> !Entries.entry(n).equals(memo.find(Entries.key(n)))))
          .isEmpty();
    }
    assertThat(warnings).isEmpty();
  }
}
