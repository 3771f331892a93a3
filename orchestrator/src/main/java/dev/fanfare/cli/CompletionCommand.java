package dev.fanfare.cli;

import picocli.AutoComplete;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code fanfare completion}: prints what makes a shell complete commands and options. */
@Command(
    name = "completion",
    description = "Prints a script that makes the Tab key complete commands and options.",
    footer = {
      "",
      "Examples:",
      "  source <(fanfare completion bash)      in ~/.bashrc",
      "  source <(fanfare completion zsh)       in ~/.zshrc, after compinit"
    })
final class CompletionCommand implements Runnable {

  /** A shell. One script serves both: in zsh, it turns on the emulation of bash's completion. */
  enum Shell {
    bash,
    zsh
  }

  @Parameters(paramLabel = "SHELL", description = "One of: ${COMPLETION-CANDIDATES}.")
  @SuppressWarnings({"NullAway.Init", "UnusedVariable"}) // picocli sets and checks it.
  private Shell shell;

  @Spec
  @SuppressWarnings("NullAway.Init")
  private CommandSpec spec;

  @Override
  public void run() {
    String name = spec.root().name();
    spec.commandLine().getOut().print(AutoComplete.bash(name, Fanfare.commandLine()));
    spec.commandLine().getOut().flush();
  }
}
