package dev.fanfare.cli;

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
    footer = {
      "",
      "Exit codes: 0 if the task is remembered, 1 if it is not.",
      "",
      "Example: fanfare memo why memo '{\"kernel\":\"sum\",\"args\":[40]}'"
    })
final class MemoWhyCommand implements Callable<Integer> {

  @Parameters(
      index = "0",
      paramLabel = "PLACE",
      description = "A folder or s3://bucket/prefix with a memo.")
  private String place = "";

  @Parameters(index = "1", paramLabel = "TASK", description = "A line of a job list.")
  private String task = "";

  @Mixin
  @SuppressWarnings("NullAway.Init") // picocli sets it.
  private MemoCode code;

  @Spec
  @SuppressWarnings("NullAway.Init")
  private CommandSpec spec;

  @Override
  public Integer call() {
    PrintWriter out = spec.commandLine().getOut();
    try (Memo memo = Memo.at(place, MemoOptions.builder().code(code.policy()).build())) {
      List<String> differences = memo.why(Codec.readJob(task));
      if (differences.isEmpty()) {
        out.println("it is remembered");
        return 0;
      }
      differences.forEach(out::println);
      return ExitCode.TASKS_FAILED;
    }
  }
}
