package dev.fanfare.kernel;

/**
 * A record of a file, or one of many files, cannot be passed to a kernel. Its task fails with this
 * exception, and no retry can help; the message says where the record begins and what is wrong.
 */
public final class BadRecordException extends FanfareException {

  public BadRecordException(String message) {
    super(message);
  }
}
