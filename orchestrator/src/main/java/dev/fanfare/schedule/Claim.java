package dev.fanfare.schedule;

import dev.fanfare.store.Await;
import dev.fanfare.store.ObjectStore;
import dev.fanfare.store.RunFolder;
import dev.fanfare.wire.Codec;
import java.nio.charset.StandardCharsets;

/**
 * Which execution has a run, written down before anything else of it: a schedule may start two for one
 * time.
 *
 * @param execution name of the state machine's execution
 * @param jobs the job list, {@code s3://bucket/jobs/NAME}
 */
record Claim(String execution, String jobs) {

  /**
   * Claims a run.
   *
   * @return whose it is: this claim, or the one that was there first
   */
  Claim make(ObjectStore objects, String runId) {
    byte[] json = Codec.toJson(this).getBytes(StandardCharsets.UTF_8);
    boolean first = Await.result(objects.putIfAbsent(new RunFolder(runId).claim(), json));
    return first ? this : read(objects, runId);
  }

  /** The claim of a run that was claimed. */
  static Claim read(ObjectStore objects, String runId) {
    byte[] json = Await.result(objects.get(new RunFolder(runId).claim()));
    return Codec.readValue(json, Claim.class);
  }
}
