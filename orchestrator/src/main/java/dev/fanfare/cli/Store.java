package dev.fanfare.cli;

import dev.fanfare.backend.Backend;
import dev.fanfare.store.StoreLocation;
import java.nio.file.Files;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The option for the store. */
final class Store {

  @Option(
      names = "--store",
      paramLabel = "PLACE",
      description =
          "A folder or s3://bucket/prefix for recorded runs. Default: FANFARE_STORE, or else "
              + "$XDG_DATA_HOME/fanfare (~/.local/share/fanfare).")
  private @Nullable String store;

  /**
   * The location.
   *
   * @throws IllegalArgumentException if it is a file
   */
  StoreLocation location() {
    StoreLocation location = store == null ? StoreLocation.standard() : StoreLocation.parse(store);
    if (location instanceof StoreLocation.Folder folder
        && Files.exists(folder.path())
        && !Files.isDirectory(folder.path())) {
      throw new IllegalArgumentException(
          "store must be a folder or s3://bucket/prefix, got: " + location);
    }
    return location;
  }

  /**
   * The location of existing runs.
   *
   * @throws IllegalArgumentException if a named folder does not exist
   */
  StoreLocation existing() {
    StoreLocation location = location();
    if (store != null
        && location instanceof StoreLocation.Folder folder
        && !Files.exists(folder.path())) {
      throw new IllegalArgumentException(
          "--store must be an existing folder or s3://bucket/prefix, got: " + store);
    }
    return location;
  }

  /** The location for a new run. Without --store, the backend's own location, if it has one. */
  StoreLocation locationFor(Backend backend) {
    if (store == null) {
      backend.home().ifPresent(home -> store = home.toString());
    }
    return location();
  }

  /** The command that resumes a run. */
  String howToResume(String runId) {
    return "resume with: fanfare resume " + runId + option();
  }

  /** The command that reruns the failed tasks of a run. */
  String howToRetry(String runId) {
    return "run the failed tasks again with: fanfare retry-failed " + runId + option();
  }

  /** The command that prints the results of a run. */
  String howToShow(String runId) {
    return "results: fanfare show " + runId + option() + " --values";
  }

  private String option() {
    return store == null ? "" : " --store " + quoted(store);
  }

  /** As a shell reads it as one word. */
  private static String quoted(String text) {
    return text.matches("[\\w./:@%+=,~-]+") ? text : "'" + text.replace("'", "'\\''") + "'";
  }
}
