package org.intercore.cli.console;

import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads numbers as people write them in a devicetree or a shell: 2048, 0x800, 2k, 2K, 1M, 1G. */
public final class ByteSize implements ITypeConverter<Long> {
  @Override
  public Long convert(final String text) {
    return parse(text);
  }

  /** Parses one number, 0 or more. */
  public static long parse(final String text) {
    try {
      final int shift = shiftOf(text);
      final String digits = shift == 0 ? text : text.substring(0, text.length() - 1);
      final long number = digits.startsWith("0x") || digits.startsWith("0X")
          ? Long.parseLong(digits.substring(2), 16)
          : Long.parseLong(digits);
      if (number < 0 || digits.contains("+") || digits.contains("-")) {
        throw new NumberFormatException(text);
      }
      return Math.multiplyExact(number, 1L << shift);
    } catch (final NumberFormatException | ArithmeticException e) {
      throw new TypeConversionException(
          "'" + text + "' is not a number such as 2048, 0x800, 2k or 1M");
    }
  }

  private static int shiftOf(final String text) {
    switch (text.isEmpty() ? ' ' : text.charAt(text.length() - 1)) {
      case 'k':
      case 'K':
        return 10;
      case 'M':
        return 20;
      case 'G':
        return 30;
      default:
        return 0;
    }
  }

  /** As {@link ByteSize}, for values that must fit an int. */
  public static final class OfInt implements ITypeConverter<Integer> {
    @Override
    public Integer convert(final String text) {
      final long value = parse(text);
      if (value > Integer.MAX_VALUE) {
        throw new TypeConversionException("'" + text + "' is larger than " + Integer.MAX_VALUE);
      }
      return (int) value;
    }
  }
}
