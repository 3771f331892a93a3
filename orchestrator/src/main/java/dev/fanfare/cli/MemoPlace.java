package dev.fanfare.cli;

import dev.fanfare.memo.MemoStore;
import dev.fanfare.store.ObjectStore;
import dev.fanfare.store.StoreLocation;
import java.nio.file.Files;
import java.util.function.Consumer;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** The memo that a command works on. */
final class MemoPlace {

  @Parameters(
      index = "0",
      paramLabel = "PLACE",
      description = "A folder or s3://bucket/prefix with a memo.")
  private String place = "";

  @Spec(Spec.Target.MIXEE)
  @SuppressWarnings("NullAway.Init") // picocli sets it.
  private CommandSpec command;

  /** Opens the memo, and closes it after the work. Damaged objects are reported on standard error. */
  void with(Consumer<MemoStore> work) {
    try (ObjectStore objects = existing().open();
        MemoStore memo =
            MemoStore.open(objects, MemoStore.PREFIX, command.commandLine().getErr()::println)) {
      work.accept(memo);
    }
  }

  /**
   * The place.
   *
   * @throws IllegalArgumentException if it is a folder that does not exist
   */
  StoreLocation existing() {
    StoreLocation location = StoreLocation.parse(place);
    if (location instanceof StoreLocation.Folder folder && !Files.isDirectory(folder.path())) {
      throw new IllegalArgumentException(
          "PLACE must be an existing folder or s3://bucket/prefix, got: " + place);
    }
    return location;
  }

  @Override
  public String toString() {
    return place;
  }
}
