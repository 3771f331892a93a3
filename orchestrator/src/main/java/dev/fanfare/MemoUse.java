package dev.fanfare;

/**
 * What a run took from a memo instead of computing it. Times in nanoseconds.
 *
 * @param hits tasks whose values were remembered from earlier calls
 * @param same tasks that make the same call as another task of the run, and got its outcome
 * @param misses tasks that were looked up in vain, and ran
 * @param savedNanos how long the hits once took, added up
 */
public record MemoUse(long hits, long same, long misses, long savedNanos) {

  /** No memo was used. */
  public static final MemoUse NONE = new MemoUse(0, 0, 0, 0);

  /** Both together. */
  public MemoUse plus(MemoUse other) {
    return new MemoUse(
        hits + other.hits, same + other.same, misses + other.misses, savedNanos + other.savedNanos);
  }

  /** The number of tasks that did not have to run. */
  public long remembered() {
    return hits + same;
  }

  /** In words: {@code 40 remembered, which once took 12 s, 2 same as another task, 5 new}. */
  public String text() {
    String once =
        savedNanos == 0 ? "" : ", which once took " + ReportText.duration(savedNanos / 1e9);
    String alike = same == 0 ? "" : ", " + same + " the same as another task";
    return hits + " remembered" + once + alike + ", " + misses + " new";
  }
}
