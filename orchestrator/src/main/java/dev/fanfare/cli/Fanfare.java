package dev.fanfare.cli;

import dev.fanfare.kernel.FanfareException;
import java.io.UncheckedIOException;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.Spec;

/** The command {@code fanfare}. */
@Command(
    name = "fanfare",
    mixinStandardHelpOptions = true,
    version = "fanfare 0.1.0",
    description =
        "joblib's Parallel for Java: fans a job list out to threads, processes or AWS Lambda.",
    subcommands = {
      RunCommand.class,
      CompareCommand.class,
      KernelsCommand.class,
      CommandLine.HelpCommand.class
    },
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:every task returned",
      "1:tasks failed; the other results are written all the same",
      "2:the input is wrong: options, job list, files",
      "3:the run could not go on: the backend, the disk",
      "130:interrupted"
    })
public final class Fanfare implements Runnable {

  static final int TASKS_FAILED = 1;
  static final int BAD_INPUT = 2;
  static final int CANNOT_GO_ON = 3;

  @Spec
  @SuppressWarnings("NullAway.Init") // picocli sets it.
  private CommandSpec spec;

  /** Runs the command line and ends the JVM with its exit code. */
  public static void main(String[] args) {
    System.exit(commandLine().execute(args));
  }

  /** The command line, which tests execute without ending the JVM. */
  static CommandLine commandLine() {
    return new CommandLine(new Fanfare())
        .setExecutionExceptionHandler(Fanfare::explain)
        .setCaseInsensitiveEnumValuesAllowed(true)
        .setUsageHelpAutoWidth(true);
  }

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "expected a command: run, compare or kernels");
  }

  /** A user's mistake gets its message, not a stack trace. */
  private static int explain(Exception e, CommandLine command, ParseResult parsed)
      throws Exception {
    boolean badInput = e instanceof FanfareException || e instanceof IllegalArgumentException;
    if (!badInput && !(e instanceof UncheckedIOException)) {
      throw e;
    }
    command.getErr().println("fanfare: " + e.getMessage());
    return badInput ? BAD_INPUT : CANNOT_GO_ON;
  }
}
