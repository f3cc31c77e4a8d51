package org.intercore.icbmsg;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.intercore.icbmsg.endpoint.Role;
import org.intercore.icbmsg.layout.LinkFormat;
import org.intercore.icbmsg.slot.SlotGeometry;
import org.intercore.icmsg.UnboundMode;
import org.intercore.icmsg.doorbell.Doorbell;

/**
 * The options of a configuration as properties: {@code icbmsg.instance.NAME.OPTION} for one instance,
 * {@code icbmsg.instance.OPTION} for all named ones that do not say it themselves. An option's name has no dot,
 * so that the last dot ends the instance's name, which may have some.
 */
final class ConfigProperties {
  /** What all keys begin with. */
  static final String PREFIX = "icbmsg.instance.";

  private static final int KILO = 10;
  private static final int MEGA = 20;
  private static final Pattern NUMBER =
      Pattern.compile("(0[xX][0-9a-fA-F]{1,15}|\\d{1,18})([kM]?)");
  private static final Pattern TIME = Pattern.compile("(\\d{1,18})(ns|us|ms|s)");
  private static final Map<String, Long> UNITS =
      Map.of("ns", 1L, "us", 1_000L, "ms", 1_000_000L, "s", 1_000_000_000L);
  private static final Map<String, Option> OPTIONS = new TreeMap<>();

  static {
    number("tx-blocks", 1, SlotGeometry.MAX_BLOCKS, IcbmsgConfig::txBlocks);
    number("rx-blocks", 1, SlotGeometry.MAX_BLOCKS, IcbmsgConfig::rxBlocks);
    number("block-size", 4, Integer.MAX_VALUE, IcbmsgConfig::blockSize);
    powerOfTwo("dcache-alignment", 4, 4096, IcbmsgConfig::alignment);
    number("dirty-release", 0, Integer.MAX_VALUE, IcbmsgConfig::dirtyRelease);
    powerOfTwo("word-size", 32, 64, IcbmsgConfig::wordSize);
    word("unbound", UnboundMode.class, IcbmsgConfig::unbound);
    word("format", LinkFormat.class, IcbmsgConfig::format);
    word("role", Role.class, IcbmsgConfig::role);
    time("liveness", IcbmsgConfig::liveness);
    time("bond-repeat", IcbmsgConfig::bondRepeat);
    time("linger", IcbmsgConfig::linger);
    OPTIONS.put("confined", new Option("true or false", ConfigProperties::confined));
    OPTIONS.put("doorbell", new Option("polling", ConfigProperties::doorbell));
    OPTIONS.put("directory", new Option("a path", ConfigProperties::directory));
    OPTIONS.put(
        "peer-users", new Option("numbers of users, between commas", ConfigProperties::peerUsers));
  }

  private ConfigProperties() {}

  /** Sets one option, if the value is one; an IllegalArgumentException says that it is none. */
  @FunctionalInterface
  private interface Setter {
    void set(IcbmsgConfig config, String value);
  }

  /** A setter of the configuration. */
  @FunctionalInterface
  private interface Setting<T> {
    IcbmsgConfig set(IcbmsgConfig config, T value);
  }

  private record Option(String allowed, Setter setter) {}

  /** A value that is not of its option's kind. */
  private static final class NotAllowed extends RuntimeException {
    private static final long serialVersionUID = 1L;
  }

  /** The names of all options. */
  static Set<String> names() {
    return OPTIONS.keySet();
  }

  /** What an option may be. */
  static String allowed(final String option) {
    return OPTIONS.get(option).allowed;
  }

  /** Sets what the properties say of an instance, its own keys after those for all named ones. */
  static void apply(final IcbmsgConfig config, final String name, final Properties properties) {
    if (config.name() != null) {
      applyKeys(config, PREFIX, properties);
    }
    applyKeys(config, PREFIX + name + ".", properties);
  }

  private static void applyKeys(
      final IcbmsgConfig config, final String prefix, final Properties properties) {
    for (final String key : new TreeSet<>(properties.stringPropertyNames())) {
      if (key.startsWith(prefix) && key.indexOf('.', prefix.length()) < 0) {
        apply(
            config,
            key,
            key.substring(prefix.length()),
            properties.getProperty(key).strip());
      }
    }
  }

