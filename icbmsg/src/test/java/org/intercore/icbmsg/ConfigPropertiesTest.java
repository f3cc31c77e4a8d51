package org.intercore.icbmsg;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.intercore.icbmsg.endpoint.Role;
import org.intercore.icbmsg.layout.LinkFormat;
import org.intercore.icbmsg.rendezvous.Access;
import org.intercore.icmsg.UnboundMode;
import org.intercore.icmsg.region.RegionPair;
import org.intercore.icmsg.region.SharedMemory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Every option can be said in a word; what is no option or no value is named. */
class ConfigPropertiesTest {
  private static final String ALL = "icbmsg.instance.";
  private static final String OWN = "icbmsg.instance.market.data.";

  /** Setters whose name is not that of the property, which is the devicetree's. */
  private static final Map<String, String> RENAMED = Map.of("alignment", "dcache-alignment");

  /** Setters without a property, and why. */
  private static final Map<String, String> CODE_ONLY = Map.of(
      "faultHandler", "a program's own code",
      "farewell", "a program's own code",
      "errorHandler", "a program's own code",
      "clock", "a program's own code, for tests");

  @AfterEach
  void removeSystemProperties() {
    System.getProperties().keySet().removeIf(key -> key.toString().startsWith(ALL));
  }

  private static Properties properties(final String... keysAndValues) {
    final Properties properties = new Properties();
    for (int i = 0; i < keysAndValues.length; i += 2) {
      properties.setProperty(keysAndValues[i], keysAndValues[i + 1]);
    }
    return properties;
  }

  private static IcbmsgConfig config(final String... keysAndValues) {
    return IcbmsgConfig.fromProperties("market.data", properties(keysAndValues));
  }

  @Test
  void everySetterHasItsProperty() {
    final Set<String> setters = Arrays.stream(IcbmsgConfig.class.getMethods())
        .filter(method -> method.getReturnType() == IcbmsgConfig.class)
        .filter(method -> !Modifier.isStatic(method.getModifiers()))
        .map(Method::getName)
        .collect(Collectors.toCollection(TreeSet::new));
    assertThat(setters).hasSizeGreaterThan(15).containsAll(CODE_ONLY.keySet());
    setters.removeAll(CODE_ONLY.keySet());
    final Set<String> expected = setters.stream()
        .map(setter -> RENAMED.getOrDefault(setter, kebab(setter)))
        .collect(Collectors.toCollection(TreeSet::new));
    assertThat(ConfigProperties.names()).isEqualTo(expected);
  }

  @Test
  void thePageListsEveryOptionAndSetter() throws IOException {
    final String page = Files.readString(Path.of("..", "docs", "tuning.md"));
    for (final String option : ConfigProperties.names()) {
      assertThat(page).contains("| `" + option + "` | `");
    }
    Arrays.stream(IcbmsgConfig.class.getMethods())
        .filter(method -> method.getReturnType() == IcbmsgConfig.class)
        .filter(method -> !Modifier.isStatic(method.getModifiers()))
        .forEach(setter -> assertThat(page).contains(" | `" + setter.getName() + "` | "));
  }

  private static String kebab(final String camel) {
    return camel.replaceAll("([A-Z])", "-$1").toLowerCase(Locale.ROOT);
  }

  @Test
  void everyOptionIsSet() {
    final IcbmsgConfig config = config(
        OWN + "tx-blocks",
        "0x20",
        OWN + "rx-blocks",
        "2k",
        OWN + "block-size",
        " 8192 ",
        OWN + "dcache-alignment",
        "128",
        OWN + "word-size",
        "32",
        OWN + "unbound",
        "detect",
        OWN + "format",
        "zephyr",
        OWN + "liveness",
        "20ms",
        OWN + "bond-repeat",
        "900us",
        OWN + "linger",
        "2s",
        OWN + "confined",
        "true",
        OWN + "doorbell",
        "polling",
        OWN + "directory",
        "/somewhere/else",
        OWN + "peer-users",
        "1001, 1002",
        "icbmsg.jfr.wait.us",
        "let be",
        "icbmsg.instance.market.tx-blocks",
        "another instance's");
    assertThat(config.txBlocks()).isEqualTo(32);
    assertThat(config.rxBlocks()).isEqualTo(2048);
    assertThat(config.blockSize()).isEqualTo(8192);
    assertThat(config.alignment()).isEqualTo(128);
    assertThat(config.wordSize()).isEqualTo(32);
    assertThat(config.unbound()).isEqualTo(UnboundMode.DETECT);
    assertThat(config.format()).isEqualTo(LinkFormat.ZEPHYR);
    assertThat(config.liveness()).isEqualTo(Duration.ofMillis(20));
    assertThat(config.bondRepeat()).isEqualTo(Duration.ofNanos(900_000));
    assertThat(config.linger()).isEqualTo(Duration.ofSeconds(2));
    assertThat(config.confinement().isConfined()).isTrue();
    assertThat(config.polls()).isTrue();
    assertThat(config.directory()).isEqualTo(Path.of("/somewhere/else"));
    assertThat(config.access()).isNotEqualTo(Access.OWNER_ONLY);
    assertThat(config.name()).isEqualTo("market.data");
  }

