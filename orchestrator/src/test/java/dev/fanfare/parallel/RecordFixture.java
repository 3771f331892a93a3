package dev.fanfare.parallel;

import static dev.fanfare.kernel.Delayed.delayed;
import static org.assertj.core.api.Assertions.assertThat;

import dev.fanfare.kernel.Delayed;
import dev.fanfare.runs.ResultLogs;
import dev.fanfare.runs.RunRecord;
import dev.fanfare.runs.Runs;
import dev.fanfare.runs.SavedRun;
import dev.fanfare.runs.SettledTasks;
import dev.fanfare.store.StoreLocation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;

/** A store for the runs of a test, and notes of what its kernels did. */
abstract class RecordFixture {

  @TempDir
  Path store;

  @TempDir
  Path notes;

  ParallelBuilder options(String backend) {
    return Parallel.builder().backend(backend).nJobs(2).batchSize(1).store(store);
  }

  Delayed<String> task(String list, int n) {
    return delayed(HistoryKernels::compute, notes.toString(), list, n);
  }

  /** How often tasks of that list have run. */
  int ran(String list) throws IOException {
    try (Stream<Path> files = Files.list(notes)) {
      return (int) files
          .filter(file -> file.getFileName().toString().startsWith(list + "-"))
          .count();
    }
  }

  int written(String run) throws IOException {
    return ResultLogs.outcomes(folder(run)).size();
  }

  void awaitStarted(int n) throws IOException {
    while (!Files.exists(notes.resolve("started-" + n))) {
      Thread.onSpinWait();
    }
  }

  SettledTasks settled(String run) {
    return record(run).settled(warning -> {});
  }

  RunRecord record(String run) {
    // A folder store holds nothing open.
    try (Runs runs = Runs.in(new StoreLocation.Folder(store))) {
      return runs.find(run, damaged -> {});
    }
  }

  Path folder(String run) {
    return store.resolve("runs").resolve(run);
  }

  List<Delayed<String>> succeeding(String list, int tasks) {
    return IntStream.iterate(0, n -> n + 1)
        .filter(n -> n % HistoryKernels.FAILS_EACH != 3)
        .limit(tasks)
        .mapToObj(n -> task(list, n))
        .toList();
  }

  static List<String> values(List<Delayed<String>> tasks) {
    return tasks.stream()
        .map(task -> (String) task.arguments().get(1) + task.arguments().get(2))
        .toList();
  }

  List<Object> show(String run) {
    List<Object> values = new ArrayList<>();
    try (SavedRun recorded =
        SavedRun.open(new StoreLocation.Folder(store), run, false, warning -> {})) {
      recorded.forEach(outcome -> values.add(outcome.get()));
    }
    return values;
  }

  static void copy(Path from, Path to) throws IOException {
    try (Stream<Path> all = Files.walk(from)) {
      for (Path file : all.toList()) {
        Path place = to.resolve(from.relativize(file).toString());
        if (Files.isDirectory(file)) {
          Files.createDirectories(place);
        } else {
          copyIfThere(file, place);
        }
      }
    }
  }

  /** An upload that ends meanwhile moves its temporary file. */
  private static void copyIfThere(Path file, Path place) throws IOException {
    try {
      Files.copy(file, place);
    } catch (NoSuchFileException e) {
      assertThat(file.toString()).contains(".json-");
    }
  }
}
