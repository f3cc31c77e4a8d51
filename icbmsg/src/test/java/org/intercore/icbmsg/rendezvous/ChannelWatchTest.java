package org.intercore.icbmsg.rendezvous;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.Optional;
import java.util.Random;
import org.intercore.icbmsg.Bytes;
import org.intercore.icbmsg.ChildJvm;
import org.intercore.icbmsg.Icbmsg;
import org.intercore.icbmsg.IcbmsgConfig;
import org.intercore.icbmsg.Inbox;
import org.intercore.icbmsg.endpoint.Endpoint;
import org.intercore.icbmsg.endpoint.Role;
import org.intercore.icbmsg.layout.LinkFormat;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What can be seen from outside, of channels that are all right and of files that are not. */
@Timeout(120)
@EnabledOnOs(OS.LINUX)
class ChannelWatchTest {
  private static final int ROUNDS = 1500 * Integer.getInteger("icbmsg.test.scale", 1);

  @TempDir
  private Path folder;

  private Path directory;
  private ChannelWatch watch;

  @BeforeEach
  void makeDirectory() {
    directory = folder.resolve("channels");
    watch = new ChannelWatch(directory);
  }

  private Icbmsg open(final LinkFormat format) {
    return Icbmsg.open(IcbmsgConfig.named("prices")
        .directory(directory)
        .txBlocks(8)
        .rxBlocks(8)
        .blockSize(128)
        .format(format));
  }

  private String problem() {
    return assertThatExceptionOfType(UncheckedIOException.class)
        .isThrownBy(() -> watch.file("prices"))
        .actual()
        .getMessage();
  }

  @Test
  void nobodyIsThere() {
    assertThat(watch.all()).isEmpty();
    assertThat(watch.file("prices")).isEmpty();
    assertThat(watch.one("prices").sides())
        .extracting(SideView::condition)
        .containsOnly(SideView.Condition.FREE);
    assertThat(directory).doesNotExist();
  }

  @ParameterizedTest
  @EnumSource(LinkFormat.class)
  void bothSidesTheirRingsAndWhatIsUnread(final LinkFormat format) {
    try (Icbmsg first = open(format)) {
      assertThat(watch.all()).hasSize(1);
      assertThat(watch.one("prices").initiator().holder())
          .contains(Long.toString(ProcessHandle.current().pid()));
      assertThat(watch.one("prices").initiator().condition()).isEqualTo(SideView.Condition.ALONE);
      try (Icbmsg second = open(format)) {
        final Endpoint endpoint = first.register("ep", new Inbox());
        second.register("ep", new Inbox());
        while (!endpoint.isBound()) {
          first.doWork();
          second.doWork();
        }
        first.counters();
        second.counters();
        assertThat(watch.one("prices").sides())
            .extracting(SideView::condition)
            .containsOnly(SideView.Condition.BOUND);
        final RingView before = watch.file("prices").orElseThrow().rings().get(0);
        assertThat(before.writer()).isEqualTo(Role.INITIATOR);
        assertThat(before.unread()).contains(0);
        assertThat(before.written()).isEqualTo(before.read());
        for (int i = 0; i < 3; i++) {
          assertThat(endpoint.send(Bytes.of(new byte[200]), 0, 200)).isEqualTo(200);
        }
        final RingView after = watch.file("prices").orElseThrow().rings().get(0);
        // A packet of Zephyr's ring is a header of 4 bytes and a message of 3, padded to 4.
        assertThat(after.unread()).contains(format == LinkFormat.NATIVE ? 3 : 3 * 8);
        assertThat(after.read()).isEqualTo(before.read());
        assertThat(after.sessionWord()).isEqualTo(before.sessionWord()).isPresent();
        second.doWork();
        assertThat(watch.file("prices").orElseThrow().rings().get(0).unread()).contains(0);
      }
      // A side that closes takes its counters along: nobody shall take it for dead.
      assertThat(watch.one("prices").follower().condition()).isEqualTo(SideView.Condition.FREE);
    }
    assertThat(watch.all()).isEmpty();
  }

