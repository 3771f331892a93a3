package dev.fanfare.wire;

import java.net.URI;

/**
 * Where an {@link Invocation} lies that is too large for a payload.
 *
 * @param inputUrl presigned URL that gives it; whoever has it can read there, so it is a secret
 */
public record InputReference(URI inputUrl) implements Payload {

  /** Without the URL: it must not reach a log. */
  @Override
  public String toString() {
    return "InputReference[inputUrl=...]";
  }
}
