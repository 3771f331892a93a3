package dev.fanfare.parallel;

import static dev.fanfare.kernel.Delayed.delayed;
import static java.util.stream.Collectors.toList;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fanfare.Ending;
import dev.fanfare.MemoUse;
import dev.fanfare.Outcome;
import dev.fanfare.Run;
import dev.fanfare.StoreException;
import dev.fanfare.kernel.BadRecord;
import dev.fanfare.kernel.Delayed;
import dev.fanfare.kernel.FanfareException;
import dev.fanfare.kernel.MalformedMessageException;
import dev.fanfare.kernel.SeedKernels;
import dev.fanfare.memo.Entry;
import dev.fanfare.memo.Memo;
import dev.fanfare.memo.MemoLimits;
import dev.fanfare.memo.MemoOptions;
import dev.fanfare.memo.MemoReference;
import dev.fanfare.memo.MemoStore;
import dev.fanfare.runs.SavedRun;
import dev.fanfare.store.FolderStore;
import dev.fanfare.store.StoreLocation;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Beyond joblib: runs that remember what was computed before. */
class MemoTest extends RecordFixture {

  @TempDir
  Path place;

  private ParallelBuilder remembering(String backend) {
    return Parallel.builder().backend(backend).nJobs(2).batchSize(1).memo(Memo.at(place));
  }

  private static <T> List<Outcome<T>> outcomes(ParallelBuilder options, List<Delayed<T>> tasks) {
    List<Outcome<T>> outcomes = new ArrayList<>();
    try (Parallel parallel = options.build()) {
      parallel.forEach(tasks, outcomes::add);
    }
    return outcomes;
  }

  private static <T> MemoUse use(ParallelBuilder options, List<Delayed<T>> tasks) {
    try (Parallel parallel = options.build()) {
      return parallel.forEach(tasks, outcome -> {}).report().memo();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"sequential", "threads", "processes"})
  void what_was_computed_before_does_not_run_again(String backend) throws IOException {
    List<Delayed<String>> tasks = succeeding("list", 10);
    List<Outcome<String>> first = outcomes(remembering(backend), tasks);

    List<Outcome<String>> second = outcomes(remembering(backend), tasks);

    assertThat(ran("list")).isEqualTo(10);
    assertThat(second)
        .extracting(Outcome::get)
        .isEqualTo(first.stream().map(Outcome::get).toList());
    assertThat(second).extracting(Outcome::index).isSorted();
    assertThat(first).noneMatch(Outcome::remembered);
    assertThat(second).allMatch(Outcome::remembered);
  }

  @ParameterizedTest
  @ValueSource(strings = {"sequential", "threads"})
  void of_a_longer_list_only_the_new_tasks_run(String backend) throws IOException {
    use(remembering(backend), succeeding("list", 10));

    MemoUse use = use(remembering(backend).batchSize(4), succeeding("list", 15));

    assertThat(use.hits()).isEqualTo(10);
    assertThat(use.misses()).isEqualTo(5);
    assertThat(ran("list")).isEqualTo(15);
  }

  @ParameterizedTest
  @ValueSource(strings = {"sequential", "threads"})
  void identical_calls_of_a_run_are_computed_once(String backend) throws IOException {
    List<Delayed<String>> tasks = new ArrayList<>(Collections.nCopies(30, task("list", 1)));
    tasks.addAll(succeeding("list", 3));

    MemoUse use = use(remembering(backend), tasks);

    assertThat(ran("list")).isEqualTo(3);
    assertThat(use.remembered()).isEqualTo(30);
    assertThat(use.misses()).isEqualTo(3);
  }

