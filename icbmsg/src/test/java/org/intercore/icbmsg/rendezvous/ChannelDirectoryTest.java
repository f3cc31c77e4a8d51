package org.intercore.icbmsg.rendezvous;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.intercore.icbmsg.ChildJvm;
import org.intercore.icbmsg.Icbmsg;
import org.intercore.icbmsg.IcbmsgConfig;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** What is listed of a directory, and what is cleaned out of it. */
@Timeout(60)
@DisabledOnOs(OS.WINDOWS)
class ChannelDirectoryTest {
  private static final Optional<String> ME =
      Optional.of(Long.toString(ProcessHandle.current().pid()));

  @TempDir
  private Path folder;

  private Path directory;

  @BeforeEach
  void name() {
    directory = folder.resolve("channels");
  }

  private Icbmsg open(final String name) {
    return Icbmsg.open(IcbmsgConfig.named(name).directory(directory));
  }

  private ChildJvm startChild(final String name) throws IOException, InterruptedException {
    final Path ready = folder.resolve("ready-" + name);
    final ChildJvm child = ChildJvm.start(ChannelChild.class, directory, name, ready);
    child.awaitFile(ready);
    return child;
  }

  private List<String> files() throws IOException {
    try (Stream<Path> list = Files.list(directory)) {
      return list.map((file) -> file.getFileName().toString()).sorted().toList();
    }
  }

  private List<Path> paths(final String... names) {
    return Stream.of(names).map(directory::resolve).toList();
  }

  private static List<String> names(final DirectoryState state) {
    return state.channels().stream().map(ChannelState::name).toList();
  }

  @Test
  void saysWhoHoldsWhichRole() throws Exception {
    final Instant before = Instant.now().minusSeconds(2);
    try (Icbmsg mine = open("both");
        ChildJvm child = startChild("both");
        Icbmsg alone = open("alone")) {
      final DirectoryState state = ChannelDirectory.list(directory);
      assertThat(names(state)).containsExactly("alone", "both");
      final ChannelState one = state.channels().get(0);
      assertThat(one.initiator()).isEqualTo(ME);
      assertThat(one.follower()).isEmpty();
      final ChannelState both = state.channels().get(1);
      assertThat(both.isHeld()).isTrue();
      assertThat(both.initiator()).isEqualTo(ME);
      assertThat(both.follower()).contains(Long.toString(child.pid()));
      assertThat(both.files())
          .isEqualTo(paths(
              ".both.bell",
              ".both.follower",
              ".both.follower.counters",
              ".both.initiator",
              ".both.initiator.counters",
              "both"));
      assertThat(both.size()).isGreaterThan(2 * 64 * 4096);
      assertThat(both.lastModified()).isBetween(before, Instant.now().plusSeconds(2));
      assertThat(mine.isPeerAlive()).isTrue();
      assertThat(alone.isPeerAlive()).isFalse();
    }
  }

  @Test
  void whatAKilledProcessLeftIsRemovedAndNothingElse() throws Exception {
    try (Icbmsg alive = open("alive");
        ChildJvm child = startChild("dead")) {
      assertThat(ChannelDirectory.clean(directory).channels()).allMatch(ChannelState::isHeld);
      assertThat(files()).contains("dead", ".dead.initiator", ".dead.bell");
      child.kill();
      Files.write(directory.resolve(".other4711.new"), new byte[10]);
      final List<String> aliveFiles =
          files().stream().filter((name) -> name.contains("alive")).toList();

      assertThat(ChannelDirectory.list(directory).channels())
          .filteredOn((channel) -> !channel.isHeld())
          .extracting(ChannelState::name)
          .containsExactly("dead");
      assertThat(files()).contains("dead");

      final DirectoryState state = ChannelDirectory.clean(directory);
      assertThat(names(state)).containsExactly("alive", "dead");
      assertThat(state.channels().get(1).isHeld()).isFalse();
      assertThat(state.channels().get(1).files())
          .isEqualTo(paths(".dead.bell", ".dead.initiator", ".dead.initiator.counters", "dead"));
      assertThat(state.drafts()).isEqualTo(paths(".other4711.new"));
      assertThat(files()).hasSize(aliveFiles.size() + 1).contains(".lock").containsAll(aliveFiles);
      try (Icbmsg peer = open("alive")) {
        assertThat(alive.isPeerAlive()).isTrue();
        assertThat(peer.isPeerAlive()).isTrue();
      }
    }
    assertThat(ChannelDirectory.list(directory)).isEqualTo(DirectoryState.EMPTY);
  }

  @Test
  void aChannelWhoseInitiatorDiedIsHeldByItsFollower() throws Exception {
    try (ChildJvm child = startChild("prices");
        Icbmsg mine = open("prices")) {
      child.kill();
      final List<String> before = files();
      final ChannelState state = ChannelDirectory.clean(directory).channels().get(0);
      assertThat(state.initiator()).isEmpty();
      assertThat(state.follower()).isEqualTo(ME);
      assertThat(files()).isEqualTo(before);
      assertThat(mine.isPeerAlive()).isFalse();
    }
  }

