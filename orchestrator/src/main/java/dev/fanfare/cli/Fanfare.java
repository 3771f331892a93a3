package dev.fanfare.cli;

import dev.fanfare.BatchSize;
import dev.fanfare.PreDispatch;
import dev.fanfare.RunCancelledException;
import dev.fanfare.StoreException;
import dev.fanfare.Version;
import dev.fanfare.kernel.FanfareException;
import dev.fanfare.kernel.Nearest;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.UsageMessageSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;
import picocli.CommandLine.UnmatchedArgumentException;

/** The command {@code fanfare}. */
@Command(
    name = "fanfare",
    mixinStandardHelpOptions = true,
    scope = ScopeType.INHERIT,
    version = "fanfare " + Version.FANFARE,
    description =
        "joblib's Parallel for Java: runs a job list on threads, processes or AWS Lambda.",
    exitCodeOnExecutionException = ExitCode.CANNOT_GO_ON)
public final class Fanfare implements Callable<Integer> {

  private static final List<Class<?>> COMMANDS = List.of(
      InitCommand.class,
      RunCommand.class,
      ResumeCommand.class,
      RetryFailedCommand.class,
      RerunCommand.class,
      RunsCommand.class,
      ShowCommand.class,
      LogsCommand.class,
      CancelCommand.class,
      ReportCommand.class,
      CleanCommand.class,
      MemoCommand.class,
      CompareCommand.class,
      TuneCommand.class,
      KernelsCommand.class,
      CompletionCommand.class,
      DoctorCommand.class,
      CommandLine.HelpCommand.class);

  /** What other tools call what a command does. */
  private static final Map<String, List<String>> SYNONYMS = Map.of(
      "list", List.of("runs"),
      "ls", List.of("runs"),
      "ps", List.of("runs"),
      "status", List.of("runs", "show"),
      "diff", List.of("show", "compare"),
      "kill", List.of("cancel"),
      "stop", List.of("cancel"),
      "rm", List.of("clean"),
      "delete", List.of("clean"));

  private static final Set<Class<?>> INTEGERS =
      Set.of(int.class, Integer.class, long.class, Long.class);

  private static final String[] EXIT_CODES = {
    "0:every task returned",
    "1:tasks failed; the other results are written",
    "2:the input is wrong (options, job list, files, AWS settings); nothing has run",
    "3:the command could not continue (the backend, the store or the disk failed, or the budget is spent)",
    "130:interrupted, or cancelled",
    "141:the reader of standard output has ended"
  };

  @Spec
  @SuppressWarnings("NullAway.Init") // picocli sets it.
  private CommandSpec spec;

  /** Runs the command line and ends the JVM with its exit code. */
  public static void main(String[] args) {
    System.exit(Exit.codeOf(() -> execute(args)));
  }

  // Print streams do not throw if they cannot write.
  private static int execute(String... args) {
    if (Terminal.ofStandardError()) {
      // Before anything keeps a stream that would write into it.
      StatusLine.ofThisProcess();
    }
    PrintStream out = System.out;
    int code = commandLine(commands(args)).execute(args);
    if (out.checkError() && code == 0) {
      if (ClosedPipeException.endedStandardOutput()) {
        return ExitCode.CLOSED_PIPE;
      }
      System.err.println("fanfare: cannot write to standard output");
      return ExitCode.CANNOT_GO_ON;
    }
    return code;
  }

  // picocli reflects on each command that it knows, so it gets to know only the one that is asked
  // for.
  private static List<Class<?>> commands(String... args) {
    List<Class<?>> one = COMMANDS.stream()
        .filter(type -> args.length > 0 && name(type).equals(args[0]))
        .filter(type -> type != CommandLine.HelpCommand.class)
        .toList();
    return one.isEmpty() ? COMMANDS : one;
  }

  private static String name(Class<?> command) {
    return command.getAnnotation(Command.class).name();
  }

  /** The command line. Tests execute it without ending the JVM. */
  static CommandLine commandLine() {
    return commandLine(COMMANDS);
  }

  private static CommandLine commandLine(List<Class<?>> commands) {
    CommandLine command = new CommandLine(new Fanfare());
    commands.forEach(command::addSubcommand);
    // After the commands, whose own help would have the table otherwise.
    command
        .getCommandSpec()
        .usageMessage()
        .exitCodeListHeading("%nExit codes of all commands:%n")
        .exitCodeList(UsageMessageSpec.keyValuesMap(EXIT_CODES));
    return widened(command)
        .setOut(VisibleWriter.before(command.getOut()))
        .setErr(VisibleWriter.before(command.getErr()))
        .setColorScheme(CommandLine.Help.defaultColorScheme(CommandLine.Help.Ansi.OFF))
        .registerConverter(BatchSize.class, converter(BatchSize::parse))
        .registerConverter(PreDispatch.class, converter(PreDispatch::parse))
        .registerConverter(WorkerCount.class, converter(WorkerCount::parse))
        .registerConverter(Age.class, converter(Age::parse))
        .registerConverter(ByteCount.class, converter(ByteCount::parse))
        .registerConverter(TimeSpan.class, converter(TimeSpan::parse))
        .setParameterExceptionHandler((mistake, args) -> explain(mistake, List.of(args)))
        .setExecutionExceptionHandler(
            (e, failed, parsed) -> explain(e, failed, parsed.originalArgs()))
        .setExecutionStrategy(Fanfare::execute);
  }

