package dev.fanfare.cli;

import dev.fanfare.UnresumableRunException;
import dev.fanfare.runs.RunRecord;
import dev.fanfare.runs.Runs;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code fanfare clean}: deletes runs. */
@Command(
    name = "clean",
    sortOptions = false,
    customSynopsis = {
      "fanfare clean [OPTIONS] RUN...",
      "       fanfare clean [OPTIONS] --older-than=AGE",
      "       fanfare clean [OPTIONS] --all"
    },
    description = "Deletes runs and their results without asking, and prints their ids.")
final class CleanCommand implements Runnable {

  @Parameters(
      arity = "0..*",
      paramLabel = "RUN",
      description = "Run ids, unique prefixes of them, or " + Store.LAST + ".")
  private List<String> named = List.of();

  @Option(
      names = "--older-than",
      paramLabel = "AGE",
      description = "Runs older than AGE, such as 7d (days), 12h, 30m or 90s.")
  private @Nullable Age olderThan;

  @Option(names = "--all", description = "All runs.")
  private boolean all;

  @Option(names = "--dry-run", description = "Print what would be deleted; delete nothing.")
  private boolean dryRun;

  @Option(names = "--force", description = "Also delete runs that are still running.")
  private boolean force;

  @Mixin
  @SuppressWarnings("NullAway.Init") // picocli sets it.
  private Store store;

  @Spec
  @SuppressWarnings("NullAway.Init")
  private CommandSpec spec;

  @Override
  public void run() {
    int choices = (named.isEmpty() ? 0 : 1) + (olderThan == null ? 0 : 1) + (all ? 1 : 0);
    if (choices == 0) {
      throw new IllegalArgumentException(
          "nothing is deleted: name the runs, or give --older-than or --all; --all --dry-run lists"
              + " all runs");
    }
    if (choices > 1) {
      throw new IllegalArgumentException("give only one of RUN, --older-than and --all");
    }
    try (Runs runs = Runs.in(store.existing())) {
      List<Runs.Damaged> damaged = new ArrayList<>();
      List<RunRecord> chosen = chosen(runs, damaged);
      if (!named.isEmpty()) {
        chosen.forEach(this::requireFree);
      }
      chosen.forEach(this::delete);
      damaged.forEach(run -> delete(run.runId(), () -> runs.delete(run)));
    }
  }

  // Naming a running run is an error; with --all or --older-than, running runs are skipped.
  private void requireFree(RunRecord run) {
    obstacle(run).ifPresent(why -> {
      throw new UnresumableRunException(why);
    });
  }

  private void delete(RunRecord run) {
    Optional<String> obstacle = obstacle(run);
    if (obstacle.isPresent()) {
      spec.commandLine().getErr().println("kept: " + obstacle.get());
    } else {
      delete(run.runId(), run::delete);
    }
  }

  private void delete(String runId, Runnable deletion) {
    if (!dryRun) {
      deletion.run();
    }
    spec.commandLine().getOut().println((dryRun ? "would delete " : "deleted ") + runId);
  }

  /**
   * Selects runs by name, by age, or all. Damaged runs have no age, so they are deleted only with
   * --all or by name.
   */
  private List<RunRecord> chosen(Runs runs, List<Runs.Damaged> damaged) {
    if (!named.isEmpty()) {
      return runs.named(named, damaged::add);
    }
    Instant before = olderThan == null ? Instant.MAX : olderThan.before(Instant.now());
    return runs.all(all ? damaged::add : ignored -> {}).stream()
        .filter(run -> run.manifest().created().isBefore(before))
        .toList();
  }

  /** Why a run cannot be deleted. */
  private Optional<String> obstacle(RunRecord run) {
    if (force) {
      return Optional.empty();
    }
    String id = "run " + run.runId();
    Optional<String> here = run.sessions()
        .underWay()
        .map(session ->
            id + " is running in process " + session.pid() + "; use --force to delete it anyway");
    return here.or(() -> run.sessions()
        .openElsewhere()
        .map(session -> id + " may be running in process " + session.pid() + " on " + session.host()
            + "; use --force to delete it anyway"));
  }
}
