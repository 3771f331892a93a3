package dev.fanfare.parallel;

import static dev.fanfare.kernel.Delayed.delayed;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fanfare.Completion;
import dev.fanfare.Run;
import dev.fanfare.UnresumableRunException;
import dev.fanfare.kernel.Delayed;
import dev.fanfare.kernel.FanfareException;
import dev.fanfare.kernel.MalformedMessageException;
import dev.fanfare.kernel.Shared;
import dev.fanfare.parallel.SharingKernels.Curve;
import dev.fanfare.runs.Runs;
import dev.fanfare.store.StoreLocation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Arguments that many tasks share. */
@Timeout(120)
class SharedTest {

  private static final Map<String, Parallel> OPEN = new HashMap<>();

  @TempDir
  Path store;

  @TempDir
  Path notes;

  private final double[] values =
      IntStream.range(0, 50_000).mapToDouble(i -> i / 7.0).toArray();

  private static Parallel on(String backend) {
    return OPEN.computeIfAbsent(
        backend, name -> Parallel.builder().backend(name).nJobs(2).batchSize(3).build());
  }

  @AfterAll
  static void close() {
    OPEN.values().forEach(Parallel::close);
  }

  private Parallel recording(String backend) {
    return Parallel.builder()
        .backend(backend)
        .nJobs(2)
        .batchSize(1)
        .store(store)
        .build();
  }

  private List<Path> blobs() throws IOException {
    try (Stream<Path> all = Files.walk(store)) {
      return all.filter(file -> file.getParent().endsWith("blobs")).toList();
    }
  }

  private static List<Delayed<Double>> tasks(Shared<double[]> shared) {
    return IntStream.range(0, 40)
        .mapToObj(i -> i % 2 == 0
            ? delayed(SharingKernels::at, shared, i)
            : delayed(SharingKernels::mappedAt, shared, i))
        .toList();
  }

  @ParameterizedTest
  @ValueSource(strings = {"sequential", "threads", "processes"})
  void kernels_get_a_shared_array_and_its_view(String backend) {
    List<Double> results = on(backend).call(tasks(on(backend).share(values)));

    assertThat(results)
        .isEqualTo(IntStream.range(0, 40).mapToObj(i -> values[i]).toList());
  }

  @ParameterizedTest
  @ValueSource(strings = {"sequential", "threads", "processes"})
  void kernels_get_a_shared_map_of_records(String backend) {
    Shared<Map<String, Curve>> curves =
        on(backend).share(Map.of("eur", new Curve("eur", List.of(0.25))));

    assertThat(on(backend).call(List.of(delayed(SharingKernels::rate, curves, "eur"))))
        .containsExactly(0.25);
  }

  @ParameterizedTest
  @ValueSource(strings = {"sequential", "threads"})
  void in_one_jvm_a_shared_array_is_the_callers_own(String backend) {
    Shared<double[]> shared = on(backend).share(values);
    List<List<Long>> seen = on(backend)
        .call(IntStream.range(0, 10).mapToObj(i -> delayed(SharingKernels::instance, shared, i)));

    assertThat(seen).containsOnly(List.of(ProcessHandle.current().pid(), (long)
        System.identityHashCode(values)));
    assertThat(shared.blob()).as("nothing was encoded").isNull();
  }

  @Test
  void each_worker_process_reads_a_shared_array_once_for_all_tasks_and_calls() {
    Shared<double[]> shared = on("processes").share(values);
    Set<List<Long>> seen = new HashSet<>();
    for (int call = 0; call < 2; call++) {
      seen.addAll(on("processes")
          .call(
              IntStream.range(0, 40).mapToObj(i -> delayed(SharingKernels::instance, shared, i))));
    }

    Set<Long> processes = seen.stream().map(each -> each.get(0)).collect(Collectors.toSet());
    assertThat(seen).as("one array in each process").hasSameSizeAs(processes);
    assertThat(processes).doesNotContain(ProcessHandle.current().pid());
  }

  @Test
  void a_large_shared_array_goes_where_no_collection_copies_it() {
    double[] large = new double[2_500_000];
    try (Parallel parallel = Parallel.builder().backend("processes").nJobs(1).build()) {
      Shared<double[]> shared = parallel.share(large);

      assertThat(parallel.call(List.of(delayed(SharingKernels::newBytes, shared))))
          .singleElement(InstanceOfAssertFactories.LONG)
          .isLessThan(large.length * Double.BYTES / 2L);
    }
  }

  @Test
  void a_worker_that_dies_is_followed_by_one_that_gets_the_shared_array_too() {
    Shared<double[]> shared = on("processes").share(values);
    String note = notes.resolve("death").toString();

    assertThat(on("processes").call(List.of(delayed(SharingKernels::afterADeath, shared, note))))
        .containsExactly(values[1]);
    assertThat(Path.of(note)).exists();
  }

  @Test
  void nothing_runs_if_a_shared_value_would_not_arrive_exactly() {
    Shared<Map<String, Curve>> broken = on("processes").share(new HashMap<>());
    broken.get().put(null, new Curve("eur", List.of()));

    assertThatThrownBy(
            () -> on("processes").call(List.of(delayed(SharingKernels::rate, broken, "eur"))))
        .isInstanceOf(MalformedMessageException.class)
        .hasMessageContaining("task 0")
        .hasMessageContaining("null key");
  }

