package dev.fanfare;

import org.jspecify.annotations.Nullable;

/**
 * Python's binary operators on real numbers. A double represents every integer that
 * {@link Arithmetic} allows exactly, so integers need no separate operators. Division by zero gives
 * a value that is not finite, which {@link Arithmetic} refuses.
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

  /** The operator with that symbol, or null. */
  static @Nullable Operator of(@Nullable String symbol) {
    for (Operator operator : values()) {
      if (operator.symbol.equals(symbol)) {
        return operator;
      }
    }
    return null;
  }

  /** Precedence; higher binds tighter. */
  int precedence() {
    return precedence;
  }

  /** The minimum precedence of operators on the right side; powers are right-associative. */
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

  /** The result has the sign of the divisor, unlike Java's {@code %}. */
  private static double remainder(double dividend, double divisor) {
    double remainder = dividend % divisor;
    return remainder != 0 && remainder < 0 != divisor < 0 ? remainder + divisor : remainder;
  }
}
