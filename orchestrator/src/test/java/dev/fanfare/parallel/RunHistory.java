package dev.fanfare.parallel;

import static dev.fanfare.kernel.Delayed.delayed;
import static org.assertj.core.api.Assertions.assertThat;

import dev.fanfare.Completion;
import dev.fanfare.Outcome;
import dev.fanfare.Run;
import dev.fanfare.RunCancelledException;
import dev.fanfare.UnresumableRunException;
import dev.fanfare.kernel.Delayed;
import dev.fanfare.kernel.FanfareException;
import dev.fanfare.runs.SavedRun;
import dev.fanfare.store.ObjectStore;
import dev.fanfare.store.RunFolder;
import dev.fanfare.store.StoreLocation;
import dev.fanfare.wire.Codec;
import dev.fanfare.wire.TaskOutcome;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A run from its start to its end, by chance. What must hold after each step:
 *
 * <ul>
 *   <li>each outcome in the store that counts is of the list's own task, with its value, or with the
 *       error that its kernel throws: a stop leaves none;
 *   <li>a task that had an outcome when the step began did not run in it;
 *   <li>a step that says that all is done has an outcome for each task, in order;
 *   <li>a list that contradicts the recorded one is refused, and nothing runs.
 * </ul>
 */
final class RunHistory {

  static final List<String> STOPS = List.of(
      "none", "cancel", "close", "close by another thread", "interrupt", "exception", "kill");

  private static final Executor OWN_THREAD = task -> new Thread(task).start();

  private static final String SAME = "the same list";

  private static final Set<String> SEEN = new ConcurrentSkipListSet<>();

  private final String backend;
  private final StoreLocation store;
  private final @Nullable Path files;
  private final Path notes;
  private final Random random;
  private final List<String> steps = new ArrayList<>();

  // The model: the list that counts, and whether the run knows all of it.
  private List<String> list;
  private boolean complete;

  private String run = "";

  /**
   * A history that has not begun.
   *
   * @param folder for whatever it needs
   */
  RunHistory(String backend, StoreLocation store, Path folder, Random random) throws IOException {
    this.files = store instanceof StoreLocation.Folder here ? here.path() : null;
    this.backend = backend;
    this.store = store;
    this.notes = Files.createTempDirectory(folder, "notes");
    this.random = random;
    this.list = names("a", 1 + random.nextInt(40));
  }

  static Set<String> stopsSeen() {
    return SEEN;
  }

  private static List<String> names(String list, int tasks) {
    return IntStream.range(0, tasks).mapToObj(n -> list + n).toList();
  }

  void play() throws Exception {
    start();
    for (int step = random.nextInt(4); step >= 0; step--) {
      resume();
    }
    finish();
  }

  @Override
  public String toString() {
    return backend + ", " + list.size() + " tasks: " + steps;
  }

  private Parallel parallel(Consumer<Outcome<?>> onTask) {
    return Parallel.builder()
        .backend(backend)
        .nJobs(2)
        .batchSize(1 + random.nextInt(3))
        .store(store)
        .onTask(onTask)
        .build();
  }

  private List<Delayed<String>> tasks(List<String> names) {
    return names.stream()
        .map(name -> delayed(
            HistoryKernels::compute,
            notes.toString(),
            name.substring(0, 1),
            Integer.parseInt(name.substring(1))))
        .toList();
  }

  // ---- steps

  private void start() throws Exception {
    boolean stream = random.nextBoolean();
    List<Delayed<String>> tasks = tasks(list);
    Iterable<Delayed<String>> source = stream ? tasks::iterator : tasks;
    step(stream ? "stream" : "list", parallel -> {
      try {
        parallel.forEach(source, outcome -> {});
      } finally {
        run = parallel.runId().orElseThrow();
      }
    });
    complete = !stream;
    check();
  }

  private void resume() throws Exception {
    switch (random.nextInt(5)) {
      case 0 -> step("resume", parallel -> expectAll(parallel.resume(run), list));
      case 1 -> resumeWith(list);
      case 2 -> resumeWith(other());
      case 3 -> resumeWith(list.subList(0, 1 + random.nextInt(list.size())));
      default -> resumeTwice();
    }
    check();
  }

