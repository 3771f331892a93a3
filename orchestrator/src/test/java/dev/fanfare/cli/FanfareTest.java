package dev.fanfare.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the command line tells of itself. */
final class FanfareTest {

  @ParameterizedTest
  @ValueSource(strings = {"--help", "run --help", "compare --help", "resume --help", "help run"})
  void exitCodesAreDocumented(String command) {
    Finished help = Finished.here(command.split(" "));

    assertThat(help.exitCode()).isZero();
    assertThat(help.out())
        .contains("  0     every task returned")
        .contains("  1     tasks failed")
        .contains("  2     the input is wrong")
        .contains("  3     the run could not go on")
        .contains("  130   interrupted");
  }

  @ParameterizedTest
  @ValueSource(strings = {"--version", "run --version", "kernels -V"})
  void theVersionIsToldByEveryCommand(String command) {
    assertThat(Finished.here(command.split(" ")).out()).startsWith("fanfare ");
  }

  @Test
  void withoutACommandTheCommandsAreTold() {
    Finished bare = Finished.here();

    assertThat(bare.exitCode()).isEqualTo(Fanfare.BAD_INPUT);
    assertThat(bare.out()).isEmpty();
    assertThat(bare.err()).startsWith("Usage: fanfare").contains("run ", "compare ", "kernels ");
  }

  @Test
  void aMisspeltCommandIsToldWithTheNearest() {
    Finished.here("rum").assertRefused("'rum'", "Did you mean: fanfare run or ");
  }

  @Test
  void aMisspeltOptionIsToldWithTheNearest() {
    Finished.here("run", "--bakend", "threads")
        .assertRefused("Unknown option", "--bakend", "--backend", "Try 'fanfare run --help'.");
  }

  @Test
  void kernelsAreListedWithParametersResultAndThreadSafety() {
    Finished kernels = Finished.here("kernels");

    assertThat(kernels.exitCode()).isZero();
    assertThat(kernels.out().lines())
        .isSorted()
        .anyMatch(line -> line.matches("sum\\(long n\\) -> long +thread-safe"))
        .anyMatch(
            line -> line.matches(
                "wait_loop_exclusive\\(int n\\) -> double +not thread-safe: one at a time per process"));
  }
}
