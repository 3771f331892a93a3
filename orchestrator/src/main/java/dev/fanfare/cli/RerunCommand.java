package dev.fanfare.cli;

import dev.fanfare.kernel.MalformedMessageException;
import dev.fanfare.kernel.NotAKernelException;
import dev.fanfare.kernel.UnknownKernelException;
import dev.fanfare.runs.Manifest;
import dev.fanfare.runs.SavedRun;
import dev.fanfare.store.StoreLocation;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code fanfare rerun}: runs one recorded task again, alone. */
@Command(
    name = "rerun",
    sortOptions = false,
    description = {
      "Runs one recorded task again, alone, in this process: with the same arguments, seed and "
          + "initializer, but without a time limit.",
      "Writes its value to standard output, or its error to standard error, and tells whether that "
          + "was recorded, too. Nothing is recorded."
    },
    footer = {
      "",
      "Examples:",
      "  fanfare rerun last --task 17",
      "  fanfare rerun last --task 17 --debug"
    })
final class RerunCommand implements Callable<Integer> {

  @Parameters(paramLabel = "RUN", description = Store.RUN)
  private String run = "";

  @Option(
      names = "--task",
      paramLabel = "N",
      required = true,
      description = "Index of the task, as in the results and messages of the run.")
  private long task;

  @Mixin
  @SuppressWarnings("NullAway.Init") // picocli sets it.
  private Store store;

  @Option(names = "--values", description = "Write the bare value.")
  private boolean values;

  @Option(
      names = "--debug",
      description =
          "Wait until a debugger is attached to port " + Debuggee.STANDARD_PORT + " of 127.0.0.1.")
  private boolean debug;

  @Option(
      names = "--debug-port",
      paramLabel = "PORT",
      description = "Wait for a debugger on this port instead; 0 chooses a free port.")
  private @Nullable Integer debugPort;

  @Spec
  @SuppressWarnings("NullAway.Init")
  private CommandSpec spec;

  @Override
  public Integer call() {
    StoreLocation location = store.existing();
    PrintWriter err = spec.commandLine().getErr();
    Rerun rerun;
    try (SavedRun recorded = SavedRun.open(location, run, /* retries= */ false, err::println)) {
      rerun = find(recorded);
      if (!isDebugged()) {
        tell(recorded.manifest(), rerun, err);
      }
    }
    return isDebugged() ? debug(rerun, location, err) : run(rerun, err);
  }

  private boolean isDebugged() {
    return debug || debugPort != null;
  }

  private Rerun find(SavedRun recorded) {
    try {
      return Rerun.of(recorded, task);
    } catch (UnknownKernelException | NotAKernelException | MalformedMessageException e) {
      throw new IllegalArgumentException(
          "task " + task + " of run " + recorded.manifest().runId() + " cannot run here: "
              + e.getMessage() + " (FANFARE_CLASSPATH names the jars with your own kernels)",
          e);
    }
  }

  private static void tell(Manifest manifest, Rerun rerun, PrintWriter err) {
    err.println("task " + rerun.task().index() + " of run " + manifest.runId() + ", "
        + rerun.task().call());
    if (manifest.timeoutMillis() > 0) {
      err.println("runs without its time limit of " + manifest.timeoutMillis() / 1e3 + " s");
    }
  }

  private int run(Rerun rerun, PrintWriter err) {
    try (ReservedOutput reserved = ReservedOutput.forResultsOf(spec.commandLine());
        Results results = Results.to("-", values)) {
      return rerun.run(results, err) ? 0 : ExitCode.TASKS_FAILED;
    }
  }

  private int debug(Rerun rerun, StoreLocation location, PrintWriter err) {
    List<String> arguments = new ArrayList<>(
        List.of("rerun", rerun.alone().runId(), "--task=" + task, "--store=" + location));
    if (values) {
      arguments.add("--values");
    }
    return Debuggee.on(debugPort == null ? Debuggee.STANDARD_PORT : debugPort).run(arguments, err);
  }
}
