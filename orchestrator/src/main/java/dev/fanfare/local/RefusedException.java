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

  Answer answer() {
    return answer;
  }
}
