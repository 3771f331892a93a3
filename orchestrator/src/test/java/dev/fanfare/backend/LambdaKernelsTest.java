package dev.fanfare.backend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.fanfare.BackendUnavailableException;
import dev.fanfare.kernel.Delayed;
import dev.fanfare.kernel.Kernels;
import dev.fanfare.kernel.SeedKernels;
import dev.fanfare.local.ConfiguredCloud;
import dev.fanfare.parallel.Parallel;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A function in the embedded cloud, and an orchestrator whose kernels were edited since it was deployed. */
@Timeout(120)
final class LambdaKernelsTest {

  @TempDir
  static Path folder;

  private static ConfiguredCloud cloud;
  private static ClassLoader before;
  private static URLClassLoader edited;

  /** Finds the edited classes first, and those that the function does not have. */
  private static final class EditedFirst extends URLClassLoader {

    EditedFirst(Path classes, ClassLoader parent) throws IOException {
      super(new URL[] {classes.toUri().toURL()}, parent);
    }

    @Override
    protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
      synchronized (getClassLoadingLock(name)) {
        Class<?> known = findLoadedClass(name);
        boolean own = findResource(name.replace('.', '/') + ".class") != null;
        return known != null ? known : own ? findClass(name) : super.loadClass(name, resolve);
      }
    }

    @Override
    public URL getResource(String name) {
      URL own = findResource(name);
      return own == null ? super.getResource(name) : own;
    }
  }

  @BeforeAll
  static void start() throws IOException {
    Path classes = Files.createDirectories(folder.resolve("classes"));
    compile(classes, "EditedKernels", """
        @Kernel public static int edited(int n) { return n + 2; }
        @Kernel(version = "1") public static int versioned(int n) { return n + 2; }
        """);
    compile(classes, "NewKernels", "@Kernel public static int added(int n) { return n; }");
    before = Thread.currentThread().getContextClassLoader();
    edited = new EditedFirst(classes, before);
    Thread.currentThread().setContextClassLoader(edited);
    cloud = ConfiguredCloud.start(folder);
  }

  private static void compile(Path classes, String name, String body) throws IOException {
    Path source = Files.writeString(
        folder.resolve(name + ".java"),
        "package dev.fanfare.backend; import dev.fanfare.kernel.Kernel; public final class " + name
            + " {" + body + "}");
    int errors = ToolProvider.getSystemJavaCompiler()
        .run(
            null,
            null,
            null,
            "-proc:none",
            "-parameters",
            "-d",
            classes.toString(),
            "-cp",
            System.getProperty("java.class.path"),
            source.toString());
    assertThat(errors).isZero();
  }

  @AfterAll
  static void stop() throws IOException {
    cloud.close();
    Thread.currentThread().setContextClassLoader(before);
    edited.close();
  }

  @Test
  void a_run_whose_kernel_was_edited_since_is_refused_before_it_starts() {
    assertRefused(
        EditedKernels.class.getName() + "::edited",
        "function " + cloud.functionName()
            + " has another kernel dev.fanfare.backend.EditedKernels::edited",
        "build both with the same JDK from the same source, and deploy again");
  }

  @Test
  void a_run_whose_kernel_the_function_lacks_is_refused_before_it_starts() {
    assertRefused(
        "dev.fanfare.backend.NewKernels::added",
        "function " + cloud.functionName() + " has no kernel dev.fanfare.backend.NewKernels::added",
        "no task of it has run");
  }

  @Test
  void the_same_version_stands_for_the_same_code() {
    assertThat(run(EditedKernels.class.getName() + "::versioned")).containsExactly(1, 2, 3);
  }

  @Test
  void the_same_kernel_runs() {
    assertThat(run(SeedKernels.class.getName() + "::identity")).containsExactly(0, 1, 2);
  }

  private static void assertRefused(String kernel, String... parts) {
    assertThatExceptionOfType(BackendUnavailableException.class)
        .isThrownBy(() -> run(kernel))
        .satisfies(e -> assertThat(e.getMessage()).contains(parts));
  }

  private static List<Object> run(String kernel) {
    try (Parallel parallel = Parallel.builder()
        .backend("lambda", () -> new LambdaBackend(LambdaTarget.of(cloud.functionName())))
        .nJobs(2)
        .build()) {
      return parallel.call(IntStream.range(0, 3)
          .<Delayed<Object>>mapToObj(n -> Delayed.of(Kernels.byName(kernel), n))
          .toList());
    }
  }
}
