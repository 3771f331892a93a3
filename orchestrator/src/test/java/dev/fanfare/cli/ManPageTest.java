package dev.fanfare.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fanfare.Version;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;

/** The man page says what {@code --help} says. */
final class ManPageTest {

  private final String page = ManPage.text();

  @Test
  void it_has_every_command_and_every_option() {
    List<CommandLine> commands = new ArrayList<>();
    collect(Fanfare.commandLine(), commands);

    assertThat(commands).hasSizeGreaterThan(10).allSatisfy(command -> {
      assertThat(page).contains(roff(command.getCommandSpec().qualifiedName()));
      for (OptionSpec option : command.getCommandSpec().options()) {
        assertThat(page).contains(roff(option.longestName()));
      }
    });
  }

  private static void collect(CommandLine command, List<CommandLine> all) {
    all.add(command);
    command.getSubcommands().values().forEach(sub -> collect(sub, all));
  }

  private static String roff(String name) {
    return name.replace("-", "\\-");
  }

  @Test
  void it_names_the_version_the_exit_codes_and_the_environment() {
    assertThat(page)
        .startsWith(".TH FANFARE 1 \"\" \"fanfare " + Version.FANFARE + "\"")
        .contains("\n.B \"130\"\ninterrupted, or cancelled\n")
        .contains("\n.B \"FANFARE_STORE\"\n");
  }

  @Test
  void a_line_is_a_macro_of_man_or_text() {
    assertThat(page.lines().filter(line -> line.startsWith(".") || line.startsWith("'")))
        .allMatch(line -> line.matches("\\.(TH|SH|SS|TP|PP|B|nf|fi)( .*)?"));
    assertThat(page).doesNotContain("%n", "null");
  }
}
