package org.intercore.icbmsg.rendezvous;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.intercore.icbmsg.Bytes;
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
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/**
 * Whatever a crash may leave in the directory, the next open of either side takes it over or
 * replaces it. What no crash leaves, and what cannot be replaced, is named in one sentence.
 */
@Timeout(120)
@EnabledOnOs(OS.LINUX)
class LeftoversTest {
  private static final int BLOCKS = 2;
  private static final ChannelHeader HEADER =
      new ChannelHeader(BLOCKS, BLOCKS, 64, 64, Long.SIZE, UnboundMode.ENABLE, LinkFormat.ZEPHYR);
  private static final String NO_PROCESS = "4194305"; // One more than Linux ever gives.

  @TempDir
  private Path folder;

  private Path directory;

  /** What may stand at one place. */
  private enum Thing {
    NOTHING,
    EMPTY,
    SHORT,
    GARBAGE,
    PROCESS_ID,
    HEADER_ONLY,
    WHOLE,
    LINK,
    SOCKET,
    DIRECTORY,
    FULL_DIRECTORY;

    void putAt(final Path path) throws IOException {
      switch (this) {
        case NOTHING -> {}
        case EMPTY -> Files.createFile(path);
        case SHORT -> Files.write(path, Arrays.copyOf(HEADER.toBytes().array(), 20));
        case GARBAGE -> Files.write(path, garbage((int) HEADER.fileSize()));
        case PROCESS_ID -> Files.writeString(path, NO_PROCESS);
        case HEADER_ONLY -> Files.write(path, HEADER.toBytes().array());
        case WHOLE ->
          Files.write(path, Arrays.copyOf(HEADER.toBytes().array(), (int) HEADER.fileSize()));
        case LINK -> Files.createSymbolicLink(path, path.resolveSibling("nowhere"));
        case SOCKET -> leaveSocket(path);
        case DIRECTORY -> Files.createDirectory(path);
        case FULL_DIRECTORY -> Files.createFile(Files.createDirectory(path).resolve("precious"));
        default -> throw new AssertionError(this);
      }
    }

    boolean isDirectory() {
      return this == DIRECTORY || this == FULL_DIRECTORY;
    }

    private static byte[] garbage(final int size) {
      final byte[] bytes = new byte[size];
      Arrays.fill(bytes, (byte) 0xA5);
      return bytes;
    }

    private static void leaveSocket(final Path path) throws IOException {
      try (ServerSocketChannel socket = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
        socket.bind(UnixDomainSocketAddress.of(path));
      }
    }
  }

  private static final List<Thing> FILES = List.of(
      Thing.NOTHING,
      Thing.EMPTY,
      Thing.SHORT,
      Thing.GARBAGE,
      Thing.HEADER_ONLY,
      Thing.WHOLE,
      Thing.LINK,
      Thing.DIRECTORY);
  private static final List<Thing> ROLES =
      List.of(Thing.NOTHING, Thing.EMPTY, Thing.PROCESS_ID, Thing.GARBAGE, Thing.DIRECTORY);
  private static final List<Thing> BELLS = List.of(
      Thing.NOTHING, Thing.SOCKET, Thing.EMPTY, Thing.LINK, Thing.DIRECTORY, Thing.FULL_DIRECTORY);
  private static final List<Thing> DRAFTS =
      List.of(Thing.NOTHING, Thing.SHORT, Thing.FULL_DIRECTORY);

  @BeforeEach
  void makeDirectory() {
    directory = folder.resolve("channels");
    open().close();
  }

  private Icbmsg open() {
    return Icbmsg.open(IcbmsgConfig.named("prices")
        .directory(directory)
        .txBlocks(BLOCKS)
        .rxBlocks(BLOCKS)
        .blockSize(HEADER.blockSize()));
  }

  private Path role(final Role role) {
    return directory.resolve(ChannelFiles.role("prices", role));
  }

  private Path bell() {
    return directory.resolve(ChannelFiles.bell("prices"));
  }

  @Test
  void ofBothSides() throws IOException {
    // Shares no divisor with how many things there are, so each meets nearly each other.
    final int step = Integer.getInteger("icbmsg.test.scale", 1) > 1 ? 1 : 7;
    int number = 0;
    for (final Thing file : FILES) {
      for (final Thing initiator : ROLES) {
        for (final Thing follower : ROLES) {
          for (final Thing bell : BELLS) {
            final Thing draft = DRAFTS.get((bell.ordinal() + file.ordinal()) % DRAFTS.size());
            number++;
            if (number % step != 0) {
              continue;
            }
            final String state = "file " + file + ", initiator " + initiator + ", follower "
                + follower + ", bell " + bell + ", draft " + draft;
            file.putAt(directory.resolve("prices"));
            initiator.putAt(role(Role.INITIATOR));
            follower.putAt(role(Role.FOLLOWER));
            bell.putAt(bell());
            draft.putAt(directory.resolve(".prices4711.new"));
            openBoth(state);
            empty();
          }
        }
      }
    }
  }