  @Test
  void identical_calls_get_values_of_their_own() {
    List<Delayed<List<Long>>> tasks = Collections.nCopies(10, delayed(RecordingKernels::twice, 3));

    List<Outcome<List<Long>>> outcomes = outcomes(remembering("threads"), tasks);

    for (int i = 1; i < outcomes.size(); i++) {
      assertThat(outcomes.get(i).get())
          .isEqualTo(List.of(3L, 3L))
          .isNotSameAs(outcomes.get(0).get());
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"sequential", "threads"})
  void a_failure_is_not_remembered(String backend) throws IOException {
    List<Delayed<String>> failing = List.of(task("list", 3), task("list", 1));
    use(remembering(backend), failing);

    MemoUse use = use(remembering(backend), failing);

    assertThat(use.hits()).isEqualTo(1);
    assertThat(use.misses()).isEqualTo(1);
    assertThat(ran("list")).isEqualTo(3);
  }

  @ParameterizedTest
  @ValueSource(strings = {"sequential", "threads", "processes"})
  void identical_calls_that_fail_run_each_time(String backend) throws IOException {
    List<Outcome<String>> outcomes =
        outcomes(remembering(backend), Collections.nCopies(20, task("list", 3)));

    assertThat(ran("list")).isEqualTo(20);
    assertThat(outcomes).hasSize(20).noneMatch(Outcome::succeeded).noneMatch(Outcome::remembered);
    assertThat(outcomes)
        .extracting(outcome -> outcome.error().orElseThrow().type())
        .containsOnly(outcomes.get(0).error().orElseThrow().type());
  }

  @ParameterizedTest
  @ValueSource(strings = {"sequential", "threads"})
  void a_duplicate_of_a_failed_call_can_succeed_and_is_remembered(String backend) {
    RecordingKernels.forget();
    List<Delayed<Integer>> tasks =
        Collections.nCopies(10, delayed(RecordingKernels::failsFirst, 5));

    List<Outcome<Integer>> outcomes = outcomes(remembering(backend), tasks);

    assertThat(outcomes).filteredOn(Outcome::succeeded).hasSize(9).allMatch(one -> one.get() == 5);
    assertThat(use(remembering(backend), tasks).hits()).isEqualTo(10);
  }

  @ParameterizedTest
  @ValueSource(strings = {"sequential", "threads"})
  void a_call_whose_value_json_cannot_carry_runs_each_time(String backend) {
    RecordingKernels.forget();

    List<Outcome<StringBuilder>> outcomes = outcomes(
        remembering(backend), Collections.nCopies(10, delayed(RecordingKernels::builder, 5)));

    assertThat(RecordingKernels.CALLS).hasValue(10);
    assertThat(outcomes).noneMatch(Outcome::remembered);
    outcomes.get(0).get().append("!");
    assertThat(outcomes.get(9).get()).hasToString("5");
  }

  @ParameterizedTest
  @ValueSource(strings = {"sequential", "threads"})
  void an_endless_input_of_one_call_is_read_only_as_it_is_consumed(String backend) {
    long[] read = {0};
    Stream<Delayed<List<Long>>> endless =
        Stream.generate(() -> delayed(RecordingKernels::twice, 4)).peek(task -> read[0]++);

    try (Parallel parallel = remembering(backend).build();
        Stream<List<Long>> results = parallel.stream(endless)) {
      assertThat(results.limit(1_000)).hasSize(1_000);
    }

    assertThat(read[0]).isLessThan(2_000);
  }

  @ParameterizedTest
  @ValueSource(strings = {"sequential", "threads", "processes"})
  void a_recorded_run_keeps_what_was_remembered(String backend) throws IOException {
    use(remembering(backend), succeeding("list", 5));
    String runId;
    try (Parallel parallel = remembering(backend).store(store).build()) {
      parallel.forEach(succeeding("list", 7), outcome -> {});
      runId = parallel.runId().orElseThrow();
    }

    try (SavedRun saved = SavedRun.open(
        new StoreLocation.Folder(store), runId, /* retries= */ false, warning -> {})) {
      List<Outcome<?>> recorded = new ArrayList<>();
      saved.forEach(recorded::add);
      assertThat(recorded).hasSize(7).allMatch(Outcome::succeeded);
      assertThat(recorded.stream().filter(Outcome::remembered)).hasSize(5);
      assertThat(saved.unsettled()).isZero();
    }
  }

