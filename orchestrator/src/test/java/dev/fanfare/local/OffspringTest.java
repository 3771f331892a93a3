package dev.fanfare.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What becomes of processes that a handler has started. */
@Timeout(60)
@EnabledOnOs(value = OS.LINUX, disabledReason = "they are found in /proc")
final class OffspringTest {

  @TempDir
  Path folder;

  private static FunctionConfig function() {
    return FunctionConfig.of(TestHandlers.Obedient.class.getName(), 1).withMemoryMb(128);
  }

  /** A process that init has not buried yet is as good as gone. */
  private static void awaitEnd(String pid) throws IOException {
    Path status = Path.of("/proc", pid, "cmdline");
    while (Files.exists(status) && !read(status).isEmpty()) {
      assertThat(Thread.currentThread().isInterrupted()).as(pid + " lives").isFalse();
      LockSupport.parkNanos(1_000_000);
    }
  }

  private static String read(Path status) {
    try {
      return Files.readString(status);
    } catch (IOException e) {
      return "";
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"fork", "fork and forget", "fork a daemon"})
  void ends_when_the_cloud_is_closed(String order) throws IOException {
    String pid;
    try (Caller caller = new Caller(function(), folder)) {
      pid = caller.order(order);
    }

    awaitEnd(pid);
  }

  @ParameterizedTest
  @ValueSource(strings = {"fork", "fork and forget", "fork a daemon"})
  void ends_when_the_worker_exits(String order) throws IOException {
    try (Caller caller = new Caller(function(), folder)) {
      String pid = caller.order(order);
      caller.invoke("\"exit\"");

      awaitEnd(pid);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"fork", "fork and forget", "fork a daemon"})
  void ends_when_the_worker_is_killed(String order) throws IOException {
    try (Caller caller = new Caller(function(), folder)) {
      String worker = caller.order("pid");
      String pid = caller.order(order);
      ProcessHandle.of(Long.parseLong(worker)).orElseThrow().destroyForcibly();

      awaitEnd(pid);
    }
  }

  @Test
  void lives_as_long_as_the_worker_does_and_is_not_mistaken_for_anothers() throws IOException {
    Process unrelated = new ProcessBuilder("sleep", "1000").start();
    try (Caller caller = new Caller(function(), folder)) {
      String pid = caller.order("fork and forget");
      try (Caller other = new Caller(function(), folder.resolve("other"))) {
        other.invoke("\"exit\"");
        other.order("pid");
      }

      assertThat(ProcessHandle.of(Long.parseLong(pid)))
          .hasValueSatisfying(process -> assertThat(process.isAlive()).isTrue());
      assertThat(unrelated.isAlive()).isTrue();
    } finally {
      unrelated.destroyForcibly();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"fork", "fork and forget", "fork a daemon"})
  void ends_when_the_process_that_started_the_workers_is_killed(String order) throws IOException {
    Process parent = new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-cp",
            System.getProperty("java.class.path"),
            Parent.class.getName(),
            folder.toString(),
            order)
        .redirectError(ProcessBuilder.Redirect.INHERIT)
        .start();
    String pid;
    try (BufferedReader out = parent.inputReader(StandardCharsets.UTF_8)) {
      pid = out.readLine();
    } finally {
      parent.destroyForcibly();
    }

    awaitEnd(pid);
  }

  /** A program that waits to be killed; prints the id of a process that its worker has started. */
  static final class Parent {
    public static void main(String[] args) throws IOException {
      try (Caller caller = new Caller(function(), Path.of(args[0]))) {
        System.out.println(caller.order(args[1]));
        System.in.read();
      }
    }
  }
}
