package dev.fanfare.worker;

import java.util.Set;

/** Whether an HTTP status allows a retry. Stateless. */
public final class HttpStatus {

  /**
   * A bucket so new that S3 still redirects, a timeout, a concurrent write of the same key, a failed
   * condition, too many calls: a retry may succeed (Amazon S3 API Reference, "Error responses").
   */
  private static final Set<Integer> PASSING = Set.of(307, 408, 409, 412, 429);

  private HttpStatus() {}

  /** Whether the same request would be refused again. Redirects are not followed, so they refuse. */
  public static boolean isFinal(int status) {
    return status >= 300 && status < 500 && !PASSING.contains(status);
  }
}
