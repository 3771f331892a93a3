package dev.fanfare.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/** {@code fanfare memo}: commands that work on remembered outcomes. */
@Command(
    name = "memo",
    sortOptions = false,
    scope = ScopeType.INHERIT,
    subcommands = {
      MemoListCommand.class,
      MemoShowCommand.class,
      MemoWhyCommand.class,
      MemoCleanCommand.class
    },
    description = "Lists, shows, explains and removes remembered outcomes.")
final class MemoCommand implements Callable<Integer> {

  @Spec
  @SuppressWarnings("NullAway.Init") // picocli sets it.
  private CommandSpec spec;

  /** Without a command, prints the usage. */
  @Override
  public Integer call() {
    spec.commandLine().usage(spec.commandLine().getErr());
    return ExitCode.BAD_INPUT;
  }
}
