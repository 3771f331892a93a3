package dev.fanfare.cli;

import dev.fanfare.kernel.Delayed;
import dev.fanfare.kernel.FanfareException;
import dev.fanfare.memo.Memo;
import dev.fanfare.memo.MemoOptions;
import dev.fanfare.wire.Codec;
import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code fanfare memo why}: explains why a task is not remembered. */
@Command(
    name = "why",
    sortOptions = false,
    description = "Prints what differs between a task and the nearest one that is remembered.",
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:the task is remembered",
      "1:it is not",
      "2:the input is wrong (place, task, AWS settings)",
      "3:the memo cannot be read"
    },
    footer = {"", "Example: fanfare memo why memo '{\"kernel\":\"sum\",\"args\":[40]}'"})
final class MemoWhyCommand implements Callable<Integer> {

  @Mixin
  @SuppressWarnings("NullAway.Init") // picocli sets it.
  private MemoPlace place;

  @Parameters(index = "1", paramLabel = "TASK", description = "A line of a job list.")
  private String task = "";

  @Mixin
  @SuppressWarnings("NullAway.Init")
  private MemoCode code;

  @Spec
  @SuppressWarnings("NullAway.Init")
  private CommandSpec spec;

  @Override
  public Integer call() {
    PrintWriter out = spec.commandLine().getOut();
    Delayed<?> call = call(task);
    MemoOptions options = MemoOptions.builder().code(code.policy()).build();
    try (Memo memo = Memo.at(place.existing().toString(), options)) {
      List<String> differences = memo.why(call);
      if (differences.isEmpty()) {
        out.println("it is remembered");
        return 0;
      }
      differences.forEach(out::println);
      return ExitCode.TASKS_FAILED;
    }
  }

  private static Delayed<?> call(String line) {
    try {
      return Codec.readJob(line);
    } catch (FanfareException e) {
      throw new IllegalArgumentException("TASK: " + e.getMessage(), e);
    }
  }
}