  @Test
  void whatACrashLeavesCanBeReadUntilTheNextOpen() throws Exception {
    final Path said = folder.resolve("said");
    final long pid;
    try (ChildJvm child = ChildJvm.start(ChannelChild.class, directory, "prices", said)) {
      pid = child.pid();
      child.awaitFile(said);
      child.kill();
    }
    final SideView dead = watch.one("prices").initiator();
    assertThat(dead.condition()).isEqualTo(SideView.Condition.DIED);
    assertThat(dead.counters().header().processId()).isEqualTo(pid);
    // The other side may have died, too.
    Files.copy(
        directory.resolve(".prices.initiator.counters"),
        directory.resolve(".prices.follower.counters"));
    assertThat(watch.one("prices").follower().condition()).isEqualTo(SideView.Condition.DIED);
    try (Icbmsg heir = open(LinkFormat.NATIVE)) {
      assertThat(watch.one("prices").follower().condition()).isEqualTo(SideView.Condition.FREE);
      assertThat(heir.role()).isEqualTo(Role.INITIATOR);
      assertThat(watch.one("prices").initiator().counters().header().processId())
          .isEqualTo(ProcessHandle.current().pid());
    }
    assertThat(directory.toFile().list()).containsExactly(".lock");
  }

  @Test
  void countersAreNobodyElsesAndNoLinkIsFollowed() throws IOException {
    final Path precious = Files.writeString(folder.resolve("precious"), "mine");
    open(LinkFormat.NATIVE).close();
    final Path counters = directory.resolve(".prices.initiator.counters");
    Files.createSymbolicLink(counters, precious);
    assertThat(watch.one("prices").initiator().problem()).isEqualTo("it is not a regular file");
    try (Icbmsg first = open(LinkFormat.NATIVE)) {
      assertThat(first.role()).isEqualTo(Role.INITIATOR);
      assertThat(Files.isSymbolicLink(counters)).isFalse();
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(counters)))
          .isEqualTo("rw-------");
    }
    assertThat(precious).hasContent("mine");
  }

  @Test
  void whereNoCountersCanBeTheChannelOpensAllTheSame() throws IOException {
    open(LinkFormat.NATIVE).close();
    Files.createDirectory(directory.resolve(".prices.initiator.counters"));
    try (Icbmsg first = open(LinkFormat.NATIVE)) {
      assertThat(first.counters().link().isBound()).isFalse();
      assertThat(watch.one("prices").initiator().condition()).isEqualTo(SideView.Condition.UNKNOWN);
    }
  }

  @Test
  void aBrokenFileIsASentence() throws IOException {
    try (Icbmsg first = open(LinkFormat.NATIVE)) {
      assertThat(first.isBound()).isFalse();
      Files.copy(directory.resolve("prices"), folder.resolve("copy"));
    }
    final Path file = directory.resolve("prices");
    final byte[] good = Files.readAllBytes(folder.resolve("copy"));
    Files.write(file, new byte[0]);
    assertThat(problem()).isEqualTo("it has only 0 bytes, and 4096 are needed");
    Files.write(file, new byte[5000]);
    assertThat(problem()).isEqualTo("it was not made by icbmsg");
    Files.write(file, Arrays.copyOf(good, good.length - 1));
    assertThat(problem())
        .startsWith("it has only " + (good.length - 1) + " bytes, and " + good.length);
    good[8] = 77;
    Files.write(file, good);
    assertThat(problem()).isEqualTo("it is of format version 77, and this program reads version 4");
    Files.delete(file);
    Files.createDirectory(file);
    assertThat(problem()).isEqualTo("it is not a regular file");
  }

  @ParameterizedTest
  @EnumSource(LinkFormat.class)
  void anythingElseIsAViewOrASentence(final LinkFormat format) throws IOException {
    try (Icbmsg first = open(format)) {
      assertThat(first.isBound()).isFalse();
      Files.copy(directory.resolve("prices"), folder.resolve("copy"));
    }
    final byte[] good = Files.readAllBytes(folder.resolve("copy"));
    final long seed = Long.getLong("icbmsg.seed", System.nanoTime());
    final Random random = new Random(seed);
    int read = 0;
    for (int round = 0; round < ROUNDS; round++) {
      final byte[] bytes = good.clone();
      final int to = random.nextBoolean() ? 48 : bytes.length;
      final int from = random.nextInt(4) == 0 ? 0 : Math.min(to - 1, 12 * random.nextInt(3) + 12);
      for (int i = 0; i < 1 + random.nextInt(8); i++) {
        bytes[from + random.nextInt(to - from)] = (byte) random.nextInt();
      }
      Files.write(
          directory.resolve("prices"),
          random.nextInt(8) == 0 ? Arrays.copyOf(bytes, random.nextInt(bytes.length)) : bytes);
      try {
        final Optional<ChannelFileView> view = watch.file("prices");
        assertThat(view).as("seed " + seed).isPresent();
        read++;
      } catch (final UncheckedIOException e) {
        assertThat(e.getMessage()).as("seed " + seed).isNotEmpty();
      } catch (final RuntimeException | OutOfMemoryError e) {
        throw new AssertionError("seed " + seed + " round " + round, e);
      }
    }
    assertThat(read).as("seed " + seed).isPositive();
  }
}
