package dev.fanfare.schedule;

import dev.fanfare.StoreException;
import dev.fanfare.kernel.MalformedMessageException;
import dev.fanfare.store.Await;
import dev.fanfare.store.NoSuchObjectException;
import dev.fanfare.store.ObjectStore;
import dev.fanfare.store.RunFolder;
import dev.fanfare.wire.Codec;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * The execution that owns a run. Recorded before anything else of the run, because a schedule may
 * start two executions for one time.
 *
 * @param execution name of the state machine's execution
 * @param jobs the job list, {@code s3://bucket/jobs/NAME}
 */
record Claim(String execution, String jobs) {

  /**
   * Claims a run.
   *
   * @return the claim that counts: this one, or an earlier one
   */
  Claim make(ObjectStore objects, String runId) {
    byte[] json = Codec.toJson(this).getBytes(StandardCharsets.UTF_8);
    boolean first = Await.result(objects.putIfAbsent(new RunFolder(runId).claim(), json));
    return first ? this : read(objects, runId);
  }

  /** The claim of a run, if there is one. */
  static Optional<Claim> find(ObjectStore objects, String runId) {
    try {
      return Optional.of(read(objects, runId));
    } catch (NoSuchObjectException e) {
      return Optional.empty();
    }
  }

  /**
   * Whether this execution made that claim.
   *
   * @throws IllegalArgumentException if it is the run of another job list
   */
  boolean isSame(Claim made, String runId) {
    if (!made.jobs().equals(jobs)) {
      throw new IllegalArgumentException("run " + runId + " belongs to job list " + made.jobs()
          + ", not " + jobs + "; rename one of them");
    }
    return made.execution().equals(execution);
  }

  /**
   * The claim of a claimed run.
   *
   * @throws StoreException if it is damaged
   */
  static Claim read(ObjectStore objects, String runId) {
    String key = new RunFolder(runId).claim();
    byte[] json = Await.result(objects.get(key));
    try {
      return Codec.readValue(json, Claim.class);
    } catch (MalformedMessageException e) {
      throw new StoreException(
          key + " is damaged; without it, the next execution of " + runId + " claims the run", e);
    }
  }
}