  @Test
  void oneChannelOnlyIfOneIsNamed() throws Exception {
    try (ChildJvm one = startChild("one");
        ChildJvm other = startChild("other")) {
      one.kill();
      other.kill();
    }
    Files.write(directory.resolve(".one4711.new"), new byte[10]);
    assertThat(names(ChannelDirectory.clean(directory, "one"))).containsExactly("one");
    assertThat(files())
        .containsExactly(
            ".lock",
            ".one4711.new",
            ".other.bell",
            ".other.initiator",
            ".other.initiator.counters",
            "other");
    assertThat(names(ChannelDirectory.clean(directory, "none"))).isEmpty();
  }

  @Test
  void whatIsNotOursStays() throws IOException {
    open("prices").close();
    final Path precious = Files.writeString(folder.resolve("precious"), "mine");
    Files.writeString(directory.resolve("notes.txt"), "ICBMSG is written here, but as text");
    Files.createFile(directory.resolve("empty"));
    Files.createFile(directory.resolve(".hidden"));
    Files.createFile(directory.resolve(".text.bell"));
    Files.createFile(directory.resolve("a b"));
    Files.createFile(directory.resolve(".vimrc.new"));
    Files.createDirectory(directory.resolve("folder"));
    Files.createDirectory(directory.resolve(".folder1.new"));
    Files.createSymbolicLink(directory.resolve("link"), precious);
    Files.createSymbolicLink(directory.resolve(".link.initiator"), precious);
    Files.createSymbolicLink(directory.resolve(".link1.new"), precious);
    final List<String> before = files();
    final DirectoryState state = ChannelDirectory.clean(directory);
    assertThat(state.channels()).isEmpty();
    assertThat(state.drafts()).isEmpty();
    assertThat(state.strangers())
        .hasSize(before.size() - 1)
        .doesNotContain(paths(".lock").get(0));
    assertThat(files()).isEqualTo(before);
    assertThat(precious).hasContent("mine");
  }

  @Test
  void aDirectoryThatIsNotThereIsNotMade() {
    assertThat(ChannelDirectory.clean(directory)).isEqualTo(DirectoryState.EMPTY);
    assertThat(directory).doesNotExist();
  }

  @Test
  void aDirectoryThatNoChannelWasEverInIsRefused() throws IOException {
    Files.createDirectory(directory);
    Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwx------"));
    assertRefused("no .lock in it");
    assertThat(directory).isEmptyDirectory();
  }

  @Test
  void aDirectoryThatOthersCanEnterIsRefused() throws IOException {
    open("prices").close();
    Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxr-x---"));
    assertRefused("chmod 700");
  }

  @Test
  void aDirectoryOfSomebodyElseIsRefused() throws IOException {
    open("prices").close();
    try {
      Files.setAttribute(directory, "unix:uid", 65534);
    } catch (final IOException onlyRootCan) {
      org.junit.jupiter.api.Assumptions.abort("only root can give a directory away");
    }
    assertRefused("belongs to user id 65534");
  }

  @Test
  void aLinkToADirectoryIsRefused() throws IOException {
    open("prices").close();
    final Path link = Files.createSymbolicLink(folder.resolve("link"), directory);
    directory = link;
    assertRefused("symbolic links are refused");
  }

  private void assertRefused(final String words) {
    for (final Runnable call : List.<Runnable>of(
        () -> ChannelDirectory.list(directory),
        () -> ChannelDirectory.clean(directory),
        () -> ChannelDirectory.clean(directory, "prices"))) {
      assertThatExceptionOfType(UncheckedIOException.class)
          .isThrownBy(call::run)
          .withMessageContaining(words);
    }
  }

  /** The lock of a role belongs to the process: whoever opens its file twice and closes it, ends it. */
  @Test
  void aDirectoryIsTheSameByWhateverPath() throws Exception {
    final Path other = Files.createSymbolicLink(folder.resolve("other"), folder);
    try (Icbmsg mine = open("prices")) {
      final Path alias = other.resolve("channels");
      assertThat(ChannelDirectory.clean(alias).channels().get(0).initiator()).isEqualTo(ME);
      try (Icbmsg second = Icbmsg.open(IcbmsgConfig.named("prices").directory(alias));
          ChildJvm child =
              ChildJvm.start(ChannelChild.class, directory, "prices", folder.resolve("ready"))) {
        assertThat(second.isPeerAlive()).isTrue();
        assertThat(mine.isPeerAlive()).isTrue();
        assertThat(child.awaitFile(folder.resolve("ready"))).contains("are taken");
      }
    }
  }
}
