package dev.fanfare.kernel;

import static dev.fanfare.kernel.Delayed.delayed;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class KernelsTest {

  private static final String HERE = "dev.fanfare.kernel.TestKernels";

  @Test
  void a_short_and_a_full_name_find_the_same_kernel() throws Exception {
    KernelMethod kernel = Kernels.byName("wait_loop_exclusive");

    assertThat(kernel.name()).isEqualTo("dev.fanfare.kernel.SeedKernels::waitLoopExclusive");
    assertThat(kernel.shortName()).isEqualTo("wait_loop_exclusive");
    assertThat(kernel.threadSafe()).isFalse();
    assertThat(kernel).hasToString("wait_loop_exclusive(int n) -> double");
    assertThat(Kernels.byName(kernel.name())).hasToString(kernel.toString());
    assertThat(kernel.invoke(9)).isEqualTo(9.0);
  }

  @Test
  void a_kernel_without_a_short_name_has_its_full_name() {
    assertThat(Kernels.byName(HERE + "::describe").shortName()).isEqualTo(HERE + "::describe");
  }

  @Test
  void what_a_kernel_throws_is_thrown_as_it_is() {
    assertThatThrownBy(() -> Kernels.byName(HERE + "::fails").invoke("no disk"))
        .isExactlyInstanceOf(IOException.class)
        .hasMessage("no disk");
  }

  @Test
  void the_listed_kernels_are_those_of_every_index_on_the_class_path() {
    assertThat(Kernels.listed())
        .extracting(KernelMethod::shortName)
        .contains("sum", "mandelbrot_row", "add", "alone")
        .doesNotContain("");
  }

  @ParameterizedTest
  @CsvSource({
    "sun, sum",
    "waitloop, wait_loop",
    "Identity, identity",
  })
  void an_unknown_name_is_answered_with_the_nearest(String unknown, String nearest) {
    assertThatExceptionOfType(UnknownKernelException.class)
        .isThrownBy(() -> Kernels.byName(unknown))
        .withMessage("unknown kernel '" + unknown + "', did you mean '" + nearest + "'?")
        .satisfies(e -> assertThat(e.kernel()).isEqualTo(unknown))
        .satisfies(e -> assertThat(e.nearest()).hasValue(nearest));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "waitLoopExclusive         | : that is the name of its method, did you mean 'wait_loop_exclusive'?",
        "describe                  | : that is the name of its method, did you mean '#TestKernels::describe'?",
        "#TestKernels::alon        | : its class has no method of that name, did you mean '#TestKernels::alone'?",
        "#TestKernels::twice       | : its class has no method of that name, did you mean '#TestKernels::first'?",
        "#Nearest::sum             | : its class has no method of that name, did you mean '#SeedKernels::sum'?",
        "#TestKernels::unmarked    | : the method is not marked @Kernel",
        "#TestKernels::hidden      | : a @Kernel method must be public and static, in a public class",
        "#TestKernels$Inner::inside | : a @Kernel method must be public and static, in a public class",
        "com.acme.Risk::price      | : class com.acme.Risk is not on the class path; name its jar in FANFARE_CLASSPATH",
        "SeedKernels::findIds      | : class SeedKernels is not on the class path; name its jar in FANFARE_CLASSPATH, did you mean '#SeedKernels::findIds'?",
      })
  void an_unknown_name_is_told_what_is_wrong_with_it(String name, String expected) {
    String unknown = name.replace("#", "dev.fanfare.kernel.");
    assertThatExceptionOfType(UnknownKernelException.class)
        .isThrownBy(() -> Kernels.byName(unknown))
        .withMessage(
            "unknown kernel '" + unknown + "'" + expected.replace("#", "dev.fanfare.kernel."));
  }

  @Test
  void a_class_that_cannot_be_loaded_is_told_with_the_reason() throws Exception {
    Thread thread = Thread.currentThread();
    ClassLoader before = thread.getContextClassLoader();
    try (URLClassLoader half = new URLClassLoader(new URL[0], before) {
      @Override
      protected Class<?> findClass(String name) {
        throw new NoClassDefFoundError("com/acme/Missing");
      }
    }) {
      thread.setContextClassLoader(half);
      assertThatThrownBy(() -> Kernels.byName("com.acme.Half::price"))
          .hasMessageStartingWith("unknown kernel 'com.acme.Half::price': its class cannot be")
          .hasMessageEndingWith("NoClassDefFoundError: com/acme/Missing");
    } finally {
      thread.setContextClassLoader(before);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        HERE + "::unmarked",
        HERE + "::hidden",
        HERE + "::bound",
        HERE + "$Inner::inside",
        HERE + "::no_such_method",
        "no.such.Class::method",
        "java.lang.System::exit",
        "java.lang.Runtime::getRuntime",
        "::",
        "",
        "[I::x",
        "a/b::c",
        "\0::\0",
      })
  void what_is_no_kernel_is_never_found(String name) {
    assertThatThrownBy(() -> Kernels.byName(name)).isInstanceOf(UnknownKernelException.class);
  }

  @Test
  void a_name_that_is_too_long_is_not_compared_and_is_cut() {
    assertThatExceptionOfType(UnknownKernelException.class)
        .isThrownBy(() -> Kernels.byName("s".repeat(100_000_000)))
        .withMessageStartingWith("unknown kernel '" + "s".repeat(50) + "...';");
  }

  @Test
  void a_lookup_does_not_initialise_the_class() throws Exception {
    System.clearProperty("fanfare.test.loud");
    assertThatThrownBy(() -> Kernels.byName(HERE + "$Loud::notAKernel"))
        .isInstanceOf(UnknownKernelException.class);
    KernelMethod loud = Kernels.byName(HERE + "$Loud::loud");
    assertThat(System.getProperty("fanfare.test.loud")).isNull();

    assertThat(loud.invoke()).isEqualTo("initialised");
  }

  @Test
  void overloads_are_refused() {
    assertThatExceptionOfType(FanfareException.class)
        .isThrownBy(() -> Kernels.byName(HERE + "::overloaded"))
        .withMessage(
            "kernel '" + HERE + "::overloaded' is overloaded; the name of a kernel must be unique");
  }

  @Test
  void a_kernel_knows_its_version_and_the_parameters_that_it_ignores() {
    KernelMethod versioned = Kernels.byName(HERE + "::versioned");

    assertThat(versioned.version()).isEqualTo("2");
    assertThat(versioned.method().getName()).isEqualTo("versioned");
    assertThat(IntStream.range(0, 3).filter(versioned::isIgnored)).containsExactly(1, 2);
    assertThat(Kernels.byName("add").version()).isEmpty();
    assertThat(Kernels.byName("add").isIgnored(0)).isFalse();
  }

  @Test
  void a_kernel_that_ignores_what_is_no_parameter_is_refused_and_hides_no_other() {
    for (int i = 0; i < 2; i++) {
      assertThatExceptionOfType(FanfareException.class)
          .isThrownBy(() -> Kernels.byName(HERE + "::ignoresNothing"))
          .withMessage("kernel " + HERE + "::ignoresNothing ignores 'verbos', which is none of its"
              + " parameters (n, verbose), did you mean 'verbose'?");
    }
    assertThatExceptionOfType(NotAKernelException.class)
        .isThrownBy(() -> delayed(TestKernels::ignoresNothing, 1, true).kernel())
        .withMessageContaining("ignores 'verbos'");
    assertThat(Kernels.byName("add").name()).isEqualTo(HERE + "::add");
  }

  @Test
  void a_short_name_that_two_kernels_have_is_refused() {
    assertThatExceptionOfType(FanfareException.class)
        .isThrownBy(() -> Kernels.byName("twice"))
        .withMessageContaining(HERE + "::first")
        .withMessageContaining(HERE + "::second");
  }

  @ParameterizedTest
  @CsvSource({"'', '', 0", "sum, '', 3", "'', sum, 3", "kitten, sitting, 3", "sum, sum, 0"})
  void the_edit_distance_counts_single_characters(String a, String b, int distance) {
    assertThat(Nearest.distance(a, b)).isEqualTo(distance);
  }

  @Test
  void an_unknown_name_is_told_the_lines_of_an_index_that_lead_to_no_kernel() {
    assertThatExceptionOfType(UnknownKernelException.class)
        .isThrownBy(() -> Kernels.byName("no_such_valuation"))
        .withMessageContaining("FANFARE_CLASSPATH")
        .withMessageContaining(
            Kernels.INDEX + " lists no.such.Class, which is not on the class path");
  }
}
