package dev.fanfare.parallel;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fanfare.local.ConfiguredCloud;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A program that has only Fanfare's dependency, started by plain {@code java -cp}, gets no notices of libraries: neither SLF4J's nor,
 * from JDK 24 on, the JVM's about {@code sun.misc.Unsafe}.
 */
@Timeout(180)
final class PlainProgramTest {

  /** The build puts it there. */
  private static final Path OLDER_SLF4J = Path.of("target", "older", "slf4j-api-1.7.36.jar");

  @TempDir
  Path folder;

  /** Without the binding that only the command line has. */
  private static Stream<String> classPath() {
    return Pattern.compile(Pattern.quote(File.pathSeparator))
        .splitAsStream(System.getProperty("java.class.path"))
        .filter(entry -> !entry.contains("slf4j-nop"));
  }

  /** Runs the program, and returns what it writes to standard error. */
  private String run(
      List<String> options, String function, Stream<String> more, String... arguments)
      throws IOException, InterruptedException {
    List<String> line = new ArrayList<>();
    line.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    line.addAll(options);
    line.addAll(List.of(
        "-cp",
        Stream.concat(more, classPath()).collect(Collectors.joining(File.pathSeparator)),
        PlainProgram.class.getName()));
    line.addAll(List.of(arguments));
    Path out = folder.resolve("out");
    Path err = folder.resolve("err");
    ProcessBuilder builder =
        new ProcessBuilder(line).redirectOutput(out.toFile()).redirectError(err.toFile());
    builder.environment().put("FANFARE_FUNCTION", function);
    Process program = builder.start();
    assertThat(program.waitFor(120, TimeUnit.SECONDS)).isTrue();
    assertThat(out).as(Files.readString(err)).content().isEqualToIgnoringNewLines("780");
    return Files.readString(err);
  }

  private String run(String... arguments) throws IOException, InterruptedException {
    return run(List.of(), "none", Stream.of(), arguments);
  }

  @ParameterizedTest
  @ValueSource(strings = {"sequential", "threads", "processes"})
  void a_run_on_this_machine_prints_nothing(String backend) throws Exception {
    assertThat(run(backend)).isEmpty();
    assertThat(run(backend, folder.resolve("store").toString())).isEmpty();
  }

  @Test
  void a_run_with_slf4j_1_prints_nothing() throws Exception {
    assertThat(OLDER_SLF4J).exists();

    assertThat(run(List.of(), "none", Stream.of(OLDER_SLF4J.toString()), "processes"))
        .isEmpty();
  }

  /** SLF4J 1 does not use it, and says so. */
  @Test
  void a_program_whose_binding_does_not_fit_its_slf4j_is_told() throws Exception {
    Path services = Files.createDirectories(folder.resolve("own/META-INF/services"));
    Files.writeString(
        services.resolve("org.slf4j.spi.SLF4JServiceProvider"), PlainProvider.class.getName());
    Stream<String> both =
        Stream.of(OLDER_SLF4J.toString(), folder.resolve("own").toString());

    assertThat(run(List.of(), "none", both, "processes")).contains("StaticLoggerBinder");
  }

  @Test
  void a_run_on_lambda_prints_nothing() throws Exception {
    try (ConfiguredCloud cloud = ConfiguredCloud.start(folder)) {
      List<String> properties = Stream.of(
              "aws.region",
              "aws.accessKeyId",
              "aws.secretAccessKey",
              "aws.endpointUrlS3",
              "aws.endpointUrlLambda")
          .map(name -> "-D" + name + "=" + System.getProperty(name))
          .toList();

      assertThat(run(properties, cloud.functionName(), Stream.of(), "lambda", "s3://fanfare"))
          .isEmpty();
    }
  }

  @Test
  void a_program_with_a_binding_of_slf4j_keeps_it() throws Exception {
    Path services = Files.createDirectories(folder.resolve("own/META-INF/services"));
    Files.writeString(
        services.resolve("org.slf4j.spi.SLF4JServiceProvider"), PlainProvider.class.getName());

    String told = run(List.of(), "none", Stream.of(folder.resolve("own").toString()), "processes");

    assertThat(told).contains("logger software.amazon.awssdk").doesNotContain("SLF4J");
  }
}
