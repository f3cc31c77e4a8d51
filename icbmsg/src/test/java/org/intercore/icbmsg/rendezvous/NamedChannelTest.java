package org.intercore.icbmsg.rendezvous;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.intercore.icbmsg.Bytes;
import org.intercore.icbmsg.ChildJvm;
import org.intercore.icbmsg.Icbmsg;
import org.intercore.icbmsg.IcbmsgConfig;
import org.intercore.icbmsg.Inbox;
import org.intercore.icbmsg.endpoint.Endpoint;
import org.intercore.icbmsg.endpoint.Role;
import org.intercore.icbmsg.layout.LinkFormat;
import org.intercore.icmsg.UnboundMode;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** How two sides of one name meet, and what is left of them. */
@Timeout(60)
class NamedChannelTest {
  @TempDir
  Path folder;

  private Path directory;

  @BeforeEach
  void needsPosix() {
    assumeTrue(
        Files.getFileAttributeView(folder, java.nio.file.attribute.PosixFileAttributeView.class)
            != null);
    directory = folder.resolve("channels");
  }

  private IcbmsgConfig config() {
    return IcbmsgConfig.named("prices").directory(directory);
  }

  private Icbmsg open() {
    return Icbmsg.open(config());
  }

  private ChildJvm startChild(final String ready) {
    return ChildJvm.start(ChannelChild.class, directory, "prices", folder.resolve(ready));
  }

  private static void work(final Icbmsg... sides) {
    for (int i = 0; i < 100; i++) {
      for (final Icbmsg side : sides) {
        side.doWork();
      }
    }
  }

  private List<String> files() throws IOException {
    try (Stream<Path> list = Files.list(directory)) {
      return list.map((file) -> file.getFileName().toString()).sorted().toList();
    }
  }

