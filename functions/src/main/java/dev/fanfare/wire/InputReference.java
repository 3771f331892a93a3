package dev.fanfare.wire;

import java.net.URI;

/**
 * Refers to an {@link Invocation} that is too large for a payload.
 *
 * @param inputUrl presigned URL of the invocation; a secret, because anyone who has it can read the object
 */
public record InputReference(URI inputUrl) implements Payload {

  /** Omits the URL, which must not reach a log. */
  @Override
  public String toString() {
    return "InputReference[inputUrl=...]";
  }
}
