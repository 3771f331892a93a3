package dev.fanfare.rows;

/**
 * A range of a file's bytes.
 *
 * @param from its first byte, from 0
 * @param to the end, exclusive
 */
record ByteRange(long from, long to) {

  /** A whole file of any size. */
  static final ByteRange ALL = new ByteRange(0, Long.MAX_VALUE);

  ByteRange {
    if (from < 0 || to < from) {
      throw new IllegalArgumentException(
          "a range of bytes must have 0 <= from <= to, got: " + from + " to " + to);
    }
  }
}
