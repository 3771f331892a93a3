package dev.fanfare.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class KernelsTest {

  private static final String HERE = "dev.fanfare.kernel.TestKernels";

  @Test
  void aShortAndAFullNameFindTheSameKernel() throws Exception {
    KernelMethod kernel = Kernels.byName("wait_loop_exclusive");

    assertThat(kernel.name()).isEqualTo("dev.fanfare.kernel.SeedKernels::waitLoopExclusive");
    assertThat(kernel.shortName()).isEqualTo("wait_loop_exclusive");
    assertThat(kernel.threadSafe()).isFalse();
    assertThat(kernel).hasToString("wait_loop_exclusive(int n) -> double");
    assertThat(Kernels.byName(kernel.name())).hasToString(kernel.toString());
    assertThat(kernel.invoke(9)).isEqualTo(9.0);
  }

  @Test
  void aKernelWithoutAShortNameHasItsFullName() {
    assertThat(Kernels.byName(HERE + "::describe").shortName()).isEqualTo(HERE + "::describe");
  }

  @Test
  void whatAKernelThrowsIsThrownAsItIs() {
    assertThatThrownBy(() -> Kernels.byName(HERE + "::fails").invoke("no disk"))
        .isExactlyInstanceOf(IOException.class)
        .hasMessage("no disk");
  }

  @Test
  void theListedKernelsAreThoseOfEveryIndexOnTheClassPath() {
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
    "dev.fanfare.kernel.SeedKernels::summ, dev.fanfare.kernel.SeedKernels::sum",
    "SeedKernels::findIds, dev.fanfare.kernel.SeedKernels::findIds",
  })
  void anUnknownNameIsAnsweredWithTheNearest(String unknown, String nearest) {
    assertThatExceptionOfType(UnknownKernelException.class)
        .isThrownBy(() -> Kernels.byName(unknown))
        .withMessage("unknown kernel '" + unknown + "', did you mean '" + nearest + "'?")
        .satisfies(e -> assertThat(e.kernel()).isEqualTo(unknown))
        .satisfies(e -> assertThat(e.nearest()).hasValue(nearest));
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
  void whatIsNoKernelIsNeverFound(String name) {
    assertThatThrownBy(() -> Kernels.byName(name)).isInstanceOf(UnknownKernelException.class);
  }

  @Test
  void aNameThatIsTooLongIsNotComparedAndIsCut() {
    assertThatExceptionOfType(UnknownKernelException.class)
        .isThrownBy(() -> Kernels.byName("s".repeat(100_000_000)))
        .withMessageStartingWith("unknown kernel '" + "s".repeat(50) + "...';");
  }

  @Test
  void aLookupDoesNotInitialiseTheClass() throws Exception {
    System.clearProperty("fanfare.test.loud");
    assertThatThrownBy(() -> Kernels.byName(HERE + "$Loud::notAKernel"))
        .isInstanceOf(UnknownKernelException.class);
    KernelMethod loud = Kernels.byName(HERE + "$Loud::loud");
    assertThat(System.getProperty("fanfare.test.loud")).isNull();

    assertThat(loud.invoke()).isEqualTo("initialised");
  }

  @Test
  void overloadsAreRefused() {
    assertThatExceptionOfType(FanfareException.class)
        .isThrownBy(() -> Kernels.byName(HERE + "::overloaded"))
        .withMessage(
            "kernel '" + HERE + "::overloaded' is overloaded; the name of a kernel must be unique");
  }

  @Test
  void aShortNameThatTwoKernelsHaveIsRefused() {
    assertThatExceptionOfType(FanfareException.class)
        .isThrownBy(() -> Kernels.byName("twice"))
        .withMessageContaining(HERE + "::first")
        .withMessageContaining(HERE + "::second");
  }

  @ParameterizedTest
  @CsvSource({"'', '', 0", "sum, '', 3", "'', sum, 3", "kitten, sitting, 3", "sum, sum, 0"})
  void theEditDistanceCountsSingleCharacters(String a, String b, int distance) {
    assertThat(Nearest.distance(a, b)).isEqualTo(distance);
  }

  @Test
  void anUnknownNameIsToldTheLinesOfAnIndexThatLeadToNoKernel() {
    assertThatExceptionOfType(UnknownKernelException.class)
        .isThrownBy(() -> Kernels.byName("com.acme.Risk::price"))
        .withMessageContaining(
            Kernels.INDEX + " lists no.such.Class, which is not on the class path");
  }
}
