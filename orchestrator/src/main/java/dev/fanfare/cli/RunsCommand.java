package dev.fanfare.cli;

import dev.fanfare.runs.Manifest;
import dev.fanfare.runs.RunSummary;
import dev.fanfare.runs.Runs;
import dev.fanfare.store.StoreLocation;
import dev.fanfare.wire.Codec;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code fanfare runs}: lists recorded runs. */
@Command(
    name = "runs",
    sortOptions = false,
    description = "Lists the recorded runs and their state, oldest first.")
final class RunsCommand implements Runnable {

  @Mixin
  @SuppressWarnings("NullAway.Init") // picocli sets it.
  private Store store;

  @Option(names = "--json", description = "Print one line of JSON per run instead of a table.")
  private boolean json;

  @Spec
  @SuppressWarnings("NullAway.Init")
  private CommandSpec spec;

  @Override
  public void run() {
    PrintWriter out = spec.commandLine().getOut();
    StoreLocation place = store.existing();
    try (Runs runs = Runs.in(place)) {
      List<Runs.Damaged> damaged = new ArrayList<>();
      List<RunSummary> all = runs.all(damaged::add).stream().map(RunSummary::of).toList();
      if (all.isEmpty() && damaged.isEmpty()) {
        spec.commandLine().getErr().println("no runs in " + place);
      } else if (json) {
        all.forEach(run -> out.println(Codec.toJson(fields(run))));
        damaged.forEach(run -> out.println(Codec.toJson(fields(run))));
      } else {
        RunTable.of(all, damaged).lines(Columns.ofTables()).forEach(out::println);
      }
    }
  }

  private static Map<String, @Nullable Object> fields(Runs.Damaged run) {
    Map<String, @Nullable Object> fields = new LinkedHashMap<>();
    fields.put("runId", run.runId());
    fields.put("state", "damaged");
    fields.put("reason", run.why());
    return fields;
  }

  /** The fields of a run for JSON. */
  static Map<String, @Nullable Object> fields(RunSummary run) {
    Manifest manifest = run.manifest();
    Map<String, @Nullable Object> fields = new LinkedHashMap<>();
    fields.put("runId", manifest.runId());
    fields.put("created", manifest.created().toString());
    fields.put("backend", manifest.backend());
    fields.put("tasks", manifest.tasks());
    fields.put("taskListComplete", manifest.taskListComplete());
    fields.put("settled", run.settled());
    fields.put("failed", run.failed());
    fields.put("state", run.state().toString());
    return fields;
  }
}
