package dev.fanfare.memo;

import dev.fanfare.StoreException;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.Supplier;

/** Removes entries, merges objects and records uses, while other processes may do the same. Thread-safe. */
final class Upkeep {

  /** How often to try again if other processes merge at the same time. */
  private static final int MOST_TRIES = 10;

  private final MemoFolder folder;

  Upkeep(MemoFolder folder) {
    this.folder = folder;
  }

  /** Removes entries, and merges the others. */
  Removal remove(Predicate<EntrySummary> removed) {
    return folder.isEmpty()
        ? new Removal(0, 0)
        : untilFastest(() -> Compaction.attempt(folder, removed));
  }

  /** Removes everything, damaged objects too. */
  void clear() {
    if (!folder.isEmpty()) {
      untilFastest(() -> Compaction.clear(folder) ? Optional.of(true) : Optional.empty());
    }
  }

  private static <R> R untilFastest(Supplier<Optional<R>> attempt) {
    for (int attempts = 0; attempts < MOST_TRIES; attempts++) {
      Optional<R> done = attempt.get();
      if (done.isPresent()) {
        return done.get();
      }
    }
    throw new StoreException(
        "other processes keep changing the memo; try again when they have ended", null);
  }

  /** Merges unless another process is faster: then there is little left to merge. */
  void merge() {
    tidy("merge entries", () -> Compaction.attempt(folder, entry -> false));
  }

  /** Records what was used. */
  void record(Uses uses) {
    if (!uses.isEmpty()) {
      tidy(
          "record which entries were used",
          () ->
              folder.add(MemoFolder.uses(folder.stem()), uses.bytes(folder.now().toEpochMilli())));
    }
  }

  /** Does what a later run can do as well: a failure is reported, and nothing is lost. */
  void tidy(String what, Runnable work) {
    try {
      work.run();
    } catch (StoreException e) {
      folder.warn("cannot " + what + ": " + e.getMessage());
    }
  }
}
