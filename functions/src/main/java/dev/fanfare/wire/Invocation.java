package dev.fanfare.wire;

import java.net.URI;

/**
 * What the orchestrator sends to a function: a batch, and where its outcome goes.
 *
 * @param batch the tasks
 * @param resultUrl presigned URL that takes one PUT of the {@link BatchOutcome}; whoever has it can write there, so it is a secret
 */
public record Invocation(Batch batch, URI resultUrl) implements Payload {

  /** The batch alone: the URL must not reach a log. */
  @Override
  public String toString() {
    return "Invocation[batch=" + batch + "]";
  }
}
