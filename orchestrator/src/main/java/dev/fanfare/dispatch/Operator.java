package dev.fanfare.dispatch;

import java.util.function.DoubleBinaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Python's binary operators on real numbers. A double holds every integer that {@link Arithmetic} allows exactly, so integers need
 * no operators of their own. Dividing by zero gives what is not finite; {@link Arithmetic} refuses that.
 */
enum Operator {
  ADD("+", 1, Double::sum),
  SUBTRACT("-", 1, (left, right) -> left - right),
  MULTIPLY("*", 2, (left, right) -> left * right),
  DIVIDE("/", 2, (left, right) -> left / right),
  FLOOR_DIVIDE("//", 2, (left, right) -> Math.rint((left - remainder(left, right)) / right)),
  REMAINDER("%", 2, Operator::remainder),
  POWER("**", 3, Math::pow);

  private final String symbol;
  private final int precedence;
  private final DoubleBinaryOperator rule;

  Operator(String symbol, int precedence, DoubleBinaryOperator rule) {
    this.symbol = symbol;
    this.precedence = precedence;
    this.rule = rule;
  }

  static @Nullable Operator of(@Nullable String symbol) {
    for (Operator operator : values()) {
      if (operator.symbol.equals(symbol)) {
        return operator;
      }
    }
    return null;
  }

  /** How tight it binds: the higher the tighter. */
  int precedence() {
    return precedence;
  }

  /** How tight an operator must bind to belong to this one's right side; powers group from the right. */
  int rightPrecedence() {
    return this == POWER ? precedence : precedence + 1;
  }

  double apply(double left, double right) {
    return rule.applyAsDouble(left, right);
  }

  /** Has the sign of the divisor; that of Java's {@code %} has the sign of the dividend. */
  private static double remainder(double dividend, double divisor) {
    double remainder = dividend % divisor;
    return remainder != 0 && remainder < 0 != divisor < 0 ? remainder + divisor : remainder;
  }
}
