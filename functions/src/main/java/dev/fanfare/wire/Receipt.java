package dev.fanfare.wire;

/**
 * A function's answer, small whatever the result's size: that the outcome lies in the store.
 *
 * @param number the batch's number
 * @param attempt which try at it this was
 * @param succeeded tasks that returned, whether or not JSON can carry what
 * @param failed tasks that threw
 * @param resultBytes size of the result object, in bytes
 * @param stored false where another attempt's result was there already, which then counts
 */
public record Receipt(
    long number, int attempt, int succeeded, int failed, long resultBytes, boolean stored) {

  public Receipt {
    Batch.checkPlace(number, attempt);
  }
}