  @Test
  void ofTheInitiatorWhileTheFollowerGoesOn() throws IOException {
    for (final Thing initiator : ROLES) {
      for (final Thing bell : BELLS) {
        final String state = "initiator " + initiator + ", bell " + bell;
        final Icbmsg gone = open();
        try (Icbmsg survivor = open()) {
          gone.close();
          initiator.putAt(replace(role(Role.INITIATOR)));
          bell.putAt(replace(bell()));
          openBeside(survivor, Role.INITIATOR, state);
        }
        assertThat(left()).as(state).doesNotContain("prices", ".prices.follower");
        empty();
      }
    }
  }

  @Test
  void ofTheFollowerWhileTheInitiatorGoesOn() throws IOException {
    for (final Thing follower : ROLES) {
      try (Icbmsg survivor = open()) {
        follower.putAt(role(Role.FOLLOWER));
        openBeside(survivor, Role.FOLLOWER, "follower " + follower);
      }
      assertThat(left()).doesNotContain("prices", ".prices.initiator");
      empty();
    }
  }

  private static Path replace(final Path path) throws IOException {
    Files.deleteIfExists(path);
    return path;
  }

  /** Opens both sides, or finds named what must be out of the way first, and opens then. */
  private void openBoth(final String state) throws IOException {
    final List<Path> obstacles = new ArrayList<>();
    while (true) {
      final Optional<Path> obstacle = tryBoth(state);
      if (obstacle.isEmpty()) {
        break;
      }
      obstacles.add(obstacle.get());
      assertThat(obstacles).as(state).doesNotHaveDuplicates();
      Files.delete(obstacle.get());
    }
    assertThat(left())
        .as(state)
        .allMatch((name) -> name.equals(".lock") || Files.isDirectory(directory.resolve(name)));
  }

  private Optional<Path> tryBoth(final String state) {
    try (Icbmsg first = open();
        Icbmsg second = open()) {
      assertThat(first.role()).as(state).isEqualTo(Role.INITIATOR);
      assertThat(second.role()).as(state).isEqualTo(Role.FOLLOWER);
      assertThatTheyTalk(first, second, state);
      return Optional.empty();
    } catch (final UncheckedIOException refused) {
      return Optional.of(obstacle(refused, state));
    }
  }

  private void openBeside(final Icbmsg survivor, final Role role, final String state)
      throws IOException {
    if (Files.isDirectory(role(role))) {
      assertThatExceptionOfType(UncheckedIOException.class)
          .as(state)
          .isThrownBy(this::open)
          .satisfies((refused) -> assertThat(obstacle(refused, state)).isEqualTo(role(role)));
      Files.delete(role(role));
    }
    try (Icbmsg next = open()) {
      assertThat(next.role()).as(state).isEqualTo(role);
      assertThatTheyTalk(survivor, next, state);
    }
  }

  /** The only thing of no use that the sentence can name is a directory. */
  private Path obstacle(final UncheckedIOException refused, final String state) {
    assertThat(refused.getMessage()).as(state).contains("Is a directory").doesNotContain("\n");
    return Stream.of(role(Role.INITIATOR), role(Role.FOLLOWER), directory.resolve("prices"))
        .filter((path) -> refused.getMessage().contains(path + ": Is a directory"))
        .filter((path) -> Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS))
        .findFirst()
        .orElseThrow(() -> new AssertionError(state + ": " + refused.getMessage(), refused));
  }

  private static void assertThatTheyTalk(final Icbmsg one, final Icbmsg other, final String state) {
    final Inbox inbox = new Inbox();
    final Endpoint from = one.register("endpoint", new Inbox());
    final Endpoint to = other.register("endpoint", inbox);
    for (int i = 0; i < 10_000 && !(from.isBound() && to.isBound()); i++) {
      one.doWork();
      other.doWork();
    }
    assertThat(from.send(Bytes.of("hello"), 0, 5)).as(state).isEqualTo(5);
    other.doWork();
    assertThat(inbox.take()).as(state).containsExactly("bound", "hello");
    one.doWork();
  }

  private List<String> left() throws IOException {
    try (Stream<Path> list = Files.list(directory)) {
      return list.map((file) -> file.getFileName().toString()).sorted().toList();
    }
  }

  private void empty() throws IOException {
    for (final String name : left()) {
      final Path path = directory.resolve(name);
      if (Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)) {
        Files.deleteIfExists(path.resolve("precious"));
      }
      Files.delete(path);
    }
  }
}
