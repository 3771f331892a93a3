package dev.fanfare.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The Tab key completes commands and options. */
@Timeout(60)
@DisabledOnOs(value = OS.WINDOWS, disabledReason = "there is no bash there")
final class CompletionCommandTest {

  @TempDir
  Path folder;

  private Path script(String shell) throws IOException {
    Finished printed = Finished.here("completion", shell);
    assertThat(printed.exitCode()).as(printed.err()).isZero();
    return Files.writeString(folder.resolve("completion"), printed.out());
  }

  /** What bash prints, standard error included. */
  private static String bash(String... arguments) throws IOException, InterruptedException {
    Process bash = new ProcessBuilder(
            Stream.concat(Stream.of("bash"), Stream.of(arguments)).toList())
        .redirectErrorStream(true)
        .start();
    String printed = new String(bash.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(bash.waitFor(30, TimeUnit.SECONDS)).isTrue();
    assertThat(bash.exitValue()).as(printed).isZero();
    return printed;
  }

  @ParameterizedTest
  @ValueSource(strings = {"bash", "zsh"})
  void the_script_is_one_that_bash_can_read(String shell) throws Exception {
    assertThat(bash("-n", script(shell).toString())).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"ru, run", "run --back, --backend", "show --fai, --failed", "memo wh, why"})
  void commands_and_options_are_completed(String typed, String completed) throws Exception {
    List<String> words = List.of(("fanfare " + typed).split(" "));
    String complete = "source " + script("bash") + "; complete -p fanfare; COMP_WORDS=("
        + String.join(" ", words) + "); COMP_CWORD=" + (words.size() - 1)
        + "; _complete_fanfare 2>/dev/null; echo \"${COMPREPLY[@]}\"";

    assertThat(bash("-c", complete))
        .contains("complete ", "_complete_fanfare")
        .containsPattern("(?m)^(.* )?" + completed + "( .*)?$");
  }

  @Test
  void zsh_is_told_to_take_completions_of_bash() throws Exception {
    assertThat(script("zsh")).content().contains("ZSH_VERSION", "bashcompinit");
  }

  @Test
  void another_shell_is_refused() {
    Finished.here("completion", "fish").assertRefused("fish", "bash", "zsh");
  }
}