  private static String mode(final Path path) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
  }

  @Test
  void theFirstIsTheInitiatorAndTheSecondTheFollower() {
    try (Icbmsg first = open();
        Icbmsg second = open()) {
      assertThat(first.role()).isEqualTo(Role.INITIATOR);
      assertThat(second.role()).isEqualTo(Role.FOLLOWER);
      final Inbox inbox = new Inbox();
      final Endpoint endpoint = first.register("endpoint", new Inbox());
      second.register("endpoint", inbox);
      work(first, second);
      endpoint.send(Bytes.of("hello"), 0, 5);
      work(first, second);
      assertThat(inbox.take()).containsExactly("bound", "hello");
      assertThat(first.roleName()).contains("prices").contains("INITIATOR");
    }
  }

  @Test
  void nobodyElseCanEnterAndNothingIsLeft() throws IOException {
    try (Icbmsg first = open();
        Icbmsg second = open()) {
      assertThat(second.isPeerAlive()).isTrue();
      assertThat(mode(directory)).isEqualTo("rwx------");
      assertThat(files()).contains("prices");
      for (final String file : files()) {
        assertThat(mode(directory.resolve(file))).as(file).isEqualTo("rw-------");
      }
      assertThat(first.isPeerAlive()).isTrue();
    }
    assertThat(files()).containsExactly(".lock");
  }

  static Stream<org.junit.jupiter.params.provider.Arguments> otherParameters() {
    return Stream.of(
        other("number of the initiator's tx-blocks", "64", "32", (config) -> config.rxBlocks(32)),
        other("number of the follower's tx-blocks", "64", "16", (config) -> config.txBlocks(16)),
        other("block size", "4096", "8192", (config) -> config.blockSize(8192)),
        other("alignment", "64", "128", (config) -> config.alignment(128)),
        other("word size", "64", "32", (config) -> config.wordSize(32)),
        other("link format", "NATIVE", "ZEPHYR", (config) -> config.format(LinkFormat.ZEPHYR)));
  }

  private static org.junit.jupiter.params.provider.Arguments other(
      final String what,
      final String theirs,
      final String ours,
      final UnaryOperator<IcbmsgConfig> change) {
    return org.junit.jupiter.params.provider.Arguments.of(what, theirs, ours, change);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("otherParameters")
  void otherParametersAreRefusedWithBothValues(
      final String what,
      final String theirs,
      final String ours,
      final UnaryOperator<IcbmsgConfig> change) {
    try (Icbmsg first = open()) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> Icbmsg.open(change.apply(config())))
          .withMessage("the " + what + " of channel \"prices\" is " + theirs
              + " on the other side, but " + ours + " was asked for here");
      assertThat(first.isPeerAlive()).isFalse();
      open().close(); // The role that was refused is free.
    }
  }

  @Test
  void anotherUnboundModeIsRefusedWithBothValues() {
    try (Icbmsg first = Icbmsg.open(config().format(LinkFormat.ZEPHYR))) {
      assertThat(first.isPeerAlive()).isFalse();
      final IcbmsgConfig other = config().format(LinkFormat.ZEPHYR).unbound(UnboundMode.DISABLE);
      assertThatIllegalArgumentException()
          .isThrownBy(() -> Icbmsg.open(other))
          .withMessage("the unbound mode of channel \"prices\" is ENABLE on the other side, but"
              + " DISABLE was asked for here");
    }
  }

  @Test
  void whatCannotWorkIsRefusedBeforeAnythingIsCreated() {
    for (final IcbmsgConfig wrong : List.of(
        config().txBlocks(0),
        config().rxBlocks(65_537),
        config().blockSize(100),
        config().alignment(3),
        config().alignment(32),
        config().unbound(UnboundMode.DETECT),
        config().format(LinkFormat.ZEPHYR).rxBlocks(257),
        config().format(LinkFormat.ZEPHYR).alignment(3),
        config().format(LinkFormat.ZEPHYR).wordSize(16))) {
      assertThatIllegalArgumentException().isThrownBy(() -> Icbmsg.open(wrong));
    }
    assertThat(directory).doesNotExist();
  }

  @Test
  void bothSidesMayHaveDifferentNumbersOfBlocks() {
    try (Icbmsg first = Icbmsg.open(config().txBlocks(3).rxBlocks(200));
        Icbmsg second = Icbmsg.open(config().txBlocks(200).rxBlocks(3))) {
      work(first, second);
      assertThat(first.isBound()).isTrue();
      assertThat(first.txGeometry().blockCount()).isEqualTo(3);
      assertThat(second.txGeometry().blockCount()).isEqualTo(200);
    }
  }

  @Test
  void aThirdIsToldWhoTheTwoAre() throws Exception {
    try (Icbmsg first = open();
        ChildJvm second = startChild("ready")) {
      assertThat(second.awaitFile(folder.resolve("ready"))).isEqualTo("FOLLOWER");
      assertThat(first.role()).isEqualTo(Role.INITIATOR);
      assertThatIllegalStateException()
          .isThrownBy(this::open)
          .withMessage("both sides of channel \"prices\" are taken, by process "
              + ProcessHandle.current().pid() + " and process " + second.pid());
    }
  }

  @Test
  void theRolesOfTwoSidesInOneProcessStayTaken() throws Exception {
    try (Icbmsg first = open();
        Icbmsg second = open()) {
      assertThatIllegalStateException().isThrownBy(this::open);
      assertThat(first.isPeerAlive()).isTrue();
      assertThat(second.isPeerAlive()).isTrue();
      try (ChildJvm third = startChild("ready")) {
        assertThat(third.awaitFile(folder.resolve("ready")))
            .startsWith("both sides of channel \"prices\" are taken");
      }
    }
  }

  @Test
  void aRoleIsFreeAsSoonAsItsSideIsClosed() throws IOException {
    final Icbmsg first = open();
    try (Icbmsg second = open()) {
      first.close();
      assertThat(second.isPeerAlive()).isFalse();
      assertThat(files()).contains("prices");
      try (Icbmsg third = open()) {
        assertThat(third.role()).isEqualTo(Role.INITIATOR);
        work(second, third);
        assertThat(third.isBound()).isTrue();
        assertThat(second.isBound()).isTrue();
      }
    }
    assertThat(files()).containsExactly(".lock");
  }

  @Test
  void aSideThatWasKilledIsNoticedAndReplaced() throws Exception {
    try (Icbmsg mine = open()) {
      final Inbox inbox = new Inbox();
      final Endpoint endpoint = mine.register("endpoint", inbox);
      for (int round = 0; round < 2; round++) {
        final String ready = "ready" + round;
        try (ChildJvm child = startChild(ready)) {
          assertThat(child.awaitFile(folder.resolve(ready))).isEqualTo("FOLLOWER");
          assertThat(endpoint.awaitBound(org.intercore.icmsg.time.Timeout.FOREVER))
              .isZero();
          while (!inbox.told().contains("bound")) {
            mine.doWork();
          }
          assertThat(mine.isPeerAlive()).isTrue();
          child.kill();
          assertThat(mine.isPeerAlive()).isFalse();
          inbox.take();
        }
        endpoint.send(Bytes.of("into the void"), 0, 13);
        try (ChildJvm next = startChild(ready + "again")) {
          assertThat(next.awaitFile(folder.resolve(ready + "again"))).isEqualTo("FOLLOWER");
          while (!inbox.told().contains("bound")) {
            mine.doWork();
          }
          assertThat(inbox.take()).containsExactly("unbound PEER_RESTARTED", "bound");
          assertThat(mine.undelivered()).isEqualTo(round + 1);
          assertThat(mine.txBlocksInUse()).isZero();
          assertThat(mine.faults().total()).isZero();
          next.end();
        }
        while (endpoint.isBound()) {
          mine.doWork();
        }
        assertThat(inbox.take()).containsExactly("unbound PEER_CLOSED");
      }
    }
    assertThat(files()).containsExactly(".lock");
  }

  @Test
  void whatAKilledProcessLeftIsTakenOver() throws Exception {
    try (ChildJvm child = startChild("ready")) {
      assertThat(child.awaitFile(folder.resolve("ready"))).isEqualTo("INITIATOR");
      child.kill();
    }
    assertThat(files()).contains("prices", ".prices.initiator");
    // With other parameters, since nobody is there to differ from.
    try (Icbmsg heir = Icbmsg.open(config().txBlocks(7))) {
      assertThat(heir.role()).isEqualTo(Role.INITIATOR);
      assertThat(heir.isPeerAlive()).isFalse();
      assertThat(heir.txGeometry().blockCount()).isEqualTo(7);
    }
    assertThat(files()).containsExactly(".lock");
  }

  @Test
  void aFileThatSomebodyDiedOverIsRemoved() throws IOException {
    open().close();
    Files.writeString(directory.resolve(".prices4711.new"), "half");
    Files.writeString(directory.resolve(".orders4712.new"), "half");
    Files.writeString(directory.resolve("..prices.initiator.counters4713.new"), "half");
    try (Icbmsg first = open()) {
      assertThat(first.role()).isEqualTo(Role.INITIATOR);
      assertThat(files())
          .containsExactly(
              ".lock", ".prices.bell", ".prices.initiator", ".prices.initiator.counters", "prices");
    }
  }

  @Test
  void anyOldFileOfThatNameIsReplacedAndALinkIsNotFollowed() throws IOException {
    open().close();
    final Path precious = Files.writeString(folder.resolve("precious"), "mine");
    Files.writeString(directory.resolve(".prices.follower"), "not a number");
    Files.createSymbolicLink(directory.resolve("prices"), precious);
    try (Icbmsg first = open();
        Icbmsg second = open()) {
      work(first, second);
      assertThat(first.isBound()).isTrue();
      assertThat(second.role()).isEqualTo(Role.FOLLOWER);
    }
    assertThat(precious).hasContent("mine");
  }

  @Test
  void aLockFileThatIsALinkIsRefused() throws IOException {
    open().close();
    final Path precious = Files.writeString(folder.resolve("precious"), "mine");
    Files.createSymbolicLink(directory.resolve(".prices.initiator"), precious);
    assertThatExceptionOfType(UncheckedIOException.class).isThrownBy(this::open);
    assertThat(precious).hasContent("mine");
  }

  @Test
  void aDirectoryThatIsALinkIsRefused() throws IOException {
    final Path real = Files.createDirectory(
        folder.resolve("real"),
        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    Files.createSymbolicLink(directory, real);
    assertThatExceptionOfType(UncheckedIOException.class)
        .isThrownBy(this::open)
        .withMessageContaining("symbolic links are refused");
    assertThat(real).isEmptyDirectory();
  }

  @ParameterizedTest
  @ValueSource(strings = {"rwxr-----", "rwx--x---", "rwx---r--", "rwxrwxrwx"})
  void aDirectoryThatOthersCanEnterIsRefused(final String mode) throws IOException {
    Files.createDirectory(directory);
    Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString(mode));
    assertThatExceptionOfType(UncheckedIOException.class)
        .isThrownBy(this::open)
        .withMessageContaining(mode)
        .withMessageContaining("chmod 700");
    assertThat(directory).isEmptyDirectory();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", ".", "..", ".hidden", "-x", "a/b", "a b", "a\0b", "größe"})
  void aNameThatIsNoFileNameIsRefused(final String name) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Icbmsg.open(IcbmsgConfig.named(name).directory(directory)))
        .withMessageContaining("\"" + name + "\"");
  }

  @Test
  void namesOf64CharactersAreTheLongest() {
    final IcbmsgConfig longest = IcbmsgConfig.named("a".repeat(64)).directory(directory);
    Icbmsg.open(longest).close();
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Icbmsg.open(IcbmsgConfig.named("a".repeat(65)).directory(directory)));
  }

  @Test
  void twoChannelsOfOneDirectoryDoNotMeet() {
    try (Icbmsg prices = open();
        Icbmsg orders = Icbmsg.open(IcbmsgConfig.named("orders").directory(directory))) {
      assertThat(prices.role()).isEqualTo(Role.INITIATOR);
      assertThat(orders.role()).isEqualTo(Role.INITIATOR);
      assertThat(prices.isPeerAlive()).isFalse();
      work(prices, orders);
      assertThat(prices.isBound()).isFalse();
    }
  }

  @Test
  void whoAsksWhetherThePeerIsAliveKeepsNobodyOut() throws Exception {
    try (ChildJvm child = startChild("ready")) {
      assertThat(child.awaitFile(folder.resolve("ready"))).isEqualTo("INITIATOR");
      for (int i = 0; i < 300; i++) {
        try (Icbmsg mine = Icbmsg.open(config().linger(java.time.Duration.ZERO))) {
          assertThat(mine.role()).isEqualTo(Role.FOLLOWER);
        }
      }
      assertThat(child.end()).isZero();
    }
  }
}
