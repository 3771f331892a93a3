package dev.fanfare.cli;

import dev.fanfare.memo.EntrySummary;
import dev.fanfare.memo.MemoLimits;
import dev.fanfare.memo.MemoStore;
import dev.fanfare.memo.Removal;
import java.time.Instant;
import java.util.Objects;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code fanfare memo clean}: removes entries. */
@Command(
    name = "clean",
    sortOptions = false,
    description =
        "Removes the least recently used entries, without asking, until the rest is within the limits.",
    footer = {"", "Example: fanfare memo clean memo --max-bytes 1G --older-than 30d"})
final class MemoCleanCommand implements Runnable {

  @Mixin
  @SuppressWarnings("NullAway.Init") // picocli sets it.
  private MemoPlace place;

  @Mixin
  @SuppressWarnings("NullAway.Init")
  private MemoKernel kernel;

  @Option(
      names = "--max-bytes",
      paramLabel = "SIZE",
      description = "Keep at most SIZE, such as 500MB or 1G (K = KiB = 1024, KB = 1000).")
  private @Nullable ByteCount maxBytes;

  @Option(names = "--max-entries", paramLabel = "N", description = "Keep at most N entries.")
  private @Nullable Long maxEntries;

  @Option(
      names = "--older-than",
      paramLabel = "AGE",
      description = "Remove entries not used for AGE, such as 30d (days), 12h, 30m or 90s.")
  private @Nullable Age olderThan;

  @Option(names = "--all", description = "Remove all entries; of one kernel with --kernel.")
  private boolean all;

  @Option(names = "--dry-run", description = "Remove nothing, and print what would be removed.")
  private boolean dryRun;

  @Spec
  @SuppressWarnings("NullAway.Init")
  private CommandSpec spec;

  @Override
  public void run() {
    boolean limited = maxBytes != null || maxEntries != null || olderThan != null;
    if (!limited && !all) {
      throw new IllegalArgumentException(
          "expected --max-bytes, --max-entries, --older-than or --all");
    }
    if (limited && all) {
      throw new IllegalArgumentException("give either --all or limits, not both");
    }
    MemoLimits limits = new MemoLimits(
        maxBytes == null ? Long.MAX_VALUE : maxBytes.bytes(),
        Objects.requireNonNullElse(maxEntries, Long.MAX_VALUE),
        olderThan == null ? null : olderThan.duration());
    place.with(memo -> clean(memo, limits));
  }

  private void clean(MemoStore memo, MemoLimits limits) {
    Predicate<EntrySummary> concerned = kernel.entries(memo);
    if (kernel.isGiven() && memo.summaries().noneMatch(concerned)) {
      spec.commandLine().getErr().println(kernel.none(place));
      return;
    }
    Predicate<EntrySummary> excess = all
        ? entry -> true
        : limits.excess(memo.summaries().filter(concerned), Instant.now()).orElse(entry -> false);
    Predicate<EntrySummary> removed = concerned.and(excess);
    if (dryRun) {
      tell("would remove ", Removal.of(memo.summaries().filter(removed)));
    } else if (all && !kernel.isGiven()) {
      Removal everything = Removal.of(memo.summaries());
      memo.clear();
      tell("removed ", everything);
    } else {
      tell("removed ", memo.remove(removed));
    }
  }

  private void tell(String what, Removal removal) {
    spec.commandLine()
        .getOut()
        .println(what + removal.entries() + (removal.entries() == 1 ? " entry" : " entries") + ", "
            + removal.bytes() + " bytes");
  }
}
