package dev.fanfare.local;

import dev.fanfare.kernel.FanfareException;

/** A refused request, with the answer that gives the reason. */
final class LambdaRefusal extends FanfareException {

  private static final long serialVersionUID = 1;

  private final transient Answer answer;

  LambdaRefusal(Answer answer) {
    super("refused with status " + answer.status());
    this.answer = answer;
  }

  /** For a function that does not exist. */
  static LambdaRefusal notFound(String function) {
    return new LambdaRefusal(Answer.error(
        404, "ResourceNotFoundException", "Function not found: " + FunctionConfig.arn(function)));
  }

  Answer answer() {
    return answer;
  }
}
