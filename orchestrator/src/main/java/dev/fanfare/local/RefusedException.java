package dev.fanfare.local;

import dev.fanfare.kernel.FanfareException;

/** A request that is refused, with the answer that says why. */
final class RefusedException extends FanfareException {

  private static final long serialVersionUID = 1;

  private final transient Answer answer;

  RefusedException(Answer answer) {
    super("refused with status " + answer.status());
    this.answer = answer;
  }

  /** A request with a value that cannot be. */
  static RefusedException invalid(String message) {
    return new RefusedException(Answer.error(400, "InvalidParameterValueException", message));
  }

  Answer answer() {
    return answer;
  }
}
