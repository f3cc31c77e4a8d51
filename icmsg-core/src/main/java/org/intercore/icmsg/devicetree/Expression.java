package org.intercore.icmsg.devicetree;

import java.util.Map;

/**
 * A number, or an expression of C in parentheses, in unsigned 64-bit arithmetic as the devicetree
 * compiler's. Of Zephyr's macros it knows DT_SIZE_K and DT_SIZE_M; with any other name in it the
 * whole has no value, which matters only to whoever asks for it.
 */
final class Expression {
  private static final int MAX_DEPTH = 64;
  private static final Map<String, Integer> PRECEDENCE = Map.ofEntries(
      Map.entry("||", 1),
      Map.entry("&&", 2),
      Map.entry("|", 3),
      Map.entry("^", 4),
      Map.entry("&", 5),
      Map.entry("==", 6),
      Map.entry("!=", 6),
      Map.entry("<", 7),
      Map.entry(">", 7),
      Map.entry("<=", 7),
      Map.entry(">=", 7),
      Map.entry("<<", 8),
      Map.entry(">>", 8),
      Map.entry("+", 9),
      Map.entry("-", 9),
      Map.entry("*", 10),
      Map.entry("/", 10),
      Map.entry("%", 10));
  private static final Map<String, Integer> SIZES = Map.of("DT_SIZE_K", 10, "DT_SIZE_M", 20);

  private final Scanner scanner;
  private String macro;

  private Expression(final Scanner scanner) {
    this.scanner = scanner;
  }

  /** Reads one cell that is not a reference. */
  static Cell cell(final Scanner scanner) {
    scanner.isAtEnd(); // goes to where the cell begins
    final Place place = scanner.place();
    final Expression expression = new Expression(scanner);
    final long value = expression.primary(0);
    return expression.macro == null
        ? Cell.number(place, value)
        : Cell.macro(place, expression.macro);
  }

  private long ternary(final int depth) {
    final long condition = binary(1, depth);
    if (!scanner.accept('?')) {
      return condition;
    }
    final long yes = ternary(deeper(depth));
    scanner.expect(':', "between the two values of an expression");
    final long no = ternary(deeper(depth));
    return condition != 0 ? yes : no;
  }

  /** Operators that bind as strongly as {@code least}, or more strongly. */
  private long binary(final int least, final int depth) {
    long left = unary(depth);
    String operator = scanner.peekOperator();
    while (PRECEDENCE.getOrDefault(operator, 0) >= least) {
      final Place place = scanner.place();
      scanner.accept(operator);
      final long right = binary(PRECEDENCE.get(operator) + 1, depth);
      left = apply(operator, left, right, place);
      operator = scanner.peekOperator();
    }
    return left;
  }

  private long apply(final String operator, final long left, final long right, final Place place) {
    return switch (operator) {
      case "||" -> truth(left != 0 || right != 0);
      case "&&" -> truth(left != 0 && right != 0);
      case "|" -> left | right;
      case "^" -> left ^ right;
      case "&" -> left & right;
      case "==" -> truth(left == right);
      case "!=" -> truth(left != right);
      case "<" -> truth(Long.compareUnsigned(left, right) < 0);
      case ">" -> truth(Long.compareUnsigned(left, right) > 0);
      case "<=" -> truth(Long.compareUnsigned(left, right) <= 0);
      case ">=" -> truth(Long.compareUnsigned(left, right) >= 0);
      case "<<" -> Long.compareUnsigned(right, Long.SIZE) < 0 ? left << right : 0;
      case ">>" -> Long.compareUnsigned(right, Long.SIZE) < 0 ? left >>> right : 0;
      case "+" -> left + right;
      case "-" -> left - right;
      case "*" -> left * right;
      case "/" -> Long.divideUnsigned(left, divisor(right, place));
      default -> Long.remainderUnsigned(left, divisor(right, place));
    };
  }

  private static long truth(final boolean is) {
    return is ? 1 : 0;
  }

  private long divisor(final long value, final Place place) {
    if (value != 0) {
      return value;
    }
    if (macro == null) {
      throw place.problem("something is divided by zero");
    }
    return 1; // nobody knows by what
  }

  private long unary(final int depth) {
    if (scanner.accept('-')) {
      return -unary(deeper(depth));
    }
    if (scanner.accept('~')) {
      return ~unary(deeper(depth));
    }
    if (scanner.accept('!')) {
      return truth(unary(deeper(depth)) == 0);
    }
    return primary(depth);
  }

  private long primary(final int depth) {
    if (scanner.accept('(')) {
      final long value = ternary(deeper(depth));
      scanner.expect(')', "after an expression");
      return value;
    }
    final Place place = scanner.place();
    if (scanner.accept('\'')) {
      return scanner.character(place);
    }
    final String name = scanner.identifier();
    if (name.isEmpty()) {
      throw scanner.place().problem("there must be a number, there is " + scanner.here());
    }
    return Character.isDigit(name.charAt(0)) ? number(name) : macro(name, depth);
  }

  private long number(final String literal) {
    String digits = literal.replaceAll("[uUlL]{1,3}$", "");
    int radix = 10;
    if (digits.startsWith("0x") || digits.startsWith("0X")) {
      digits = digits.substring(2);
      radix = 16;
    } else if (digits.length() > 1 && digits.startsWith("0")) {
      radix = 8;
    }
    try {
      return Long.parseUnsignedLong(digits, radix);
    } catch (final NumberFormatException e) {
      throw scanner.place().problem(literal + " is not a number of up to 64 bits");
    }
  }

  private long macro(final String name, final int depth) {
    final Integer shift = SIZES.get(name);
    if (shift != null) {
      scanner.expect('(', "after " + name);
      final long value = ternary(deeper(depth));
      scanner.expect(')', "after the number of " + name);
      return value << shift;
    }
    macro = name;
    skipArguments();
    return 0;
  }

  /** What a macro is given can be anything, as long as its parentheses are in pairs. */
  private void skipArguments() {
    if (!scanner.accept('(')) {
      return;
    }
    final Place from = scanner.place();
    int open = 1;
    while (open > 0) {
      if (scanner.isAtEnd()) {
        throw from.problem("the parenthesis that begins here does not end");
      }
      if (scanner.accept('(')) {
        open++;
      } else if (scanner.accept(')')) {
        open--;
      } else if (scanner.accept('"')) {
        scanner.string(scanner.place());
      } else {
        scanner.skipOne();
      }
    }
  }

  private int deeper(final int depth) {
    if (depth >= MAX_DEPTH) {
      throw scanner.place().problem("an expression is nested more than " + MAX_DEPTH + " deep");
    }
    return depth + 1;
  }
}
