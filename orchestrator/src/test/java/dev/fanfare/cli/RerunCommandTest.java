package dev.fanfare.cli;

import static dev.fanfare.kernel.Delayed.delayed;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.jdi.Bootstrap;
import com.sun.jdi.VirtualMachine;
import com.sun.jdi.connect.AttachingConnector;
import com.sun.jdi.connect.Connector;
import dev.fanfare.parallel.BlockingKernels;
import dev.fanfare.parallel.MannerKernels;
import dev.fanfare.parallel.Parallel;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** One recorded task runs again, alone, in this JVM. */
@Timeout(120)
final class RerunCommandTest extends RecordedRunFixture {

  private static final Pattern WAITING =
      Pattern.compile("waiting for a debugger on 127\\.0\\.0\\.1:(\\d+)");

  private Finished rerun(String... arguments) throws IOException, InterruptedException {
    List<String> line = new ArrayList<>(List.of("rerun", "--store=" + store()));
    line.addAll(List.of(arguments));
    return Finished.inChild(folder, List.of(), line.toArray(String[]::new));
  }

  private Path jobList(String... lines) throws IOException {
    return Files.write(folder.resolve("jobs.jsonl"), List.of(lines));
  }

  @ParameterizedTest
  @ValueSource(strings = {"sequential", "threads", "processes"})
  void a_task_has_the_seed_that_it_had_on_any_backend(String backend)
      throws IOException, InterruptedException {
    String seed = "{\"kernel\":\"" + MannerKernels.class.getName() + "::seed\",\"args\":[]}";
    fanfare("run", jobList(seed, seed, seed).toString(), "--backend=" + backend, "--out=" + out());
    String recorded = Files.readAllLines(out()).get(2);

    Finished again = rerun("last", "--task=2");

    assertThat(again.exitCode()).as(again.err()).isZero();
    assertThat(again.err()).contains("same value as recorded", "wall ", "CPU ", "(recorded: ");
    assertThat(again.out()).startsWith(recorded.replaceAll("\"wallSeconds.*", ""));
  }

  @Test
  void only_that_task_runs_and_nothing_is_recorded() throws IOException {
    fanfare("run", jobs(8).toString(), "--backend=sequential");
    String before = fanfare("show", "last").out();
    Files.delete(diary());

    Finished again = fanfare("rerun", "last", "--task=5");

    assertThat(noted()).containsExactly("5");
    assertThat(again.err())
        .startsWith("task 5 of run " + id() + ", " + TestKernels.fullName("note") + "(5, ");
    assertThat(fanfare("show", "last").out()).isEqualTo(before);
  }

  @Test
  void an_error_is_printed_with_its_stack_and_is_the_one_recorded() throws IOException {
    fanfare("run", jobs(8).toString(), "--backend=sequential");

    Finished again = fanfare("rerun", "last", "--task=5");

    assertThat(again.exitCode()).isEqualTo(ExitCode.TASKS_FAILED);
    assertThat(again.out()).isEmpty();
    assertThat(again.err())
        .contains("task 5 failed: java.lang.IllegalStateException: not 5")
        .contains("\tat " + TestKernels.class.getName() + ".note(", "same error as recorded");
  }

  @Test
  void a_task_that_failed_and_now_returns_tells_the_recorded_error()
      throws IOException, InterruptedException {
    fanfare("run", jobs(8).toString(), "--backend=sequential");
    allowAll();

    Finished again = rerun("last", "--task=5", "--values");

    assertThat(again.exitCode()).as(again.err()).isZero();
    assertThat(again.out()).isEqualTo("5" + System.lineSeparator());
    assertThat(again.err())
        .contains("recorded: failed with java.lang.IllegalStateException: not 5");
  }

  @Test
  void a_task_that_returned_and_now_fails_tells_the_recorded_value() throws IOException {
    allowAll();
    fanfare("run", jobs(8).toString(), "--backend=sequential");
    Files.delete(folder.resolve("allowed"));

    Finished again = fanfare("rerun", "last", "--task=5");

    assertThat(again.exitCode()).isEqualTo(ExitCode.TASKS_FAILED);
    assertThat(again.err()).contains("recorded: the value 5");
  }