  @Test
  void what_a_stopped_run_has_computed_is_remembered() throws IOException {
    assertThatThrownBy(() -> {
          try (Parallel parallel = remembering("threads").build()) {
            parallel.forEach(succeeding("list", 10), outcome -> {
              if (outcome.index() == 4) {
                throw new IllegalStateException("enough");
              }
            });
          }
        })
        .hasMessage("enough");
    int before = ran("list");

    MemoUse use = use(remembering("threads"), succeeding("list", 10));

    assertThat(use.hits()).isGreaterThanOrEqualTo(5);
    assertThat(ran("list")).isLessThanOrEqualTo(before + 5);
  }

  @Test
  void a_lambda_runs_each_time() {
    int[] ran = {0};
    List<Delayed<Integer>> tasks = Collections.nCopies(3, delayed(() -> ++ran[0]));

    assertThat(use(remembering("sequential"), tasks)).isEqualTo(MemoUse.NONE);
    assertThat(use(remembering("sequential"), tasks)).isEqualTo(MemoUse.NONE);
    assertThat(ran[0]).isEqualTo(6);
  }

  @Test
  void a_single_call_of_a_lambda_is_refused_because_it_could_not_be_remembered() {
    String refusal =
        "a memo remembers only kernels, which are public static methods marked @Kernel, got: a lambda";
    try (Memo memo = Memo.at(place)) {
      Delayed.Call1<Integer, Integer> next = memo.cache((Integer n) -> n + 1);
      Delayed<Integer> one = delayed(() -> 1);

      for (ThrowingCallable use : List.<ThrowingCallable>of(
          () -> next.call(1),
          () -> memo.call(one),
          () -> memo.contains(one),
          () -> memo.reference(one),
          () -> memo.why(one))) {
        assertThatThrownBy(use).isInstanceOf(IllegalArgumentException.class).hasMessage(refusal);
      }
    }
  }

  @Test
  void a_kernel_that_asks_for_its_seed_is_remembered_for_that_seed() {
    List<Delayed<Long>> tasks =
        IntStream.range(0, 5).mapToObj(n -> delayed(RecordingKernels::seed, 0)).collect(toList());

    List<Long> seeds = Parallel.builder().backend("threads").nJobs(2).seed(1).call(tasks);
    assertThat(use(remembering("threads").seed(1), tasks).misses()).isEqualTo(5);
    assertThat(use(remembering("threads").seed(2), tasks).misses()).isEqualTo(5);
    assertThat(outcomes(remembering("threads").seed(1), tasks))
        .allMatch(Outcome::remembered)
        .extracting(Outcome::get)
        .isEqualTo(seeds);
  }

  @Test
  void why_tells_that_a_kernel_is_remembered_for_its_index_level_and_seed_only() {
    Delayed<Long> task = delayed(RecordingKernels::seed, 0);
    use(remembering("threads").seed(1), List.of(task));

    try (Memo memo = Memo.at(place)) {
      assertThat(memo.why(task))
          .containsExactly(
              "the kernel reads its task's index, level or seed, so a value counts only"
                  + " for a task with the same index, level and seed");
      assertThat(memo.why(delayed(RecordingKernels::seed, 1)))
          .containsExactly("argument 1 (n): 0 -> 1");
    }
  }

  @Test
  void a_kernel_that_asks_for_its_level_is_remembered_for_that_level() {
    List<Delayed<Integer>> tasks = List.of(delayed(RecordingKernels::level));

    for (String backend : List.of("sequential", "threads", "sequential")) {
      int expected = backend.equals("threads") ? 1 : 0;
      assertThat(remembering(backend).seed(1).call(tasks)).as(backend).containsExactly(expected);
    }
    assertThat(use(remembering("sequential").seed(1), tasks).hits()).isEqualTo(1);
    assertThat(use(remembering("threads").seed(1), tasks).hits()).isEqualTo(1);
  }

