package org.intercore.icmsg.devicetree;

import java.util.List;
import java.util.Set;

/**
 * Walks through a text and knows in which line it is. Blanks, comments and lines of the C
 * preprocessor that can be passed over are passed over between any two words.
 */
final class Scanner {
  private static final int LONGEST_NAME = 255;
  private static final char END = '\0';
  private static final Set<String> PASSED_OVER =
      Set.of("include", "define", "undef", "pragma", "line", "warning");
  private static final Set<String> CONDITIONS =
      Set.of("if", "ifdef", "ifndef", "elif", "else", "endif", "error");
  private static final List<String> OPERATORS = List.of(
      "||", "&&", "==", "!=", "<=", ">=", "<<", ">>", "|", "^", "&", "<", ">", "+", "-", "*", "/",
      "%");
  private static final String NAME_EXTRAS = ",._+?#-";

  private final String file;
  private final String text;
  private int at;
  private int line = 1;

  Scanner(final String file, final String text) {
    this.file = file;
    this.text = text;
  }

  Place place() {
    return new Place(file, line);
  }

  boolean isAtEnd() {
    skipBlanks();
    return at >= text.length();
  }

  /** The next character that counts; at the end one that stands for nothing. */
  char peek() {
    skipBlanks();
    return current();
  }

  private char current() {
    return charAt(at);
  }

  private char charAt(final int index) {
    return index < text.length() ? text.charAt(index) : END;
  }

  boolean accept(final char expected) {
    if (peek() != expected || at >= text.length()) {
      return false;
    }
    at++;
    return true;
  }

  boolean accept(final String expected) {
    skipBlanks();
    if (!text.startsWith(expected, at)) {
      return false;
    }
    at += expected.length();
    return true;
  }

  void expect(final char expected, final String where) {
    if (!accept(expected)) {
      throw place().problem("'" + expected + "' is missing " + where + ", there is " + here());
    }
  }

  /** What stands here, for a sentence. */
  String here() {
    if (isAtEnd()) {
      return "the end of the text";
    }
    final char next = current();
    return next >= ' ' && next <= '~'
        ? "'" + next + "'"
        : "the character U+" + String.format("%04X", (int) next);
  }

  /** A name of a node, a property or a label, or a number: as many of their characters as follow. */
  String word() {
    skipBlanks();
    final int start = at;
    while (isNameCharacter(current())) {
      at++;
    }
    return name(start);
  }

  private String name(final int start) {
    if (at - start > LONGEST_NAME) {
      throw place().problem("a name has more than " + LONGEST_NAME + " characters");
    }
    return text.substring(start, at);
  }

  /** An identifier of C, or a number. */
  String identifier() {
    skipBlanks();
    final int start = at;
    while (isLetterOrDigit(current()) || current() == '_') {
      at++;
    }
    return name(start);
  }

  /** The operator of an expression that stands here, the longest that fits, or an empty string. */
  String peekOperator() {
    skipBlanks();
    for (final String operator : OPERATORS) {
      if (text.startsWith(operator, at)) {
        return operator;
      }
    }
    return "";
  }

  /** The rest of a string whose first quote was taken. */
  String string(final Place from) {
    return quoted('"', from);
  }

  /** The rest of a character whose first quote was taken. */
  long character(final Place from) {
    final String content = quoted('\'', from);
    if (content.length() != 1) {
      throw from.problem("'" + content + "' is not one character");
    }
    return content.charAt(0);
  }

  private String quoted(final char quote, final Place from) {
    final StringBuilder content = new StringBuilder();
    while (current() != quote || at >= text.length()) {
      if (at >= text.length()) {
        throw from.problem("what begins here with " + quote + " does not end");
      }
      if (current() == '\\' && at + 1 < text.length()) {
        at++;
        content.append(unescaped(current()));
      } else {
        content.append(current());
      }
      step();
    }
    at++;
    return content.toString();
  }

  private static char unescaped(final char escaped) {
    return switch (escaped) {
      case 'n' -> '\n';
      case 'r' -> '\r';
      case 't' -> '\t';
      case '0' -> '\0';
      default -> escaped;
    };
  }

  /** Goes on behind the next {@code end}, as bytes in square brackets have no meaning here. */
  void skipTo(final char end, final Place from) {
    while (!isAtEnd()) {
      final char next = current();
      step();
      if (next == end) {
        return;
      }
    }
    throw from.problem("there is no " + end + " for what begins here");
  }

  /** Goes over one character. */
  void skipOne() {
    step();
  }

  private static boolean isLetterOrDigit(final char c) {
    return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9';
  }

  private static boolean isNameCharacter(final char c) {
    return isLetterOrDigit(c) || c != END && NAME_EXTRAS.indexOf(c) >= 0;
  }

  private void step() {
    if (current() == '\n') {
      line++;
    }
    at++;
  }

  private void skipBlanks() {
    while (skipOneBlank()) {
      // the condition does it
    }
  }

  private boolean skipOneBlank() {
    final char next = current();
    if (at >= text.length()) {
      return false;
    }
    if (Character.isWhitespace(next)) {
      step();
      return true;
    }
    if (next == '/' && charAt(at + 1) == '/') {
      skipLine();
      return true;
    }
    if (next == '/' && charAt(at + 1) == '*') {
      skipComment();
      return true;
    }
    return next == '#' && skipPreprocessor();
  }

  private void skipComment() {
    final Place from = place();
    final int end = text.indexOf("*/", at + 2);
    if (end < 0) {
      throw from.problem("the comment that begins here does not end");
    }
    while (at < end + 2) {
      step();
    }
  }

  /** To the end of the line, and of those that it goes on in. */
  private void skipLine() {
    while (at < text.length() && current() != '\n') {
      if (current() == '\\' && charAt(at + 1) == '\n') {
        at++;
      } else if (current() == '\\' && charAt(at + 1) == '\r' && charAt(at + 2) == '\n') {
        at += 2;
      }
      step();
    }
  }

  /** Whether the '#' here begins a line of the preprocessor that could be passed over. */
  private boolean skipPreprocessor() {
    if (!isFirstOfLine()) {
      return false;
    }
    int start = at + 1;
    while (charAt(start) == ' ' || charAt(start) == '\t') {
      start++;
    }
    int end = start;
    while (isNameCharacter(charAt(end))) {
      end++;
    }
    final String directive = text.substring(start, end);
    if (CONDITIONS.contains(directive)) {
      throw place()
          .problem("#" + directive + " needs the C preprocessor: read the zephyr.dts of the"
              + " build instead, which has been through it");
    }
    // "# 12 "file"" is what a preprocessor leaves behind.
    final boolean marker = start > at + 1 && directive.matches("\\d+");
    if (marker || PASSED_OVER.contains(directive)) {
      skipLine();
      return true;
    }
    return false;
  }

  private boolean isFirstOfLine() {
    int before = at - 1;
    while (before >= 0 && (text.charAt(before) == ' ' || text.charAt(before) == '\t')) {
      before--;
    }
    return before < 0 || text.charAt(before) == '\n';
  }
}
