package dev.fanfare.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fanfare.kernel.Kernel;
import java.io.ByteArrayOutputStream;
import java.io.File;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A recorded run is read where its kernel is not on the class path, or has changed. */
@Timeout(180)
final class UnknownKernelsTest extends RecordedRunFixture {

  private static String sim(String name) {
    return "package com.acme; public class " + name + " {"
        + " @dev.fanfare.kernel.Kernel public static Object run(int n, String name) {"
        + " if (n == 1) throw new IllegalStateException(\"no luck\");"
        + " return name; } }";
  }

  /** What reads a run. */
  private static final List<String> READING = List.of(
      "show",
      "show --values",
      "show --out=-",
      "show --failed",
      "show --failed --json",
      "show --task=0",
      "show --task=1 --json",
      "show --json",
      "report --json",
      "report --out=page.html --joblog=log",
      "runs",
      "logs");

  private Path compiled(String source) throws Exception {
    Path classes = Files.createTempDirectory(folder, "classes");
    Path file = Files.writeString(
        Files.createTempDirectory(folder, "source")
            .resolve(source.replaceFirst(".*class (\\w+).*", "$1.java")),
        source);
    ByteArrayOutputStream errors = new ByteArrayOutputStream();
    String ours = Path.of(
            Kernel.class.getProtectionDomain().getCodeSource().getLocation().toURI())
        .toString();
    int failed = ToolProvider.getSystemJavaCompiler()
        .run(
            null,
            null,
            errors,
            "-proc:none",
            "-parameters",
            "-cp",
            ours,
            "-d",
            classes.toString(),
            file.toString());
    assertThat(failed).as(errors.toString()).isZero();
    return classes;
  }

  private Finished with(String source, String command, String... arguments) throws Exception {
    URL[] classes = {compiled(source).toUri().toURL()};
    Thread thread = Thread.currentThread();
    ClassLoader before = thread.getContextClassLoader();
    try (URLClassLoader loader = new URLClassLoader(classes, before)) {
      thread.setContextClassLoader(loader);
      return fanfare(command, arguments);
    } finally {
      thread.setContextClassLoader(before);
    }
  }

  private Finished here(String command) {
    String[] words = command.split(" ");
    String[] arguments = words[0].equals("runs")
        ? new String[0]
        : Stream.concat(Stream.of("last"), Arrays.stream(words).skip(1))
            .map(word -> word.replaceFirst("=(?=page|log)", "=" + folder + "/"))
            .toArray(String[]::new);
    return fanfare(words[0], arguments);
  }

  /** Recorded by another process, because this one remembers the kernels that it has found. */
  private void record(String name) throws Exception {
    Path jobs = Files.write(
        folder.resolve("sim.jsonl"),
        List.of(
            "{\"kernel\":\"com.acme." + name + "::run\",\"args\":[0,\"a\"],\"origin\":\"first\"}",
            "{\"kernel\":\"com.acme." + name + "::run\",\"args\":[1,\"b\"]}"));
    recordInChild(name, jobs.toString());
  }

  private void recordSweep(String name) throws Exception {
    recordInChild(name, "--kernel=com.acme." + name + "::run", "--arg=n=0,1", "--arg=name=a");
  }

  private void recordInChild(String name, String... tasks) throws Exception {
    List<String> line =
        new ArrayList<>(Finished.line(List.of(), "run", "--backend=threads", "--store=" + store()));
    line.addAll(List.of(tasks));
    int classPath = line.indexOf("-cp") + 1;
    line.set(classPath, line.get(classPath) + File.pathSeparator + compiled(sim(name)));
    Process child = new ProcessBuilder(line)
        .redirectError(folder.resolve("err").toFile())
        .redirectOutput(folder.resolve("child").toFile())
        .start();
    try {
      assertThat(child.waitFor(60, TimeUnit.SECONDS)).isTrue();
      assertThat(child.exitValue())
          .as(Files.readString(folder.resolve("err")))
          .isEqualTo(ExitCode.TASKS_FAILED);
    } finally {
      child.destroyForcibly();
    }
  }

  @Test
  void all_that_reads_a_run_works_without_its_kernel() throws Exception {
    record("Sim");
    for (String command : READING) {
      Finished read = here(command);
      assertThat(read.exitCode()).as(command + ": " + read.err()).isZero();
      assertThat(read.err()).as(command).doesNotContain("unknown kernel");
    }
  }

  @Test
  void values_calls_and_origins_are_those_that_were_recorded() throws Exception {
    record("Sim");
    fanfare("show", "last", "--out=" + out());
    assertThat(Files.readAllLines(out()))
        .satisfiesExactly(
            first -> assertThat(first)
                .startsWith("{\"index\":0,\"origin\":\"first\",")
                .contains("\"value\":\"a\""),
            second -> assertThat(second)
                .contains("\"task\":\"com.acme.Sim::run(1, \\\"b\\\")\"", "no luck"));

    fanfare("show", "last", "--values", "--out=" + out());
    assertThat(out()).hasContent("a");

    assertThat(fanfare("show", "last", "--failed").out())
        .contains("task 1 failed, com.acme.Sim::run(1, \"b\"): java.lang.IllegalStateException");
    assertThat(fanfare("show", "last", "--task=0").out())
        .contains(
            "com.acme.Sim::run, which cannot be called here: unknown kernel", "\"a\"", "first");
  }

  @Test
  void a_kernel_that_has_another_parameter_or_result_does_not_hinder_it() throws Exception {
    record("Wider");
    String wider = sim("Wider").replace("int n,", "int n, int more,");
    assertThat(with(wider, "show", "last", "--task=0").out())
        .containsPattern("takes\\s+3 arguments, got: 2")
        .contains("\"a\"");
    with(wider, "show", "last", "--values", "--out=" + out());
    assertThat(out()).hasContent("a");

    record("Counting");
    String counting = sim("Counting")
        .replace("static Object run", "static int run")
        .replace("return name", "return n");
    with(counting, "show", "last", "--values", "--out=" + out());
    assertThat(out()).hasContent("a");
  }

  @Test
  void the_arguments_of_a_sweep_keep_their_names() throws Exception {
    recordSweep("Swept");

    fanfare("show", "last", "--out=" + out());

    assertThat(out())
        .content()
        .startsWith(
            "{\"index\":0,\"origin\":\"n=0,name=a\",\"kwargs\":{\"n\":0,\"name\":\"a\"},\"value\":\"a\",");
    assertThat(fanfare("show", "last", "--task=0").out()).contains("n = 0", "name = \"a\"");
  }

  @Test
  void what_runs_tasks_needs_the_kernel() throws Exception {
    record("Sim");
    for (String command : List.of("rerun --task=0", "retry-failed")) {
      Finished run = here(command);
      assertThat(run.exitCode()).as(command).isNotZero();
      assertThat(run.err()).contains("unknown kernel");
    }
  }
}