  @Test
  void a_single_call_in_a_kernel_is_remembered_for_the_task_that_made_it() {
    List<Delayed<Long>> tasks = IntStream.range(0, 3)
        .mapToObj(n -> delayed(RecordingKernels::rememberedSeed, place.toString()))
        .collect(toList());
    List<Delayed<Long>> plain =
        IntStream.range(0, 3).mapToObj(n -> delayed(RecordingKernels::seed, 0)).collect(toList());
    List<Long> seeds = Parallel.builder().backend("threads").nJobs(2).seed(1).call(plain);

    for (int run = 0; run < 2; run++) {
      assertThat(Parallel.builder().backend("threads").nJobs(2).seed(1).call(tasks))
          .isEqualTo(seeds);
    }
  }

  @Test
  void a_large_array_has_the_same_key_on_each_backend() {
    double[] array = new double[1_000];
    List<Delayed<Double>> tasks = IntStream.range(0, 4)
        .mapToObj(i -> delayed(SharingKernels::plainAt, array, i))
        .collect(toList());
    assertThat(use(remembering("processes").maxBytes(100), tasks).misses()).isEqualTo(4);

    assertThat(use(remembering("threads").maxBytes(100), tasks).hits()).isEqualTo(4);
    assertThat(use(remembering("threads").maxBytes(0), tasks).hits()).isEqualTo(4);
    array[0] = 1;
    assertThat(use(remembering("threads"), tasks).misses()).isEqualTo(4);
  }

  @Test
  void a_memo_that_cannot_be_used_does_not_end_the_run() throws IOException {
    Files.writeString(place.resolve("file"), "no folder");
    Memo broken = Memo.at(place.resolve("file"));

    PrintStream err = System.err;
    ByteArrayOutputStream printed = new ByteArrayOutputStream();
    System.setErr(new PrintStream(printed, true, StandardCharsets.UTF_8));
    try (Parallel parallel = remembering("threads").memo(broken).build()) {
      Ending ending = parallel.forEach(succeeding("list", 5), outcome -> {});

      assertThat(ending.report().tasks()).isEqualTo(5);
      assertThat(ending.report().failed()).isZero();
    } finally {
      System.setErr(err);
    }
    assertThat(printed.toString(StandardCharsets.UTF_8))
        .containsOnlyOnce(
            "in memo " + place.resolve("file") + ", so this run goes on without it: ");
  }

  @Test
  void a_list_call_gets_its_results_in_order() {
    List<Delayed<Long>> odd = new ArrayList<>();
    List<Delayed<Long>> all = new ArrayList<>();
    for (long n = 0; n < 200; n++) {
      Delayed<Long> task = delayed(SeedKernels::sum, n);
      all.add(task);
      if (n % 2 == 1) {
        odd.add(task);
      }
    }
    List<Long> expected = Parallel.builder().backend("sequential").call(all);
    remembering("threads").call(odd);

    assertThat(remembering("threads").batchSize(3).call(all)).isEqualTo(expected);
  }

  @Test
  void a_run_without_a_record_tells_what_was_remembered() {
    remembering("threads").call(List.of(delayed(RecordingKernels::twice, 1)));

    try (Parallel parallel = remembering("threads").build()) {
      Run<List<Long>> run = parallel.run(
          List.of(delayed(RecordingKernels::twice, 1), delayed(RecordingKernels::twice, 2)));

      assertThat(run.report().text()).contains("memo").contains("1 remembered").contains("1 new");
      assertThat(run.report().computed()).isEqualTo(1);
    }
  }