  @Test
  void explicitRegionsHaveTheRoleTooButNothingOfNamedOnes() {
    final SharedMemory memory = SharedMemory.allocate(0x2000);
    final RegionPair regions =
        RegionPair.of(memory.region(0, 0x1000), memory.region(0x1000, 0x1000));
    final Properties properties = properties(
        ALL + "core.role",
        "initiator",
        ALL + "core.tx-blocks",
        "3",
        ALL + "tx-blocks",
        "9",
        ALL + "block-size",
        "512");
    final IcbmsgConfig config = IcbmsgConfig.fromProperties("core", regions, properties);
    assertThat(config.role()).isEqualTo(Role.INITIATOR);
    assertThat(config.txBlocks()).isEqualTo(3);
    properties.setProperty(ALL + "core.block-size", "512");
    assertThatThrownBy(() -> IcbmsgConfig.fromProperties("core", regions, properties))
        .hasMessage("icbmsg.instance.core.block-size=512: a block size cannot be set for explicit"
            + " regions");
  }

  @Test
  void theNearestWordHolds() {
    System.setProperty(ALL + "rx-blocks", "11");
    assertThat(IcbmsgConfig.named("market.data").rxBlocks()).isEqualTo(11);
    System.setProperty(OWN + "rx-blocks", "12");
    assertThat(IcbmsgConfig.named("market.data").rxBlocks()).isEqualTo(12);
    assertThat(IcbmsgConfig.named("another").rxBlocks()).isEqualTo(11);
    assertThat(config(OWN + "rx-blocks", "13", OWN + "tx-blocks", "14", ALL + "tx-blocks", "15"))
        .satisfies(config -> assertThat(config.rxBlocks()).isEqualTo(12))
        .satisfies(config -> assertThat(config.txBlocks()).isEqualTo(14))
        .satisfies(config -> assertThat(config.rxBlocks(1).rxBlocks()).isEqualTo(1));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "tx-blocks | 0 | a number from 1 to 65536, such as 2048, 0x800 or 2k",
        "tx-blocks | 65537 | a number from 1 to 65536, such as 2048, 0x800 or 2k",
        "tx-blocks | 65k | a number from 1 to 65536, such as 2048, 0x800 or 2k",
        "tx-blocks | -1 | a number from 1 to 65536, such as 2048, 0x800 or 2k",
        "rx-blocks | many | a number from 1 to 65536, such as 2048, 0x800 or 2k",
        "rx-blocks | '' | a number from 1 to 65536, such as 2048, 0x800 or 2k",
        "block-size | 999999999999999999999 | a number from 4 to 2147483647, such as 2048, 0x800 or 2k",
        "block-size | 0xfffffffffffffff | a number from 4 to 2147483647, such as 2048, 0x800 or 2k",
        "block-size | 999999999999999999M | a number from 4 to 2147483647, such as 2048, 0x800 or 2k",
        "dcache-alignment | 48 | a power of two from 4 to 4096",
        "word-size | 16 | a power of two from 32 to 64",
        "unbound | ENABLE | detect or disable or enable",
        "format | xml | native or zephyr",
        "linger | 5 | a time such as 50ms, 10us, 900ns or 2s",
        "linger | 999999999999999999s | a time such as 50ms, 10us, 900ns or 2s",
        "confined | yes | true or false",
        "doorbell | socket | polling",
        "directory | '' | a path",
        "peer-users | root | numbers of users, between commas",
      })
  void aValueThatIsNoneIsNamedWithWhatIsAllowed(
      final String option, final String value, final String allowed) {
    assertThatThrownBy(() -> config(OWN + option, value))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(OWN + option + "=" + value + " must be " + allowed);
  }

  @Test
  void aValueThatTheSetterRefusesIsNamedToo() {
    assertThatThrownBy(() -> config(OWN + "bond-repeat", "0s"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(OWN + "bond-repeat=0s: the bond repeat interval must be more than zero, but is"
            + " PT0S");
    assertThatThrownBy(() -> config(OWN + "role", "follower"))
        .hasMessageStartingWith(OWN + "role=follower: the roles of a named instance are taken");
  }

  @Test
  void anOptionThatIsNoneIsNamedWithThoseThatAre() {
    System.setProperty(ALL + "txblocks", "1");
    assertThatThrownBy(() -> IcbmsgConfig.named("any"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("there is no option for icbmsg.instance.txblocks=1: options are"
            + " block-size, bond-repeat, confined, dcache-alignment,");
  }
}