  /** A recorded run that stopped after its first tasks; its id. */
  private String stopped(String backend) {
    try (Parallel parallel = Parallel.builder()
        .backend(backend)
        .nJobs(2)
        .batchSize(1)
        .preDispatch("1")
        .completion(Completion.firstSuccessful())
        .store(store)
        .build()) {
      assertThat(parallel.run(tasks(Shared.of(values))).outcomes()).hasSizeLessThan(40);
      return parallel.runId().orElseThrow();
    }
  }

  @ParameterizedTest
  @CsvSource({"threads, processes", "processes, threads", "processes, processes"})
  void a_recorded_run_keeps_its_shared_array_and_is_resumed_without_the_caller(
      String first, String second) throws IOException {
    String run = stopped(first);
    assertThat(blobs()).singleElement().asString().contains("runs/" + run + "/blobs/");

    try (Parallel parallel = recording(second)) {
      Run<?> resumed = parallel.resume(run);

      assertThat(resumed.results())
          .isEqualTo(IntStream.range(0, 40).mapToObj(i -> values[i]).toList());
      assertThat(resumed.report().tasks()).isPositive();
    }
    assertThat(blobs()).hasSize(1);
  }

  @Test
  void a_changed_shared_array_is_refused_on_resume() throws IOException {
    String run = stopped("threads");
    double[] changed = values.clone();
    changed[40_000]++;

    try (Parallel parallel = recording("threads")) {
      assertThatThrownBy(() -> parallel.resume(run, tasks(Shared.of(changed))))
          .isInstanceOf(UnresumableRunException.class)
          .hasMessageContaining("has changed: task 0 was");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"threads", "processes"})
  void a_recorded_shared_array_that_is_damaged_is_no_value(String backend) throws IOException {
    String run = stopped("threads");
    Path blob = blobs().get(0);
    byte[] bytes = Files.readAllBytes(blob);
    bytes[17]++;
    Files.write(blob, bytes);

    try (Parallel parallel = recording(backend)) {
      assertThatThrownBy(() -> parallel.resume(run).results())
          .isInstanceOf(FanfareException.class)
          .hasMessageContaining("is damaged in the store: runs/" + run + "/blobs/");
    }
  }

  @Test
  void each_recorded_run_has_its_own_copy_which_goes_with_it() throws IOException {
    Shared<double[]> shared = Shared.of(values);
    Shared<double[]> kept = Shared.of(new double[] {1, 2}).kept();
    try (Parallel parallel = recording("processes")) {
      parallel.call(tasks(shared));
      parallel.call(tasks(shared));
      parallel.call(List.of(delayed(SharingKernels::at, kept, 1)));
      parallel.call(List.of(delayed(SharingKernels::at, kept, 1)));
    }
    assertThat(blobs()).as("two runs' own, and one for all").hasSize(3);

    try (Runs runs = Runs.in(new StoreLocation.Folder(store))) {
      runs.all(damaged -> {}).forEach(run -> run.delete());
    }
    assertThat(blobs())
        .singleElement()
        .asString()
        .as("kept for later runs")
        .startsWith(store + "/blobs/");
  }

  @Test
  void a_shared_array_of_more_than_200_MB_is_told_once_with_what_it_takes() {
    try (Parallel parallel = Parallel.builder().backend("processes").nJobs(2).build()) {
      byte[] large = new byte[210_000_000];
      try (Printed printed = new Printed()) {
        parallel.share(new byte[190_000_000]);
        parallel.share(large);
        parallel.share(large);

        assertThat(printed.err())
            .containsExactly("sharing 210 MB: workers of this machine map one file; on"
                + " Lambda, each environment would download it once, about 2 to 4 s");
      }
    }
  }

  @Test
  void a_large_array_that_tasks_have_in_common_is_shared_without_being_asked_to() {
    double[] large = IntStream.range(0, 200_000).mapToDouble(i -> i / 7.0).toArray();
    List<Delayed<List<Long>>> tasks = IntStream.range(0, 40)
        .mapToObj(i -> delayed(SharingKernels::plainInstance, large, i))
        .toList();

    Run<List<Long>> run = on("processes").run(tasks);

    Set<List<Long>> seen = new HashSet<>(run.results());
    Set<Long> processes = seen.stream().map(each -> each.get(0)).collect(Collectors.toSet());
    assertThat(seen).as("one array in each process").hasSameSizeAs(processes);
    assertThat(run.outcomes().get(7).task().arguments().get(0)).isSameAs(large);
  }

  @Test
  void an_array_changes_between_two_calls_and_each_sees_its_own() {
    double[] large = new double[200_000];
    for (double value = 1; value < 3; value++) {
      large[7] = value;

      assertThat(on("processes").call(Stream.of(delayed(SharingKernels::plainAt, large, 7))))
          .containsExactly(value);
    }
  }

  @Test
  void a_small_array_or_any_if_asked_to_travels_with_its_task() throws IOException {
    double[] large = new double[200_000];
    try (Parallel parallel = recording("processes")) {
      parallel.call(List.of(delayed(SharingKernels::plainAt, values, 7)));
      assertThat(blobs()).isEmpty();
      parallel.call(List.of(delayed(SharingKernels::plainAt, large, 7)));
      assertThat(blobs()).hasSize(1);
    }
    try (Parallel parallel = Parallel.builder()
        .backend("processes")
        .nJobs(1)
        .maxBytes(0)
        .store(store)
        .build()) {
      parallel.call(List.of(delayed(SharingKernels::plainAt, large, 7)));
    }
    assertThat(blobs()).hasSize(1);
    assertThatThrownBy(() -> Parallel.builder().maxBytes(-1).build())
        .hasMessage("maxBytes must be 0 or more, got: -1");
  }
}
