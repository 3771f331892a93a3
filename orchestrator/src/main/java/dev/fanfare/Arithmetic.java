package dev.fanfare;

import java.math.BigDecimal;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An arithmetic expression with Python's grammar and rules: {@code 1 + 2*3**(4) / (6 + -7)} is
 * -161. Immutable, thread-safe.
 *
 * <p>Supports decimal literals (integers, fractions, exponents), {@code + - * / // % **}, unary
 * minus and parentheses. An expression has at most 30 characters, and no value in it may exceed
 * 1,000,000 in magnitude. Follows joblib 1.6 {@code eval_expr}, including its messages.
 */
final class Arithmetic {

  private static final int LONGEST = 30;
  private static final int LARGEST = 1_000_000;

  private final String text;
  private final Node root;

  private Arithmetic(String text, Node root) {
    this.text = text;
    this.root = root;
  }

  /**
   * Parses an expression without evaluating it.
   *
   * @throws IllegalArgumentException if it is too long, is not an expression, or has a literal that
   *     is too large
   */
  static Arithmetic parse(String text) {
    if (text.length() > LONGEST) {
      throw new IllegalArgumentException("Expression '" + text.substring(0, LONGEST)
          + "'... is too long. Max length is " + LONGEST + ", got " + text.length() + ".");
    }
    try {
      return new Arithmetic(text, new Reader(text).whole());
    } catch (ArithmeticException e) {
      throw unsupported(text);
    }
  }

  /**
   * The expression's value.
   *
   * @throws IllegalArgumentException if an intermediate value is too large or not a real number, or
   *     on division by zero
   */
  double value() {
    try {
      return root.value().number;
    } catch (ArithmeticException e) {
      throw unsupported(text);
    }
  }

  private static UnsupportedException unsupported(String text) {
    return new UnsupportedException(
        "'" + text + "' is not a valid or supported arithmetic expression.");
  }

  /** A text is not an expression, or the expression has no value. */
  static final class UnsupportedException extends IllegalArgumentException {
    private static final long serialVersionUID = 1;

    UnsupportedException(String message) {
      super(message);
    }
  }

  /** A part of the expression, evaluated lazily so that parsing never divides by zero. */
  private interface Node {
    Value value();
  }

  /** A Python int or float; the kind only affects how messages print it. */
  private record Value(double number, boolean integer) {
    Value {
      if (!Double.isFinite(number)) {
        throw new ArithmeticException("not a finite real number");
      }
      if (Math.abs(number) > LARGEST) {
        String written =
            integer ? new BigDecimal(number).toPlainString() : PythonFloat.repr(number);
        throw new IllegalArgumentException(
            "Numeric literal " + written + " is too large, max is " + LARGEST + ".");
      }
    }

    Value negated() {
      return new Value(-number, integer);
    }

    Value with(Operator operator, Value right) {
      double result = operator.apply(number, right.number);
      boolean integers = integer && right.integer && operator != Operator.DIVIDE;
      return new Value(result, integers && result == Math.rint(result));
    }
  }

  /** A precedence-climbing parser. Throws {@link ArithmeticException} on invalid input. */
  private static final class Reader {

    private static final Pattern TOKEN =
        Pattern.compile("([\\d.]+(?:[eE][+-]?\\d+)?|\\*\\*|//|[-+*/%()])[ \\t]*");
    // Python refuses the integer 07, but not 07.5.
    private static final Pattern INTEGER = Pattern.compile("0+|[1-9]\\d*");
    private static final Pattern FLOAT =
        Pattern.compile("(\\d+\\.\\d*|\\.\\d+)([eE][+-]?\\d+)?|\\d+[eE][+-]?\\d+");

    private final Deque<String> tokens = new ArrayDeque<>();

    Reader(String text) {
      Matcher matcher = TOKEN.matcher(text);
      int end = 0;
      while (matcher.find() && matcher.start() == end) {
        tokens.add(matcher.group(1));
        end = matcher.end();
      }
      require(end == text.length());
    }

    Node whole() {
      Node node = expression(0);
      require(tokens.isEmpty());
      return node;
    }

    private Node expression(int lowestPrecedence) {
      Node left = operand();
      Operator operator = Operator.of(tokens.peek());
      while (operator != null && operator.precedence() >= lowestPrecedence) {
        tokens.remove();
        left = binary(left, operator, expression(operator.rightPrecedence()));
        operator = Operator.of(tokens.peek());
      }
      return left;
    }

    private static Node binary(Node left, Operator operator, Node right) {
      return () -> left.value().with(operator, right.value());
    }

    private Node operand() {
      require(!tokens.isEmpty());
      String token = tokens.remove();
      return switch (token) {
        case "-" -> {
          Node negated = expression(Operator.POWER.precedence());
          yield () -> negated.value().negated();
        }
        case "(" -> {
          Node inner = expression(0);
          require(")".equals(tokens.poll()));
          yield inner;
        }
        default -> literal(token);
      };
    }

    private static Node literal(String token) {
      boolean integer = INTEGER.matcher(token).matches();
      require(integer || FLOAT.matcher(token).matches());
      Value value = new Value(Double.parseDouble(token), integer);
      return () -> value;
    }

    private static void require(boolean readable) {
      if (!readable) {
        throw new ArithmeticException("not an expression");
      }
    }
  }
}
