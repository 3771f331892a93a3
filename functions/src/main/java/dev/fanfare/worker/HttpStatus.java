package dev.fanfare.worker;

import java.util.Set;

/** What the status of an answer says about asking again. Stateless. */
public final class HttpStatus {

  /**
   * A timeout, another writer at the same key, a condition that does not hold, too many calls: these pass
   * (Amazon S3 API Reference, "Error responses").
   */
  private static final Set<Integer> PASSING = Set.of(408, 409, 412, 429);

  private static final int NOT_IMPLEMENTED = 501;

  private HttpStatus() {}

  /** Whether the same request will be refused the next time, too. */
  public static boolean isFinal(int status) {
    return status == NOT_IMPLEMENTED
        || (status >= 400 && status < 500 && !PASSING.contains(status));
  }
}
