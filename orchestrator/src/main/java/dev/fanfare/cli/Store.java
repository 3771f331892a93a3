package dev.fanfare.cli;

import dev.fanfare.StoreException;
import dev.fanfare.backend.Backend;
import dev.fanfare.store.StoreLocation;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The option for the store. */
final class Store {

  /** The folders that a store keeps its objects in. Others beside them are the user's. */
  private static final Set<String> OWN = Set.of("runs", "blobs", "memo");

  static final String LAST =
      "'last': the run that was created last, even if another one was resumed since";

  /** Describes the argument that names a run. */
  static final String RUN = "Run id, a unique prefix of it, or " + LAST + ".";

  @Option(
      names = "--store",
      paramLabel = "PLACE",
      description =
          "A folder or s3://bucket/prefix for recorded runs. Default: FANFARE_STORE, or else "
              + "$XDG_DATA_HOME/fanfare (~/.local/share/fanfare).")
  private @Nullable String store;

  /** Whether the user says where. */
  boolean isGiven() {
    return store != null;
  }

  /**
   * The location.
   *
   * @throws IllegalArgumentException if it is a file
   */
  StoreLocation location() {
    StoreLocation location = store == null ? StoreLocation.standard() : StoreLocation.parse(store);
    requireFolderOrBucket("store", location);
    return location;
  }

  /** Throws IllegalArgumentException if it is a file. */
  static void requireFolderOrBucket(String name, StoreLocation location) {
    if (location instanceof StoreLocation.Folder folder
        && Files.exists(folder.path())
        && !Files.isDirectory(folder.path())) {
      throw new IllegalArgumentException(
          name + " must be a folder or s3://bucket/prefix, got: " + location);
    }
  }

  /**
   * Checks that runs can be recorded.
   *
   * @throws StoreException if they cannot, as far as the file system tells in advance
   */
  void requireWritable() {
    if (location() instanceof StoreLocation.Folder folder) {
      Path place = folder.path().toAbsolutePath();
      while (!Files.exists(place) && place.getParent() != null) {
        place = place.getParent();
      }
      if (!Files.isDirectory(place) || !Files.isWritable(place)) {
        throw new StoreException(
            "cannot write recorded runs in " + folder.path() + ": " + whyUnwritable(place)
                + "; name another place with --store or FANFARE_STORE, or use --no-record",
            null);
      }
    }
  }

  private static String whyUnwritable(Path place) {
    try {
      Files.delete(Files.createTempFile(place, ".fanfare", ".tmp"));
      return place + " is not writable";
    } catch (AccessDeniedException e) {
      return "permission denied for " + place;
    } catch (FileSystemException e) {
      return place + ": " + e.getReason();
    } catch (IOException e) {
      return place + ": " + e.getMessage();
    }
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

  /**
   * Checks that a file to be written is not one of a recorded run.
   *
   * @throws IllegalArgumentException if it is
   */
  void requireOutside(String option, Path file) {
    try {
      if (location() instanceof StoreLocation.Folder folder
          && isOfStore(LocalFile.resolved(folder.path()), LocalFile.resolved(file))) {
        throw new IllegalArgumentException(option
            + " must not be in the folder of the store, where it could replace recorded runs, got: "
            + file);
      }
    } catch (IOException e) {
      throw new IllegalArgumentException("cannot write " + option + " " + file, e);
    }
  }

  private static boolean isOfStore(Path store, Path file) {
    return file.startsWith(store)
        && !file.equals(store)
        && OWN.contains(store.relativize(file).getName(0).toString());
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

  /** The command that lists the failed tasks of a run. */
  String listingFailures(String runId) {
    return "fanfare show " + runId + option() + " --failed";
  }

  /** A run as an argument of a command, with the option for the store if that is needed. */
  String argument(String run) {
    return run + option();
  }

  private String option() {
    return store == null ? "" : " --store " + quoted(store);
  }

  /** As a shell reads it as one word. */
  static String quoted(String text) {
    return text.matches("[\\w./:@%+=,~-]+") ? text : "'" + text.replace("'", "'\\''") + "'";
  }
}
