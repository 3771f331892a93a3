package dev.fanfare;

import org.jspecify.annotations.Nullable;

/**
 * Python's binary operators on real numbers. A double holds every integer that {@link Arithmetic} allows exactly, so integers need
 * no operators of their own. Dividing by zero gives what is not finite; {@link Arithmetic} refuses that.
 */
enum Operator {
  ADD("+", 1),
  SUBTRACT("-", 1),
  MULTIPLY("*", 2),
  DIVIDE("/", 2),
  FLOOR_DIVIDE("//", 2),
  REMAINDER("%", 2),
  POWER("**", 3);

  private final String symbol;
  private final int precedence;

  Operator(String symbol, int precedence) {
    this.symbol = symbol;
    this.precedence = precedence;
  }

  /** The operator that is written so, or null. */
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
    return switch (this) {
      case ADD -> left + right;
      case SUBTRACT -> left - right;
      case MULTIPLY -> left * right;
      case DIVIDE -> left / right;
      case FLOOR_DIVIDE -> Math.rint((left - remainder(left, right)) / right);
      case REMAINDER -> remainder(left, right);
      case POWER -> Math.pow(left, right);
    };
  }

  /** Has the sign of the divisor; that of Java's {@code %} has the sign of the dividend. */
  private static double remainder(double dividend, double divisor) {
    double remainder = dividend % divisor;
    return remainder != 0 && remainder < 0 != divisor < 0 ? remainder + divisor : remainder;
  }
}
