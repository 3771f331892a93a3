package dev.fanfare.wire;

/**
 * A function's answer, which is always small: the outcome is in the store.
 *
 * @param number the batch's number
 * @param attempt number of the attempt
 * @param succeeded tasks that returned, even if JSON cannot represent the result
 * @param failed tasks that threw
 * @param resultBytes size of the result object, in bytes
 * @param stored false if another attempt's result was already there; that one counts
 */
public record Receipt(
    long number, int attempt, int succeeded, int failed, long resultBytes, boolean stored) {

  public Receipt {
    Batch.checkPlace(number, attempt);
  }
}
