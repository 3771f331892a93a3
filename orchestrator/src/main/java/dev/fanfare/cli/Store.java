package dev.fanfare.cli;

import dev.fanfare.backend.Backend;
import dev.fanfare.store.StoreLocation;
import java.nio.file.Files;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The option that says where runs are kept. */
final class Store {

  @Option(
      names = "--store",
      paramLabel = "PLACE",
      description =
          "Where runs are kept: a folder or s3://bucket/prefix. Default: the environment's FANFARE_STORE, else the folder fanfare in XDG_DATA_HOME or ~/.local/share; for lambda the function's bucket.")
  private @Nullable String store;

  /**
   * The place.
   *
   * @throws IllegalArgumentException if something else than a folder is there
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
   * The place of runs that are there already.
   *
   * @throws IllegalArgumentException if a folder that was named is not there
   */
  StoreLocation existing() {
    StoreLocation location = location();
    if (store != null
        && location instanceof StoreLocation.Folder folder
        && !Files.exists(folder.path())) {
      throw new IllegalArgumentException(
          "--store must be a store, got: " + store + ": no such folder");
    }
    return location;
  }

  /** The place of a new run: the backend's own, if it has one and nobody has said otherwise. */
  StoreLocation locationFor(Backend backend) {
    if (store == null) {
      backend.home().ifPresent(home -> store = home.toString());
    }
    return location();
  }

  /** The command that goes on with a run. */
  String howToResume(String runId) {
    return "resume with: fanfare resume " + runId + option();
  }

  /** The command that runs its failed tasks again. */
  String howToRetry(String runId) {
    return "run the failed tasks again with: fanfare retry-failed " + runId + option();
  }

  private String option() {
    return store == null ? "" : " --store " + store;
  }
}