  @Test
  void another_value_is_told_with_the_recorded_one() throws IOException, InterruptedException {
    Path counted = Files.writeString(folder.resolve("counted"), "one\n");
    fanfare(
        "run",
        jobList(TestKernels.line("lines", "\"" + counted + "\"")).toString(),
        "--backend=sequential");
    Files.writeString(counted, "one\ntwo\n");

    Finished again = rerun("last", "--task=0", "--values");

    assertThat(again.exitCode()).isZero();
    assertThat(again.out()).isEqualTo("2" + System.lineSeparator());
    assertThat(again.err()).contains("recorded: another value, 1");
  }

  @Test
  void what_a_task_prints_stays_out_of_its_value() throws IOException, InterruptedException {
    fanfare(
        "run",
        "--kernel=" + TestKernels.fullName("print"),
        "--range=0:4",
        "--backend=processes",
        "--n-jobs=1");

    Finished again = rerun("last", "--task=3", "--values");

    assertThat(again.out()).isEqualTo("3" + System.lineSeparator());
    assertThat(again.err()).contains("printed 3", "same value as recorded");
  }

  @Test
  void the_initializer_of_the_run_runs_first() throws IOException, InterruptedException {
    try (Parallel parallel = Parallel.builder()
        .backend("sequential")
        .store(store())
        .initializer(delayed(TestKernels::greet, "good morning"))
        .build()) {
      parallel.call(List.of(delayed(TestKernels::greeted, "Ada")));
    }

    Finished again = rerun("last", "--task=0", "--values");

    assertThat(again.out()).as(again.err()).isEqualTo("good morning Ada" + System.lineSeparator());
    assertThat(again.err()).contains("same value as recorded");
  }

