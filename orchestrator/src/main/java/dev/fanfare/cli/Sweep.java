package dev.fanfare.cli;

import dev.fanfare.JobList;
import dev.fanfare.rows.Grid;
import dev.fanfare.rows.Rows;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options that call a kernel with arguments by name: a grid, or the records of a file. */
final class Sweep {

  static final String ARG = "--arg";
  static final String ARGS_FROM = "--args-from";

  @Option(
      names = ARG,
      paramLabel = "NAME=VALUES",
      description = "A parameter and its values: a,b,c, or for numbers FROM:TO:STEP, TO included. "
          + "Put values with commas in quotes: 'name=\"a,b\",c'. Several --arg: every combination; "
          + "the last varies fastest.")
  private List<String> arguments = List.of();

  @Option(
      names = ARGS_FROM,
      paramLabel = "FILE",
      description =
          "A CSV file whose header names parameters: a path or s3://bucket/key. Each --arg "
              + "is then a constant for all rows. Unlike --rows, a column that is no parameter is an error.")
  private @Nullable String file;

  private @Nullable Grid grid;

  /** Whether none of these options is given. */
  boolean isEmpty() {
    return arguments.isEmpty() && file == null;
  }

  /** The option that decides how many tasks there are. */
  String option() {
    return file == null ? ARG : ARGS_FROM;
  }

  /** Its value. */
  String value() {
    return file == null ? String.join(" " + ARG + " ", arguments) : file;
  }

  /** The calls of a grid. */
  JobList grid(String kernel) {
    Grid calls = Grid.of(kernel, arguments);
    grid = calls;
    return JobList.of(calls, calls.size());
  }

  /** The records of the file with the constants. */
  Rows<@Nullable Object> rows(String kernel, String file) {
    return Rows.ofArguments(file, arguments, kernel);
  }

  /** How the number of tasks comes about; null if it is not that of a grid. */
  @Nullable
  String told() {
    return grid == null ? null : grid.toString();
  }
}
