package dev.fanfare.parallel;

import static dev.fanfare.kernel.Delayed.delayed;
import static org.assertj.core.api.Assertions.assertThat;

import dev.fanfare.dump.Dump;
import dev.fanfare.dump.Load;
import dev.fanfare.kernel.Delayed;
import dev.fanfare.kernel.FanfareException;
import dev.fanfare.kernel.SeedKernels;
import dev.fanfare.memo.Memo;
import dev.fanfare.store.StoreLocation;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The Java API with no more libraries than a user of some of it has. */
@Timeout(120)
final class LibrariesTest {

  /** The libraries of {@code fanfare-threads}. */
  private static final String THREADS = "gson|aws-lambda-java-core|jspecify|asm|uplot";

  /** What {@code fanfare-orchestrator} leaves out: the command line and all of S3. */
  private static final String LEFT_OUT =
      "picocli|progressbar|jline|s3proxy|jetty|jackson-(core|databind)|guava|woodstox|opentelemetry";

  @TempDir
  Path folder;

  @Test
  void threads_with_a_store_a_memo_and_dumps_need_no_aws_sdk() throws Exception {
    assertThat(run("local", folder.toString(), "(" + THREADS + ")-.*"))
        .containsExactly("780 780 780");
  }

  @Test
  void a_backend_or_store_whose_library_is_missing_names_the_dependency() throws Exception {
    String add =
        " which is not on the class path: depend on dev.fanfare:fanfare-orchestrator instead of dev.fanfare:fanfare-threads";
    assertThat(run("missing", folder.toString(), "(" + THREADS + ")-.*"))
        .containsExactly(
            "the backend processes needs the AWS SDK," + add,
            "the backend lambda needs the AWS SDK," + add,
            "a store in S3 needs the AWS SDK," + add);
  }

  @Test
  void processes_need_neither_the_command_line_nor_all_of_s3() throws Exception {
    assertThat(run("processes", folder.toString(), "(?!" + LEFT_OUT + ").*"))
        .containsExactly("780");
  }

  private List<String> run(String what, String argument, String jars) throws Exception {
    Path err = folder.resolve("err");
    Process java = new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-cp",
            classPath(jars),
            User.class.getName(),
            what,
            argument)
        .redirectError(err.toFile())
        .start();
    try (BufferedReader out = java.inputReader()) {
      List<String> lines = out.lines().toList();
      assertThat(java.waitFor(1, TimeUnit.MINUTES)).isTrue();
      assertThat(java.exitValue()).as(Files.readString(err)).isZero();
      return lines;
    } finally {
      java.destroyForcibly();
    }
  }

  /** Of this JVM's class path: Fanfare's own, and the jars with such names. */
  private static String classPath(String jars) {
    return Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
        .filter(entry -> own(entry) || new File(entry).getName().matches(jars))
        .collect(Collectors.joining(File.pathSeparator));
  }

  private static boolean own(String entry) {
    return !entry.endsWith(".jar") || new File(entry).getName().startsWith("fanfare-");
  }

  /** The program of such a user. */
  static final class User {

    private User() {}

    public static void main(String... arguments) throws IOException {
      Path folder = Path.of(arguments[1]);
      switch (arguments[0]) {
        case "local" -> System.out.println(local(folder));
        case "processes" -> System.out.println(sum(Parallel.builder().nJobs(2)));
        default -> missing();
      }
    }

    private static String local(Path folder) {
      long stored = sum(Parallel.builder()
          .backend("threads")
          .nJobs(2)
          .store(folder.resolve("runs").toString()));
      long remembered =
          sum(Parallel.builder().backend("sequential").memo(Memo.at(folder.resolve("memo"))));
      Path dump = folder.resolve("sum");
      Dump.to(dump, stored);
      return stored + " " + remembered + " " + Load.from(dump, Long.class);
    }

    private static void missing() {
      told(() -> sum(Parallel.builder().nJobs(2)));
      told(() -> Parallel.builder().backend("lambda").build());
      told(() -> StoreLocation.parse("s3://bucket/runs"));
    }

    private static void told(Runnable action) {
      try {
        action.run();
        System.out.println("nothing is missing");
      } catch (FanfareException e) {
        System.out.println(e.getMessage());
      }
    }

    private static long sum(ParallelBuilder builder) {
      try (Parallel parallel = builder.build()) {
        return parallel.call(LongStream.range(0, 50).mapToObj(User::task)).get(40);
      }
    }

    private static Delayed<Long> task(long n) {
      return delayed(SeedKernels::sum, n);
    }
  }
}
