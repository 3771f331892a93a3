package dev.fanfare.cli;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.fanfare.backend.DescribedFunction;
import dev.fanfare.worker.DaemonThreads;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Ctrl-C before a run has begun. */
@Timeout(120)
@DisabledOnOs(value = OS.WINDOWS, disabledReason = "there are no signals there")
final class EarlyInterruptTest {

  @TempDir
  Path folder;

  /** A command that begins, and reads all of its standard input, in a JVM that is ending. */
  private Finished interrupted(String input, String... arguments)
      throws IOException, InterruptedException {
    Child.assumeSignalsAreHeeded();
    Path in = Files.writeString(folder.resolve("in"), input);
    Path out = folder.resolve("out");
    Path err = folder.resolve("err");
    Process child = new ProcessBuilder(Finished.line(EndingMain.class, List.of(), arguments))
        .redirectInput(in.toFile())
        .redirectOutput(out.toFile())
        .redirectError(err.toFile())
        .start();
    try {
      assertThat(child.waitFor(60, TimeUnit.SECONDS)).isTrue();
      return new Finished(child.exitValue(), Files.readString(out), Files.readString(err));
    } finally {
      child.destroyForcibly();
    }
  }

  private String store() {
    return "--store=" + folder.resolve("store");
  }

  private static void assertNothingRan(Finished run) {
    assertThat(run.exitCode()).as(run.err()).isEqualTo(ExitCode.INTERRUPTED);
    assertThat(run.out()).isEmpty();
    assertThat(run.err()).isEqualToIgnoringNewLines("interrupted: nothing has run");
  }

  // The interrupt ends what writes the job list, too.
  @ParameterizedTest
  @ValueSource(strings = {"", "}", ",\"args\":[4]}\n"})
  void while_standard_input_is_read_runs_nothing_and_shows_no_stack_trace(String end)
      throws Exception {
    assertNothingRan(interrupted(
        "{\"kernel\":\"sum\",\"args\":[4]}\n{\"kernel\":\"sum\"" + end,
        "run",
        "-",
        store(),
        "--backend=threads"));
  }

  @Test
  void while_standard_input_does_not_end_says_that_nothing_has_run() throws Exception {
    Child.assumeSignalsAreHeeded();
    try (Child run = Child.start(folder, "run", "-", store(), "--backend=threads")) {
      awaitThatItReads(run);

      run.signal("INT");

      assertThat(run.exitCode()).as(run.told()).isEqualTo(ExitCode.INTERRUPTED);
      assertThat(run.told()).isEqualToIgnoringNewLines("interrupted: nothing has run");
      assertThat(folder.resolve("store")).doesNotExist();
    }
  }

  // More than a pipe holds has been written only if the command reads.
  private static void awaitThatItReads(Child run) throws IOException {
    OutputStream in = run.process().getOutputStream();
    in.write("{\"kernel\":\"sum\",\"args\":[4]}\n".repeat(100_000).getBytes(US_ASCII));
    in.flush();
  }

  @ParameterizedTest
  @ValueSource(strings = {"threads", "sequential", "processes"})
  void lets_no_run_begin(String backend) throws Exception {
    assertNothingRan(
        interrupted("", "run", "--kernel=sum", "--range=0:3", store(), "--backend=" + backend));
    assertThat(folder.resolve("store")).doesNotExist();
  }

  @Test
  void while_a_long_list_is_written_down_gives_no_hint_to_resume_it() throws Exception {
    Child.assumeSignalsAreHeeded();
    Path runs = Files.createDirectories(folder.resolve("store").resolve("runs"));
    try (Child run = Child.start(
        folder, "run", "--kernel=sum", "--range=0:10000000", store(), "--backend=threads")) {
      awaitAJobListIn(runs);

      run.signal("INT");

      assertThat(run.exitCode()).as(run.told()).isEqualTo(ExitCode.INTERRUPTED);
      assertThat(run.told()).isEqualToIgnoringNewLines("interrupted: nothing has run");
    }
  }

  private static void awaitAJobListIn(Path runs) throws IOException {
    boolean there = false;
    while (!there) {
      try (Stream<Path> files = Files.find(runs, 3, (file, is) -> is.isRegularFile())) {
        there = files.anyMatch(file -> file.getParent().endsWith("tasks"));
      }
    }
  }

  @Test
  void while_a_function_is_asked_where_it_reaches_the_store_ends_at_once() throws Exception {
    Child.assumeSignalsAreHeeded();
    CountDownLatch asked = new CountDownLatch(1);
    CountDownLatch over = new CountDownLatch(1);
    HttpServer lambda =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    lambda.setExecutor(Executors.newCachedThreadPool(DaemonThreads.named("test-lambda")));
    lambda.createContext("/", exchange -> {
      if (exchange.getRequestURI().getPath().endsWith("/invocations")) {
        asked.countDown();
        await(over);
      }
      byte[] description = DescribedFunction.describe(60, "").getBytes(US_ASCII);
      exchange.sendResponseHeaders(200, description.length);
      exchange.getResponseBody().write(description);
      exchange.close();
    });
    lambda.start();
    List<String> access = List.of(
        "-Daws.region=us-east-1",
        "-Daws.accessKeyId=test",
        "-Daws.secretAccessKey=test",
        "-Daws.endpointUrl=http://127.0.0.1:" + lambda.getAddress().getPort());
    try (Child run = Child.start(
        folder,
        access,
        "run",
        "--kernel=sum",
        "--range=0:3",
        store(),
        "--function=worker",
        "--n-jobs=2")) {
      assertThat(asked.await(60, TimeUnit.SECONDS)).as(run.told()).isTrue();

      run.signal("INT");

      assertThat(run.exitCode()).as(run.told()).isEqualTo(ExitCode.INTERRUPTED);
      assertThat(run.told()).contains("interrupted: 0 of 3 tasks are done", "fanfare resume");
    } finally {
      over.countDown();
      lambda.stop(0);
    }
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Test
  void while_a_resume_reads_standard_input_claims_nothing() throws Exception {
    Finished.here(
        "run", "--kernel=sum", "--range=0:3", store(), "--backend=sequential", "--values");
    Path sessions;
    try (Stream<Path> files = Files.find(folder, 4, (file, is) -> file.endsWith("sessions"))) {
      sessions = files.findFirst().orElseThrow();
    }

    interrupted("{\"kernel\":\"sum\",\"args\":[0]}\n{\"kernel\":", "resume", "last", "-", store());

    assertThat(sessions.resolve("0001.json")).exists();
    assertThat(sessions.resolve("0002.json")).doesNotExist();
  }
}
