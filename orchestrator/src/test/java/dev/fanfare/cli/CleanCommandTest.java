package dev.fanfare.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Runs are deleted as they are named, and no others. */
@Timeout(180)
final class CleanCommandTest extends RecordedRunFixture {

  @Test
  void clean_deletes_what_it_is_told_to_and_tells_it() throws IOException {
    fanfare("run", "--kernel=sum", "--range=0:3", "--backend=threads");
    String first = id();
    fanfare("run", "--kernel=sum", "--range=0:3", "--backend=processes", "--n-jobs=1");

    assertThat(fanfare("clean", "--older-than=1d").out()).isEmpty();
    assertThat(fanfare("clean", first).out())
        .isEqualTo("deleted " + first + System.lineSeparator());
    String second = id();
    assertThat(second).isNotEqualTo(first);
    assertThat(fanfare("clean", "--all").out()).contains("deleted " + second);
    assertThat(store().resolve("runs")).doesNotExist();
  }

  @Test
  void a_dry_run_tells_what_would_be_deleted_and_deletes_nothing() throws IOException {
    fanfare("run", "--kernel=sum", "--range=0:3", "--backend=threads");
    Path cut = Files.createDirectories(store().resolve("runs/cut"));
    Files.writeString(cut.resolve("run.json"), "");

    Finished dryRun = fanfare("clean", "--all", "--dry-run");

    String id =
        fanfare("show", "last", "--json").out().replaceAll(".*\"runId\":\"([^\"]*).*\\s*", "$1");
    assertThat(dryRun.out().lines()).containsExactly("would delete " + id, "would delete cut");
    assertThat(cut.resolve("run.json")).exists();
    assertThat(fanfare("clean", "--all").out().lines())
        .containsExactly("deleted " + id, "deleted cut");
  }

  @Test
  void clean_wants_to_know_which() throws IOException {
    Files.createDirectories(store());
    fanfare("clean")
        .assertRefused("nothing is deleted: name the runs, or give --older-than or --all");
    fanfare("clean", "--dry-run").assertRefused("--all --dry-run lists all runs");
    fanfare("clean", "--all", "last").assertRefused("give only one of RUN, --older-than and --all");
    fanfare("clean", "--all", "--older-than=1d")
        .assertRefused("give only one of RUN, --older-than and --all");
    fanfare("clean", "--older-than=soon").assertRefused("7d, 12h, 30m or 90s, got: soon");
    // Who types this means days, and not the seconds that --timeout=7 would be.
    fanfare("clean", "--older-than=7").assertRefused("an age with its unit", "got: 7");
  }

  @Test
  void a_store_without_runs_says_so_on_standard_error() throws IOException {
    Files.createDirectories(store());

    Finished table = fanfare("runs");
    Finished json = fanfare("runs", "--json");

    assertThat(table.exitCode()).isZero();
    assertThat(table.out() + json.out()).isEmpty();
    assertThat(table.err()).isEqualTo("no runs in " + store() + System.lineSeparator());
  }

  @Test
  void a_damaged_run_is_listed_and_cleaned_and_hides_no_other() throws IOException {
    allowAll();
    fanfare("run", jobs(3).toString(), "--backend=sequential");
    String id = id();
    Path runs = store().resolve("runs");
    Files.createDirectories(runs.resolve("cut"));
    Files.writeString(runs.resolve("cut/run.json"), "{\"runId\":\"cu");
    Files.createDirectories(runs.resolve("my notes"));
    Files.writeString(runs.resolve("my notes/todo"), "buy milk");

    assertThat(fanfare("runs").out()).contains(id).containsPattern("cut .*damaged: ");
    assertThat(fanfare("show", "last").out()).contains(id);
    assertThat(fanfare("resume", "last", "--out=" + out()).exitCode()).isZero();

    assertThat(fanfare("clean", "--all").out()).contains("deleted " + id, "deleted cut");
    assertThat(runs).isDirectoryContaining("glob:**/my notes").isNotEmptyDirectory();
    assertThat(runs.resolve("my notes/todo")).exists();
    assertThat(runs.resolve("cut")).doesNotExist();
  }

  @Test
  void a_damaged_run_is_cleaned_by_its_id() throws IOException {
    Path cut = store().resolve("runs/cut");
    Files.createDirectories(cut);
    Files.writeString(cut.resolve("run.json"), "");

    assertThat(fanfare("clean", "cut", "cu").out().lines()).containsExactly("deleted cut");
    assertThat(cut).doesNotExist();
  }

  @Test
  void a_folder_that_is_no_run_is_not_deleted() throws IOException {
    Path todo = store().resolve("runs/notes/todo");
    Files.createDirectories(todo.getParent());
    Files.writeString(todo, "buy milk");

    fanfare("clean", "notes").assertRefused("no run notes in " + store());
    assertThat(todo).exists();
  }

  @Test
  void a_run_that_another_machine_may_work_on_is_deleted_only_by_force() throws IOException {
    runElsewhere();

    fanfare("clean", "last").assertRefused("on elsewhere", "--force");
    fanfare("run", "--kernel=sum", "--range=0:3", "--backend=sequential");
    Finished cleaned = fanfare("clean", "--all");
    assertThat(cleaned.out()).contains("deleted");
    assertThat(cleaned.err()).contains("kept: run ", "on elsewhere", "--force");

    assertThat(fanfare("clean", "--all", "--force").out()).contains("deleted");
    assertThat(fanfare("runs").err()).startsWith("no runs in ");
  }

  @Test
  void a_run_that_is_named_twice_is_deleted_once_and_no_name_is_no_run() {
    fanfare("run", "--kernel=sum", "--range=0:3", "--backend=sequential");
    String run = id();

    fanfare("clean", "").assertRefused("got: ''");
    assertThat(fanfare("clean", run, "last").out().lines()).containsExactly("deleted " + run);
  }
}
