package dev.fanfare.parallel;

import static dev.fanfare.kernel.Delayed.delayed;
import static org.assertj.core.api.Assertions.assertThat;

import dev.fanfare.kernel.Delayed;
import dev.fanfare.kernel.SeedKernels;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What JDK Flight Recorder sees of a run. */
@Timeout(120)
class FlightRecordingTest {

  private static final List<String> EVENTS =
      List.of("dev.fanfare.Run", "dev.fanfare.Batch", "dev.fanfare.Task", "dev.fanfare.ColdStart");

  @TempDir
  Path folder;

  private List<RecordedEvent> recorded(ParallelBuilder builder, Stream<Delayed<Long>> tasks)
      throws IOException {
    Path file = folder.resolve("run.jfr");
    try (Recording recording = new Recording()) {
      EVENTS.forEach(name -> recording.enable(name).withoutThreshold());
      recording.start();
      try (Parallel parallel = builder.build()) {
        parallel.run(tasks);
      }
      recording.stop();
      recording.dump(file);
    }
    return RecordingFile.readAllEvents(file);
  }

  private static List<RecordedEvent> of(String name, List<RecordedEvent> all) {
    return all.stream()
        .filter(event -> event.getEventType().getName().equals("dev.fanfare." + name))
        .toList();
  }

  @ParameterizedTest
  @CsvSource({"threads, 2, 3", "sequential, 1, 9"})
  void a_run_its_batches_and_its_tasks_are_events(String backend, int workers, int batches)
      throws IOException {
    List<RecordedEvent> all = recorded(
        Parallel.builder().backend(backend).nJobs(workers).batchSize(batches == 9 ? 1 : 3),
        LongStream.range(0, 9).mapToObj(n -> delayed(SeedKernels::sum, n)));

    RecordedEvent run = of("Run", all).get(0);
    assertThat(of("Run", all)).hasSize(1);
    assertThat(run.getString("backend")).isEqualTo(backend);
    assertThat(run.getInt("workers")).isEqualTo(workers);
    assertThat(run.getLong("tasks")).isEqualTo(9);
    assertThat(run.getLong("failed")).isZero();
    assertThat(run.getString("end")).isEqualTo("ALL_COMPLETED");
    assertThat(run.getEventType().getCategoryNames()).containsExactly("Fanfare");
    assertThat(of("Batch", all)).hasSize((int) run.getLong("batches")).allSatisfy(batch -> {
      assertThat(batch.getString("runId")).isEqualTo(run.getString("runId"));
      assertThat(batch.getInt("attempt")).isEqualTo(1);
      assertThat(batch.getString("worker")).isNotEmpty();
      assertThat(batch.getBoolean("lost")).isFalse();
      assertThat(batch.getStartTime()).isAfterOrEqualTo(run.getStartTime());
    });
    assertThat(
            of("Batch", all).stream().mapToInt(batch -> batch.getInt("tasks")).sum())
        .isEqualTo(9);
    assertThat(of("Task", all))
        .extracting(task -> task.getLong("index"))
        .containsExactlyInAnyOrder(0L, 1L, 2L, 3L, 4L, 5L, 6L, 7L, 8L);
    assertThat(of("Task", all)).allSatisfy(task -> {
      assertThat(task.getString("kernel")).isEqualTo("sum");
      assertThat(task.getBoolean("succeeded")).isTrue();
      assertThat(task.getThread()).isNotNull();
    });
    assertThat(of("ColdStart", all)).isEmpty();
  }

  @Test
  void a_task_that_fails_is_an_event_that_says_so() throws IOException {
    List<RecordedEvent> all =
        recorded(Parallel.builder().backend("threads").nJobs(2), Stream.of(delayed(() -> {
          throw new IllegalStateException("bad");
        })));

    assertThat(of("Task", all)).hasSize(1);
    assertThat(of("Task", all).get(0).getBoolean("succeeded")).isFalse();
    assertThat(of("Run", all).get(0).getLong("failed")).isEqualTo(1);
  }

  @Test
  void each_process_that_starts_is_an_event() throws IOException {
    List<RecordedEvent> all = recorded(
        Parallel.builder().backend("processes").nJobs(1).batchSize(2),
        LongStream.range(0, 6).mapToObj(n -> delayed(SeedKernels::sum, n)));

    assertThat(of("ColdStart", all)).hasSize(1);
    RecordedEvent start = of("ColdStart", all).get(0);
    assertThat(start.getLong("initTime")).isPositive();
    assertThat(start.getString("worker")).isEqualTo(of("Batch", all).get(0).getString("worker"));
  }

  /** In a JVM of its own, because other tests have started the recorder in this one. */
  @Test
  void without_a_recording_no_class_of_an_event_is_used() throws Exception {
    Path out = folder.resolve("out");
    Process run = new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Xlog:class+load",
            "-cp",
            System.getProperty("java.class.path"),
            "dev.fanfare.cli.Fanfare",
            "run",
            "--kernel=sum",
            "--range=0:9",
            "--backend=threads",
            "--store=" + folder.resolve("store"))
        .redirectErrorStream(true)
        .redirectOutput(out.toFile())
        .start();

    assertThat(run.waitFor()).isZero();
    assertThat(Files.readString(out))
        .contains("dev.fanfare.worker.TaskRunner ", "dev.fanfare.parallel.Execution ")
        .doesNotContain("TaskEvent ", "BatchEvent ", "RunEvent ", "jdk.jfr.Event ");
  }
}