  @Test
  void the_time_limit_of_the_run_does_not_apply() throws IOException, InterruptedException {
    Path open = folder.resolve("open");
    try (Parallel parallel = Parallel.builder()
        .backend("threads")
        .store(store())
        .timeout(Duration.ofMillis(50))
        .build()) {
      parallel.run(List.of(delayed(BlockingKernels::after, open.toString(), 4)));
    }
    Files.createFile(open);

    Finished again = rerun("last", "--task=0", "--values");

    assertThat(again.out()).as(again.err()).isEqualTo("4" + System.lineSeparator());
    assertThat(again.err())
        .contains("runs without its time limit of 0.05 s", "TaskTimeoutException");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "last   | 8   | has no task 8; its tasks are 0 to 7",
        "last   | -1  | has no task -1; its tasks are 0 to 7",
        "nobody | 1   | no run nobody in",
        "last   | one | one"
      })
  void a_task_that_does_not_exist_is_refused(String run, String task, String message)
      throws IOException {
    fanfare("run", jobs(8).toString(), "--backend=sequential");

    fanfare("rerun", run, "--task=" + task).assertRefused(message);
    fanfare("rerun", run, "--task=" + task, "--debug").assertRefused(message);
  }

  @Test
  void a_run_that_never_got_to_the_task_says_so() throws IOException {
    fanfare("run", jobs(8).toString(), "--backend=sequential");
    edit("run.json", "\"taskListComplete\":true", "\"taskListComplete\":false");

    fanfare("rerun", "last", "--task=8")
        .assertRefused("its tasks are 0 to 7, as far as its job list was read before it stopped");
  }

  @Test
  void a_task_without_an_outcome_runs_and_nothing_is_compared() throws IOException {
    fanfare("run", jobs(8).toString(), "--backend=sequential");
    forget(5);

    Finished again = fanfare("rerun", "last", "--task=5");

    assertThat(again.exitCode()).isEqualTo(ExitCode.TASKS_FAILED);
    assertThat(again.err()).contains("recorded: nothing", "\nwall ").doesNotContain("(recorded: ");
  }

  @Test
  void a_kernel_that_is_not_on_the_class_path_is_named() throws IOException {
    fanfare("run", jobs(8).toString(), "--backend=sequential");
    edit("tasks/00000000.jsonl", TestKernels.fullName("note"), "com.acme.Risk::price");

    Finished again = fanfare("rerun", "last", "--task=3");

    assertThat(again.exitCode()).isEqualTo(ExitCode.BAD_INPUT);
    assertThat(again.err())
        .contains("task 3 of run ", "com.acme.Risk", "FANFARE_CLASSPATH")
        .doesNotContain("\tat ");
  }

  private void edit(String object, String from, String to) throws IOException {
    Path file = folderOfRun().resolve(object);
    String text = Files.readString(file);
    assertThat(text).contains(from);
    Files.writeString(file, text.replace(from, to));
  }

  @Test
  void a_port_that_is_taken_or_none_is_refused() throws IOException {
    fanfare("run", jobs(8).toString(), "--backend=sequential");
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      fanfare("rerun", "last", "--task=3", "--debug-port=" + taken.getLocalPort())
          .assertRefused("cannot wait for a debugger on port " + taken.getLocalPort());
    }
    fanfare("rerun", "last", "--task=3", "--debug-port=70000")
        .assertRefused("--debug-port must be a port from 0 to 65535", "got: 70000");
  }

  @Test
  void the_run_may_come_after_debug() throws IOException {
    fanfare("run", jobs(8).toString(), "--backend=sequential");

    fanfare("rerun", "--task=8", "--debug", "last").assertRefused("has no task 8");
  }

  @Test
  void with_debug_it_waits_for_a_debugger_and_then_runs() throws Exception {
    fanfare("run", jobs(8).toString(), "--backend=sequential");
    Files.delete(diary());
    try (Child child = waiting()) {
      VirtualMachine attached = attach(port(child));
      assertThat(diary()).doesNotExist();
      attached.resume();

      assertThat(child.out().readLine()).isEqualTo("3");
      attached.dispose();
      assertThat(child.exitCode()).isZero();
      assertThat(child.told()).contains("same value as recorded");
      assertThat(noted()).containsExactly("3");
    }
  }

  @Test
  @DisabledOnOs(value = OS.WINDOWS, disabledReason = "a process cannot be interrupted there")
  void ctrl_c_also_ends_the_process_that_waits_for_a_debugger() throws Exception {
    Child.assumeSignalsAreHeeded();
    fanfare("run", jobs(8).toString(), "--backend=sequential");
    try (Child child = waiting()) {
      attach(port(child));
      assertThat(child.process().descendants()).isNotEmpty();
      child.signal("INT");

      assertThat(child.exitCode()).isEqualTo(ExitCode.INTERRUPTED);
    }
  }

  private Child waiting() throws IOException {
    return Child.start(
        folder, "rerun", "last", "--store=" + store(), "--task=3", "--values", "--debug-port=0");
  }

  private static int port(Child child) throws IOException {
    while (child.process().isAlive()) {
      Matcher told = WAITING.matcher(child.told());
      if (told.find()) {
        return Integer.parseInt(told.group(1));
      }
      Thread.onSpinWait();
    }
    throw new AssertionError(child.told());
  }

  // The port is told before the process listens on it.
  private static VirtualMachine attach(int port) throws Exception {
    AttachingConnector socket = Bootstrap.virtualMachineManager().attachingConnectors().stream()
        .filter(connector -> connector.name().equals("com.sun.jdi.SocketAttach"))
        .findFirst()
        .orElseThrow();
    Map<String, Connector.Argument> arguments = socket.defaultArguments();
    arguments.get("hostname").setValue("127.0.0.1");
    arguments.get("port").setValue(Integer.toString(port));
    while (true) {
      try {
        return socket.attach(arguments);
      } catch (ConnectException e) {
        Thread.yield();
      }
    }
  }
}
