package org.intercore.cli.console;

import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Sizes of messages, both ends included: {@code 1-2500}, or one number for all of one size. */
public record SizeRange(int min, int max) {
  /** Reads a range from the command line. */
  public static final class Converter implements ITypeConverter<SizeRange> {
    @Override
    public SizeRange convert(final String text) {
      final String[] ends = text.split("-", -1);
      if (ends.length > 2) {
        throw new TypeConversionException("'" + text + "' is not a range such as 1-2500");
      }
      final long min = ByteSize.parse(ends[0]);
      final long max = ByteSize.parse(ends[ends.length - 1]);
      if (min < 1 || max < min || max > Integer.MAX_VALUE) {
        throw new TypeConversionException(
            "'" + text + "' is not a range such as 1-2500: from 1 up, and the larger number last");
      }
      return new SizeRange((int) min, (int) max);
    }
  }

  @Override
  public String toString() {
    return min + "-" + max;
  }
}