  @Test
  void a_single_call_is_remembered_like_a_task() throws Exception {
    RecordingKernels.forget();
    try (Memo memo = Memo.at(place)) {
      Delayed.Call1<Integer, List<Long>> twice = memo.cache(RecordingKernels::twice);
      assertThat(memo.contains(delayed(RecordingKernels::twice, 5))).isFalse();

      assertThat(twice.call(5)).isEqualTo(List.of(5L, 5L));
      assertThat(twice.call(5)).isEqualTo(List.of(5L, 5L));

      assertThat(memo.contains(delayed(RecordingKernels::twice, 5))).isTrue();
    }
    assertThat(RecordingKernels.CALLS).hasValue(1);
    assertThat(use(remembering("threads"), List.of(delayed(RecordingKernels::twice, 5)))
            .hits())
        .isEqualTo(1);
  }

  @Test
  void a_reference_stands_for_a_value_that_stays_in_the_memo() throws Exception {
    RecordingKernels.forget();
    try (Memo memo = Memo.at(place)) {
      MemoReference<List<Long>> reference = memo.reference(delayed(RecordingKernels::twice, 6));

      assertThat(reference.get()).isEqualTo(List.of(6L, 6L));
      assertThat(reference.get()).isEqualTo(List.of(6L, 6L));
    }
    assertThat(RecordingKernels.CALLS).hasValue(1);
  }

  @Test
  void an_ignored_argument_does_not_count() {
    RecordingKernels.forget();
    remembering("threads").call(List.of(delayed(RecordingKernels::labeled, 1, "first")));

    assertThat(remembering("threads")
            .call(List.of(
                delayed(RecordingKernels::labeled, 1, "second"),
                delayed(RecordingKernels::labeled, 2, "second"))))
        .containsExactly(1, 2);
    assertThat(RecordingKernels.CALLS).hasValue(2);
  }