  /** Another list from some place on. */
  private List<String> other() {
    int same = random.nextInt(list.size() + 1);
    List<String> other = new ArrayList<>(list.subList(0, same));
    int end = same + (same == 0 ? 1 : 0) + random.nextInt(20);
    IntStream.range(same, end).mapToObj(n -> "b" + n).forEach(other::add);
    return other;
  }

  private void resumeWith(List<String> names) throws Exception {
    String what = names.equals(list) ? SAME : names.size() + " tasks";
    boolean taken = step(
        "resume with " + what, parallel -> expectAll(parallel.resume(run, tasks(names)), names));
    if (taken) {
      take(names);
    }
  }

  /** The list counts from now on. */
  private void take(List<String> names) {
    if (complete) {
      assertThat(names).isEqualTo(list);
    }
    list = List.copyOf(names);
    complete = true;
  }

  private void resumeTwice() throws Exception {
    steps.add("two resumes");
    Map<String, Integer> before = runs();
    Set<String> settled = settled();
    CyclicBarrier start = new CyclicBarrier(2);
    List<CompletableFuture<Boolean>> both = Stream.of(0, 1)
        .map(i -> CompletableFuture.supplyAsync(() -> isOneOfTwo(start), OWN_THREAD))
        .toList();
    assertThat(both.stream().map(CompletableFuture::join)).contains(true);
    requireRunOnce(before, settled);
    take(list);
  }

  private boolean isOneOfTwo(CyclicBarrier start) {
    try (Parallel parallel =
        Parallel.builder().backend(backend).nJobs(2).store(store).build()) {
      start.await();
      expectAll(parallel.resume(run, tasks(list)), list);
      return true;
    } catch (UnresumableRunException e) {
      assertThat(e).hasMessageContaining("is running in process");
      return false;
    } catch (InterruptedException | BrokenBarrierException e) {
      throw new IllegalStateException(e);
    }
  }

  private void finish() throws Exception {
    steps.add("finish");
    Map<String, Integer> before = runs();
    Set<String> settled = settled();
    try (Parallel parallel = parallel(outcome -> {})) {
      expectAll(parallel.resume(run, tasks(list)), list);
    }
    requireRunOnce(before, settled);
    take(list);
    check();
    deleteAll(notes);
  }

  private interface Step {
    void take(Parallel parallel) throws Exception;
  }

  /**
   * Takes a step that is stopped after some outcomes, in one of the ways.
   *
   * @return false if it was refused
   */
  private boolean step(String name, Step step) throws Exception {
    String how = STOPS.get(random.nextInt(files == null ? STOPS.size() - 1 : STOPS.size()));
    int after = 1 + random.nextInt(list.size() + 1);
    steps.add(name + ", " + how + " after " + after);
    Map<String, Integer> before = runs();
    Set<String> settled = settled();
    Stop stop = new Stop(how, after);
    try (Parallel parallel = parallel(stop)) {
      stop.parallel = parallel;
      step.take(parallel);
    } catch (UnresumableRunException e) {
      requireRefusable(name, e);
      return false;
    } catch (RunCancelledException | Stopped e) {
      // As asked for.
    } finally {
      // An interrupt that came too late for the step must not reach the next one.
      Thread.interrupted();
    }
    Stragglers.await();
    if (stop.snapshot != null) {
      deleteAll(files.resolve("runs").resolve(run));
      Files.move(stop.snapshot, files.resolve("runs").resolve(run));
    }
    requireRunOnce(before, settled);
    return true;
  }

  private void requireRefusable(String name, UnresumableRunException e) {
    if (name.equals("resume")) {
      assertThat(complete).as("the list is known: %s", e.getMessage()).isFalse();
    } else {
      assertThat(name).as(e.getMessage()).doesNotEndWith(SAME);
    }
  }

  private static final class Stopped extends RuntimeException {}

