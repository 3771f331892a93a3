package dev.fanfare.worker;

import java.util.Set;

/** Whether an HTTP status allows a retry. Stateless. */
public final class HttpStatus {

  /**
   * A timeout, a concurrent write of the same key, a failed condition, too many calls: a retry may
   * succeed (Amazon S3 API Reference, "Error responses").
   */
  private static final Set<Integer> PASSING = Set.of(408, 409, 412, 429);

  private HttpStatus() {}

  /** Whether the same request would be refused again. */
  public static boolean isFinal(int status) {
    return status >= 400 && status < 500 && !PASSING.contains(status);
  }
}
