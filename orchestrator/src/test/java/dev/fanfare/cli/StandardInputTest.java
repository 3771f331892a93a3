package dev.fanfare.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Job lists on standard input: read to the end first, or as they arrive. */
@Timeout(60)
final class StandardInputTest {

  private final InputStream before = System.in;

  @TempDir
  Path folder;

  @AfterEach
  void restore() {
    System.setIn(before);
  }

  private Path out() {
    return folder.resolve("results");
  }

  private Path store() {
    return folder.resolve("store");
  }

  private Finished run(InputStream in, String... arguments) {
    System.setIn(in);
    Stream<String> all = Stream.of("run", "--backend=threads", "--values", "--out=" + out());
    return Finished.here(Stream.concat(all, Stream.of(arguments)).toArray(String[]::new));
  }

  private Finished recorded(InputStream in, String... arguments) {
    return run(
        in,
        Stream.concat(Stream.of("--store=" + store()), Stream.of(arguments))
            .toArray(String[]::new));
  }

  private static InputStream of(String... lines) {
    return new ByteArrayInputStream(
        (String.join("\n", lines) + "\n").getBytes(StandardCharsets.UTF_8));
  }

  private static String odd(long n) {
    return TestKernels.line("odd", Long.toString(n));
  }

  /** Lines for each number from 0 on, without an end. */
  private static final class Endless extends InputStream {
    private long n;
    private InputStream line = InputStream.nullInputStream();

    @Override
    public int read() throws IOException {
      int next = line.read();
      if (next < 0) {
        line = of(odd(n == 501 ? 501 : n - n % 2));
        n++;
        next = line.read();
      }
      return next;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
      bytes[offset] = (byte) read();
      return 1;
    }
  }

  /** Its second line arrives once the result of the first one is there. */
  private final class Waiting extends InputStream {
    private final InputStream first = of(odd(0));
    private final InputStream second = of(odd(2));

    @Override
    public int read() throws IOException {
      int next = first.read();
      if (next >= 0) {
        return next;
      }
      while (Files.size(out()) == 0) {
        LockSupport.parkNanos(1_000_000);
      }
      return second.read();
    }

    @Override
    public int read(byte[] bytes, int offset, int length) {
      try {
        int next = read();
        if (next >= 0) {
          bytes[offset] = (byte) next;
        }
        return next < 0 ? -1 : 1;
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  @Test
  void with_stream_a_task_runs_before_the_next_line_has_arrived() throws IOException {
    Finished run = recorded(new Waiting(), "--stream");

    assertThat(run.exitCode()).as(run.err()).isZero();
    assertThat(out()).hasContent("0\n2");
  }

  @Test
  void with_stream_a_line_that_is_no_task_fails_alone_and_names_its_place() throws IOException {
    Finished run = recorded(of(odd(0), "", "{\"kernel\":\"nope\"}", odd(2)), "--stream", "-");

    assertThat(run.exitCode()).isEqualTo(ExitCode.TASKS_FAILED);
    assertThat(run.err())
        .contains(
            "task 1 failed, standard input:3: unknown kernel 'nope'",
            "1 line of standard input is no task, which no retry changes: correct it and pipe it in again")
        .doesNotContain("retry-failed", "correct the file");
    assertThat(out()).hasContent("0\n2");
  }

  @Test
  void with_stream_a_halted_run_names_one_way_to_go_on() throws IOException {
    Finished run = recorded(of("{\"kernel\":\"nope\"}", odd(2)), "--stream", "--halt=now,fail=1");

    assertThat(run.err())
        .contains(" - (with the same list on standard input)")
        .doesNotContain("pipe it in again");
  }

  @Test
  void with_stream_an_endless_input_runs_until_it_is_halted_and_leaves_nothing_without_a_record() {
    Finished run = run(new Endless(), "--stream", "--no-record", "--halt=soon,fail=1");

    assertThat(run.exitCode()).isEqualTo(ExitCode.TASKS_FAILED);
    assertThat(run.err())
        .contains("no luck with 501", "halted: 1 task has failed, 50", " have an outcome")
        .doesNotContain("fanfare resume");
  }

  @Test
  void a_stream_is_recorded_as_it_is_read_and_can_be_resumed_with_the_whole_list()
      throws IOException {
    String[] lines = {odd(0), odd(1), odd(2), odd(3), odd(4), odd(6), odd(8)};
    Finished halted = recorded(of(lines), "--stream", "-j1", "--halt=now,fail=1");
    assertThat(halted.err())
        .contains(
            "halted: 1 task has failed, 2 have an outcome",
            " - (with the same list on standard input)");

    System.setIn(of(lines));
    Finished rest = Finished.here(
        "resume", "last", "-", "--store=" + store(), "--values", "--out=" + out(), "-j1");

    assertThat(rest.exitCode()).as(rest.err()).isEqualTo(ExitCode.TASKS_FAILED);
    assertThat(out()).hasContent("0\n2\n4\n6\n8");
  }

  @Test
  void options_that_need_the_whole_list_or_the_record_are_refused() {
    List<Finished> refused = List.of(
        run(of(), "--stream", "--dry-run"),
        run(of(), "--stream", "--halt=now,fail=10%"),
        run(of(), "--stream", "jobs.jsonl"),
        run(of(), "--stream", "--kernel=sum", "--range=0:3"),
        run(of(), "--stream", "--no-record", "--store=" + store()),
        run(of(), "--stream", "--no-record", "--trace=" + folder.resolve("trace")));

    assertThat(refused).extracting(Finished::exitCode).containsOnly(ExitCode.BAD_INPUT);
    assertThat(refused)
        .extracting(Finished::err)
        .satisfiesExactly(
            err -> assertThat(err).contains("--dry-run needs the whole job list"),
            err -> assertThat(err).contains("--halt with a percentage needs the number of tasks"),
            err ->
                assertThat(err).contains("--stream reads standard input: give no job list, or '-'"),
            err ->
                assertThat(err).contains("--stream reads standard input: give no job list, or '-'"),
            err -> assertThat(err).contains("expected either --store or --no-record"),
            err -> assertThat(err).contains("--trace is written from the record of the run"));
    assertThat(out()).doesNotExist();
  }

  @Test
  void without_stream_an_endless_input_is_refused_before_it_fills_the_disk() {
    Finished run = recorded(new Endless(), "-", "--max-input=1MB");

    assertThat(run.exitCode()).isEqualTo(ExitCode.BAD_INPUT);
    assertThat(run.err())
        .contains(
            "standard input has more than 1 MB, the limit of --max-input; nothing has run",
            "--stream");
    assertThat(store()).doesNotExist();
  }

  @Test
  void without_stream_a_wrong_line_is_told_before_the_rest_is_read() {
    InputStream broken = new InputStream() {
      private final InputStream first = of("y");

      @Override
      public int read() throws IOException {
        int next = first.read();
        if (next < 0) {
          throw new AssertionError("the rest was read");
        }
        return next;
      }

      @Override
      public int read(byte[] bytes, int offset, int length) throws IOException {
        bytes[offset] = (byte) read();
        return 1;
      }
    };

    assertThat(recorded(broken, "-").err()).contains("standard input:1: expected a task in JSON");
  }

  @Test
  void a_lot_of_standard_input_is_told() {
    String line = odd(0) + " ".repeat(10_000_000);

    Finished run = recorded(of(Stream.generate(() -> line).limit(11).toArray(String[]::new)), "-");

    assertThat(run.exitCode()).as(run.err()).isZero();
    assertThat(run.err()).contains("standard input: 100 MB read so far; tasks start at its end");
  }
}
