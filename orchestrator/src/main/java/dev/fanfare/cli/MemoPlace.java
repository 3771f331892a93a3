package dev.fanfare.cli;

import dev.fanfare.memo.EntrySummary;
import dev.fanfare.memo.MemoStore;
import dev.fanfare.store.ObjectStore;
import dev.fanfare.store.StoreLocation;
import java.nio.file.Files;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** The memo that a command works on, and the kernel whose entries it is about. */
final class MemoPlace {

  @Parameters(paramLabel = "PLACE", description = "A folder or s3://bucket/prefix with a memo.")
  private String place = "";

  @Option(
      names = "--kernel",
      paramLabel = "NAME",
      description = "Only entries of this kernel, such as com.acme.Risk::price.")
  private @Nullable String kernel;

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

  private StoreLocation existing() {
    StoreLocation location = StoreLocation.parse(place);
    if (location instanceof StoreLocation.Folder folder && !Files.isDirectory(folder.path())) {
      throw new IllegalArgumentException(
          "PLACE must be an existing folder or s3://bucket/prefix, got: " + place);
    }
    return location;
  }

  /** Whether an entry is of the kernel. */
  Predicate<EntrySummary> entries() {
    return entry -> kernel == null || entry.kernel().equals(kernel);
  }

  /** Whether the command is about one kernel. */
  boolean isOfOneKernel() {
    return kernel != null;
  }

  /** Says on standard error that there is no such entry. */
  void tellThatNoneIsThere() {
    command
        .commandLine()
        .getErr()
        .println("no entries" + (kernel == null ? "" : " of " + kernel) + " in " + place);
  }
}