  private static CommandLine widened(CommandLine command) {
    int columns = Columns.ofHelp();
    return columns == 0 ? command.setUsageHelpAutoWidth(true) : command.setUsageHelpWidth(columns);
  }

  private static <T> ITypeConverter<T> converter(Function<String, T> parse) {
    return text -> {
      try {
        return parse.apply(text);
      } catch (IllegalArgumentException e) {
        throw new TypeConversionException(e.getMessage());
      }
    };
  }

  private static int execute(ParseResult parsed) {
    Integer help = CommandLine.executeHelpRequest(parsed);
    if (help != null) {
      return help;
    }
    try {
      OwnClassPath.check();
    } catch (IllegalArgumentException e) {
      throw new ParameterException(parsed.commandSpec().commandLine(), e.getMessage(), e);
    }
    return new CommandLine.RunLast().execute(parsed);
  }

  /** Without a command, prints the usage. */
  @Override
  public Integer call() {
    spec.commandLine().usage(spec.commandLine().getErr());
    return ExitCode.BAD_INPUT;
  }

  // While the JVM shuts down, input may be cut short and anything may fail; neither is a mistake of
  // the user.
  private static boolean interrupted(Exception e) {
    boolean told = e instanceof FanfareException && !ExitCode.isBadInput(e);
    return e instanceof CancellationException
        || e instanceof RunCancelledException
        || (Shutdown.hasBegun() && !told);
  }

  /** User errors are printed as a message, unexpected errors with a stack trace. */
  private static int explain(Exception e, CommandLine command, List<String> args) throws Exception {
    if (interrupted(e)) {
      Shutdown.tellThatNothingRan(command.getErr()::println);
      return ExitCode.INTERRUPTED;
    }
    if (e instanceof ClosedPipeException) {
      return ExitCode.CLOSED_PIPE;
    }
    if (e instanceof IllegalArgumentException) {
      return explain(new ParameterException(command, String.valueOf(e.getMessage())), args);
    }
    if (!(e instanceof FanfareException || e instanceof UncheckedIOException)) {
      throw e;
    }
    command.getErr().println("fanfare: " + e.getMessage());
    // A refusal that ended a run comes with how to go on, and is no StoreException any more.
    boolean refused = e instanceof StoreException store && store.refused();
    return ExitCode.isBadInput(e) || refused ? ExitCode.BAD_INPUT : ExitCode.CANNOT_GO_ON;
  }

  private static int explain(ParameterException mistake, List<String> args) {
    CommandLine command = mistake.getCommandLine();
    Optional<String> shell = ShellWords.refusal(args);
    command.getErr().println("fanfare: " + shell.orElseGet(() -> message(mistake)));
    if (shell.isEmpty() && mistake instanceof UnmatchedArgumentException unmatched) {
      suggest(unmatched);
    }
    command.getErr().println("Try '" + command.getCommandSpec().qualifiedName() + " --help'.");
    return ExitCode.BAD_INPUT;
  }

  private static @Nullable String message(ParameterException mistake) {
    if (mistake instanceof UnmatchedArgumentException unmatched) {
      return message(unmatched);
    }
    boolean unreadable = mistake.getCause() instanceof TypeConversionException;
    return unreadable && mistake.getArgSpec() != null && isInteger(mistake.getArgSpec())
        ? name(mistake.getArgSpec()) + " must be an integer, got: " + mistake.getValue()
        : mistake.getMessage();
  }

  private static boolean isInteger(ArgSpec argument) {
    return INTEGERS.contains(argument.type());
  }

  private static String name(ArgSpec argument) {
    return argument instanceof OptionSpec option ? option.longestName() : argument.paramLabel();
  }

  private static @Nullable String message(UnmatchedArgumentException unmatched) {
    CommandLine command = unmatched.getCommandLine();
    String written = unmatched.getUnmatched().get(0);
    return command.getParent() == null && !written.startsWith("-")
        ? "unknown command '" + written + "'; commands: "
            + String.join(", ", command.getSubcommands().keySet())
        : unmatched.getMessage();
  }

  private static List<String> commandsLike(String written, CommandLine command) {
    List<String> meant = command.getParent() == null ? SYNONYMS.get(written) : null;
    return meant == null ? Nearest.all(written, command.getSubcommands().keySet()) : meant;
  }

  private static void suggest(UnmatchedArgumentException unmatched) {
    CommandLine command = unmatched.getCommandLine();
    String written = unmatched.getUnmatched().get(0);
    List<String> nearest = written.startsWith("-")
        ? Nearest.all(
            written.replaceFirst("=.*", ""),
            command.getCommandSpec().optionsMap().keySet())
        : commandsLike(written, command);
    if (!nearest.isEmpty()) {
      command.getErr().println("Did you mean: " + String.join(" or ", nearest) + "?");
    }
  }
}
