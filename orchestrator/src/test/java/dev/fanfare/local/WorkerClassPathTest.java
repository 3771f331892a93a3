package dev.fanfare.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

final class WorkerClassPathTest {

  @TempDir
  Path folder;

  @Test
  void an_empty_entry_is_the_current_folder() {
    Path here = Path.of("").toAbsolutePath();

    assertThat(WorkerClassPath.entries("")).isEmpty();
    assertThat(WorkerClassPath.entries(File.pathSeparator + folder))
        .containsExactly(here, folder.toAbsolutePath());
  }

  /** As in a worker that the command line has started: without the AWS SDK. */
  @Test
  @Timeout(60)
  void a_kernel_may_call_a_parallel_of_its_own_where_there_is_no_aws_sdk() throws Exception {
    List<Path> own = Stream.of(
            NestedCall.class.getProtectionDomain().getCodeSource().getLocation())
        .map(url -> Path.of(java.net.URI.create(url.toString())))
        .toList();
    WorkerClassPath classPath = WorkerClassPath.of(own, /* nativeClient= */ true);
    Path output = folder.resolve("output");

    Process worker = new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-cp",
            WorkerClassPath.joined(classPath.all()),
            NestedCall.class.getName(),
            folder.resolve("store").toString())
        .redirectError(folder.resolve("errors").toFile())
        .redirectOutput(output.toFile())
        .start();

    assertThat(worker.waitFor())
        .as(Files.readString(folder.resolve("errors"), StandardCharsets.UTF_8))
        .isZero();
    assertThat(output).hasContent("10\n10\n10\n");
  }
}
