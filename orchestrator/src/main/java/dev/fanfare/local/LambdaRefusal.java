package dev.fanfare.local;

import dev.fanfare.kernel.FanfareException;

/** A request that is refused, with the answer that says why. */
final class LambdaRefusal extends FanfareException {

  private static final long serialVersionUID = 1;

  private final transient Answer answer;

  LambdaRefusal(Answer answer) {
    super("refused with status " + answer.status());
    this.answer = answer;
  }

  /** Of a request for a function that is not there. */
  static LambdaRefusal notFound(String function) {
    return new LambdaRefusal(Answer.error(
        404, "ResourceNotFoundException", "Function not found: " + FunctionConfig.arn(function)));
  }

  Answer answer() {
    return answer;
  }
}