  private static void apply(
      final IcbmsgConfig config, final String key, final String name, final String value) {
    final Option option = OPTIONS.get(name);
    if (option == null) {
      throw new IllegalArgumentException("there is no option for " + key + "=" + value
          + ": options are " + String.join(", ", OPTIONS.keySet()));
    }
    try {
      option.setter.set(config, value);
    } catch (final NotAllowed e) {
      throw new IllegalArgumentException(key + "=" + value + " must be " + option.allowed, e);
    } catch (final IllegalArgumentException e) {
      throw new IllegalArgumentException(key + "=" + value + ": " + e.getMessage(), e);
    }
  }

  private static void number(
      final String name, final int least, final int most, final Setting<Integer> setting) {
    OPTIONS.put(
        name,
        new Option(
            "a number from " + least + " to " + most + ", such as 2048, 0x800 or 2k",
            (config, value) -> setting.set(config, number(value, least, most))));
  }

  private static void powerOfTwo(
      final String name, final int least, final int most, final Setting<Integer> setting) {
    OPTIONS.put(
        name, new Option("a power of two from " + least + " to " + most, (config, value) -> {
          final int bytes = number(value, least, most);
          if (Integer.bitCount(bytes) != 1) {
            throw new NotAllowed();
          }
          setting.set(config, bytes);
        }));
  }

  private static int number(final String value, final int least, final int most) {
    final Matcher parts = NUMBER.matcher(value);
    if (!parts.matches()) {
      throw new NotAllowed();
    }
    final String digits = parts.group(1);
    final long plain = digits.length() > 1 && Character.toLowerCase(digits.charAt(1)) == 'x'
        ? Long.parseLong(digits.substring(2), 16)
        : Long.parseLong(digits);
    final int shift = switch (parts.group(2)) {
      case "k" -> KILO;
      case "M" -> MEGA;
      default -> 0;
    };
    if (plain > most >> shift || plain << shift < least) {
      throw new NotAllowed();
    }
    return (int) plain << shift;
  }

  private static void time(final String name, final Setting<Duration> setting) {
    OPTIONS.put(name, new Option("a time such as 50ms, 10us, 900ns or 2s", (config, value) -> {
      final Matcher parts = TIME.matcher(value);
      if (!parts.matches()) {
        throw new NotAllowed();
      }
      final long number = Long.parseLong(parts.group(1));
      final long unit = UNITS.get(parts.group(2));
      if (number > Long.MAX_VALUE / unit) {
        throw new NotAllowed();
      }
      setting.set(config, Duration.ofNanos(number * unit));
    }));
  }

  private static <E extends Enum<E>> void word(
      final String name, final Class<E> kind, final Setting<E> setting) {
    final Map<String, E> words = new TreeMap<>();
    for (final E constant : kind.getEnumConstants()) {
      words.put(constant.name().toLowerCase(Locale.ROOT), constant);
    }
    OPTIONS.put(name, new Option(String.join(" or ", words.keySet()), (config, value) -> {
      final E constant = words.get(value);
      if (constant == null) {
        throw new NotAllowed();
      }
      setting.set(config, constant);
    }));
  }

  private static void confined(final IcbmsgConfig config, final String value) {
    if (!value.equals("true") && !value.equals("false")) {
      throw new NotAllowed();
    }
    config.confined(Boolean.parseBoolean(value));
  }

  /** The only bell that needs nothing else; the default one is had by not saying anything. */
  private static void doorbell(final IcbmsgConfig config, final String value) {
    if (!value.equals("polling")) {
      throw new NotAllowed();
    }
    config.doorbell(Doorbell.polling());
  }

  private static void directory(final IcbmsgConfig config, final String value) {
    if (value.isEmpty()) {
      throw new NotAllowed();
    }
    config.directory(Path.of(value));
  }

  private static void peerUsers(final IcbmsgConfig config, final String value) {
    if (!value.matches("\\s*\\d{1,9}\\s*(,\\s*\\d{1,9}\\s*)*")) {
      throw new NotAllowed();
    }
    config.peerUsers(Arrays.stream(value.split(","))
        .map(String::strip)
        .mapToInt(Integer::parseInt)
        .toArray());
  }
}