  @Test
  void an_ignored_argument_need_not_travel() {
    RecordingKernels.forget();
    for (int run = 0; run < 2; run++) {
      remembering("threads").call(List.of(delayed(RecordingKernels::logging, 1, System.out)));
    }
    assertThat(RecordingKernels.CALLS).hasValue(1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"sequential", "threads"})
  void any_exception_of_the_rule_for_valid_values_ends_the_run(String backend) {
    List<Delayed<List<Long>>> tasks = List.of(delayed(RecordingKernels::twice, 7));
    remembering(backend).call(tasks);

    for (RuntimeException thrown :
        List.of(new FanfareException("as planned"), new IllegalStateException("as planned"))) {
      MemoOptions failing = MemoOptions.builder()
          .valid(entry -> {
            throw thrown;
          })
          .build();
      ParallelBuilder options = remembering(backend).memo(Memo.at(place.toString(), failing));
      assertThatThrownBy(() -> options.call(tasks)).isSameAs(thrown);
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {Long.MAX_VALUE, 31_556_889_864_403_199L, 1_000_000_000_000_000L})
  void a_time_that_never_passes_is_no_limit(long seconds) {
    RecordingKernels.forget();
    Duration never = Duration.ofSeconds(seconds);
    MemoOptions options = MemoOptions.builder()
        .expiresAfter(never)
        .limits(new MemoLimits(Long.MAX_VALUE, Long.MAX_VALUE, never))
        .build();
    for (int run = 0; run < 2; run++) {
      remembering("threads")
          .memo(Memo.at(place.toString(), options))
          .call(List.of(delayed(RecordingKernels::twice, 7)));
    }
    assertThat(RecordingKernels.CALLS).hasValue(1);
  }

  @Test
  void a_reference_to_a_value_that_expires_at_once_is_none_to_a_value_that_cannot_be_stored()
      throws Exception {
    MemoOptions expiring =
        MemoOptions.builder().expiresAfter(Duration.ofNanos(1)).build();
    try (Memo memo = Memo.at(place.toString(), expiring)) {
      MemoReference<List<Long>> reference = memo.reference(delayed(RecordingKernels::twice, 6));
      assertThatThrownBy(reference::get).isInstanceOf(NoSuchElementException.class);
      assertThatThrownBy(() -> memo.reference(delayed(RecordingKernels::builder, 6)))
          .isInstanceOf(MalformedMessageException.class)
          .hasMessageContaining("cannot be stored");
    }
  }

  @Test
  void a_single_call_whose_value_cannot_be_stored_tells_why() throws Exception {
    Files.createDirectories(place.resolve("memo"));
    Files.writeString(place.resolve("memo/log"), "no folder");

    assertThatThrownBy(() -> {
          try (Memo memo = Memo.at(place)) {
            memo.call(delayed(RecordingKernels::twice, 6));
          }
        })
        .isInstanceOf(StoreException.class)
        .hasMessageContaining("log");
  }

  @Test
  void a_value_that_expired_or_is_refused_is_computed_again() {
    RecordingKernels.forget();
    List<Delayed<List<Long>>> tasks = List.of(delayed(RecordingKernels::twice, 7));
    remembering("threads").call(tasks);
    MemoOptions refusing = MemoOptions.builder().valid(entry -> false).build();
    MemoOptions expired =
        MemoOptions.builder().expiresAfter(Duration.ofNanos(1)).build();
    MemoOptions valid = MemoOptions.builder()
        .valid(entry -> true)
        .expiresAfter(Duration.ofDays(1))
        .build();

    for (MemoOptions options : List.of(refusing, expired, valid)) {
      remembering("threads").memo(Memo.at(place, options)).call(tasks);
    }

    assertThat(RecordingKernels.CALLS).hasValue(3);
  }

  @Test
  void why_tells_that_a_value_expired_or_is_refused() {
    Delayed<List<Long>> task = delayed(RecordingKernels::twice, 7);
    remembering("threads").call(List.of(task));

    assertThat(why(MemoOptions.builder().expiresAfter(Duration.ofNanos(1)), task))
        .singleElement()
        .asString()
        .matches("its value of 20.*Z has expired: expiresAfter is PT0.000000001S");
    assertThat(why(MemoOptions.builder().valid(entry -> false), task))
        .singleElement()
        .asString()
        .matches("its value of 20.*Z is refused by the option valid");
    assertThat(why(MemoOptions.builder().expiresAfter(Duration.ofDays(1)), task))
        .isEmpty();
  }

  @Test
  void why_tells_that_another_version_stored_the_entry() {
    Delayed<List<Long>> task = delayed(RecordingKernels::twice, 7);
    remembering("threads").call(List.of(task));
    try (FolderStore folder = new FolderStore(place);
        MemoStore memo = MemoStore.open(folder, MemoStore.PREFIX, warning -> {})) {
      Entry now = memo.entries(entry -> true).findFirst().orElseThrow();
      memo.remove(entry -> true);
      memo.add(new Entry(
          "ab".repeat(32), now.kernel(), now.task(), now.value(), now.code(), 1, now.created()));
    }

    assertThat(why(MemoOptions.builder(), task))
        .containsExactly("its entry was stored by a version of Fanfare with other keys");
  }

  private List<String> why(MemoOptions.Builder options, Delayed<?> task) {
    try (Memo memo = Memo.at(place, options.build())) {
      List<String> lines = memo.why(task);
      assertThat(lines.isEmpty()).isEqualTo(memo.contains(task));
      return lines;
    }
  }

  @Test
  void a_bad_record_is_not_new_to_a_memo() {
    List<Delayed<Object>> tasks = List.of(BadRecord.of("a.csv@4", "no price"));

    assertThat(use(remembering("threads"), tasks)).isEqualTo(MemoUse.NONE);
    try (Memo memo = Memo.at(place)) {
      assertThat(memo.why(tasks.get(0))).containsExactly("bad records are not remembered");
    }
  }

  @Test
  void a_place_that_is_none_is_refused() {
    assertThatThrownBy(() -> Memo.at("http://example.com/memo"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("must be a folder or s3://bucket/prefix");
  }
}