  private final class Stop implements Consumer<Outcome<?>> {
    private final String how;
    private int left;
    private @Nullable Parallel parallel;
    private @Nullable Path snapshot;

    Stop(String how, int after) {
      this.how = how;
      this.left = after;
    }

    @Override
    public void accept(Outcome<?> outcome) {
      if (--left != 0) {
        return;
      }
      SEEN.add(how);
      switch (how) {
        case "cancel" -> parallel.cancel();
        case "close" -> parallel.close();
        case "close by another thread" -> OWN_THREAD.execute(parallel::close);
        case "interrupt" -> Thread.currentThread().interrupt();
        case "exception" -> throw new Stopped();
        case "kill" -> {
          // What lies there now is what a kill would leave.
          snapshot = copy(files.resolve("runs").resolve(parallel.runId().orElseThrow()));
          parallel.cancel();
        }
        default -> {}
      }
    }
  }

  private Path copy(Path folder) {
    Path copy = notes.resolveSibling("copy-" + UUID.randomUUID());
    try {
      RecordFixture.copy(folder, copy);
      return copy;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void deleteAll(Path folder) throws IOException {
    try (Stream<Path> all = Files.walk(folder)) {
      for (Path file : all.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }

  // ---- what must hold

  private static void expectAll(Run<?> resumed, List<String> names) {
    if (resumed.reason() == Completion.Reason.ALL_COMPLETED) {
      assertThat(resumed.outcomes()).hasSize(names.size());
    }
  }

  private void requireRunOnce(Map<String, Integer> before, Set<String> settled) throws IOException {
    runs()
        .forEach((task, count) -> assertThat(count - before.getOrDefault(task, 0))
            .as("runs of %s", task)
            .isLessThanOrEqualTo(settled.contains(task) ? 0 : 1));
  }

  /** How often each task has run. */
  private Map<String, Integer> runs() throws IOException {
    Map<String, Integer> runs = new HashMap<>();
    try (Stream<Path> files = Files.list(notes)) {
      for (Path file : files.toList()) {
        String[] parts = file.getFileName().toString().split("-");
        runs.merge(parts[0] + parts[1], 1, Integer::sum);
      }
    }
    return runs;
  }

  /** The tasks of the list that have an outcome in the store, by looking at the objects themselves. */
  private Set<String> settled() {
    Set<String> settled = new HashSet<>();
    if (run.isEmpty()) {
      return settled;
    }
    outcomes(task -> settled.add(nameOf(task)));
    settled.retainAll(list);
    return settled;
  }

  private static String nameOf(TaskOutcome task) {
    if (task.error() == null) {
      return Codec.decoded(task, String.class).value().toString();
    }
    String message = task.error().message();
    return message.substring(message.lastIndexOf(' ') + 1);
  }

  private void check() {
    outcomes(task -> {
      if (task.error() != null) {
        assertThat(task.error().message()).startsWith("no value for ");
        assertThat(task.index() % HistoryKernels.FAILS_EACH).isEqualTo(3);
      }
    });
    try (SavedRun recorded = SavedRun.open(store, run, false, warning -> {})) {
      recorded.forEach(outcome -> {
        if (outcome.succeeded()) {
          assertThat(outcome.value()).isEqualTo(list.get((int) outcome.index()));
        }
      });
    }
  }

  private void outcomes(Consumer<TaskOutcome> action) {
    RunFolder folder = new RunFolder(run);
    try (ObjectStore objects = store.open()) {
      objects.list(folder.results()).join().stream()
          .filter(key -> key.matches(".*[.]jsonl?"))
          .flatMap(key -> new String(objects.get(key).join(), StandardCharsets.UTF_8).lines())
          .filter(line -> !line.isEmpty())
          .map(line -> Codec.readOutcome(line.getBytes(StandardCharsets.UTF_8)))
          .forEach(outcome -> outcome.tasks().forEach(action));
    } catch (FanfareException e) {
      throw new AssertionError("every result object can be read", e);
    }
  }
}
