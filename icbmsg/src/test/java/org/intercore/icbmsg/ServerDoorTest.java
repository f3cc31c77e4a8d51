package org.intercore.icbmsg;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.intercore.icbmsg.server.RefusedException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Those who knock at a server's door and say anything, and doors behind which there is anybody. */
@Timeout(60)
@EnabledOnOs(OS.LINUX)
class ServerDoorTest {
  private static final long KNOCK = 0x4B43_4F4E_4B42_4349L;
  private static final long ANSWER = 0x4C4C_4148_5342_4349L;
  private static final int TEXT = 32;

  @TempDir
  private Path folder;

  private final List<SocketChannel> calls = new ArrayList<>();
  private ServerPlay play;

  @BeforeEach
  void name() {
    play = new ServerPlay(folder.resolve("dir"));
  }

  @AfterEach
  void nothingIsLeft() throws Exception {
    for (final SocketChannel call : calls) {
      call.close();
    }
    play.close();
    assertThat(play.files()).isEmpty();
    assertThat(play.errors).isEmpty();
  }

  private SocketChannel call() throws IOException {
    final SocketChannel made = SocketChannel.open(StandardProtocolFamily.UNIX);
    made.connect(UnixDomainSocketAddress.of(play.directory.resolve(".shop.door")));
    calls.add(made);
    return made;
  }

  private static ByteBuffer greeting(final long magic, final int version, final int length) {
    return ByteBuffer.allocate(24 + Math.max(0, Math.min(length, 200)))
        .order(ByteOrder.LITTLE_ENDIAN)
        .putLong(0, magic)
        .putInt(8, version)
        .putInt(20, length);
  }

  /** What the door answers before it closes. */
  private static String answer(final SocketChannel from) throws IOException {
    final ByteBuffer bytes = ByteBuffer.allocate(1024).order(ByteOrder.LITTLE_ENDIAN);
    try {
      while (from.read(bytes) >= 0) {
        Thread.onSpinWait();
      }
    } catch (final IOException closedWithWordsOfOursUnread) {
      // What was answered was read before.
    }
    assertThat(bytes.getLong(0)).isEqualTo(ANSWER);
    assertThat(bytes.getInt(12)).isBetween(1, 2);
    return new String(bytes.array(), TEXT, bytes.getInt(28), StandardCharsets.UTF_8);
  }

  @Test
  void whoSaysWhatNoClientSaysIsToldSo() throws Exception {
    final IcbmsgServer server = play.start(play.config());
    final SocketChannel stranger = call();
    stranger.write(greeting(KNOCK + 1, 1, 0));
    assertThat(answer(stranger)).isEqualTo("what was said is not a client's greeting");
    final SocketChannel newer = call();
    newer.write(greeting(KNOCK, 2, 0));
    assertThat(answer(newer))
        .isEqualTo("the client speaks version 2, and the server speaks version 1");
    final SocketChannel boaster = call();
    boaster.write(greeting(KNOCK, 1, 65));
    assertThat(answer(boaster)).isEqualTo("a label cannot be 65 bytes long");
    final SocketChannel negative = call();
    negative.write(greeting(KNOCK, 1, -1));
    assertThat(answer(negative)).isEqualTo("a label cannot be -1 bytes long");
    final SocketChannel chatterer = call();
    chatterer.write(ByteBuffer.allocate(100).put(greeting(KNOCK, 1, 0)).rewind());
    assertThat(answer(chatterer)).isEqualTo("more was said than a greeting");
    final SocketChannel mumbler = call();
    mumbler.write(greeting(KNOCK, 1, 10).limit(30));
    mumbler.shutdownOutput();
    assertThat(answer(mumbler)).isEqualTo("the greeting was not whole");
    assertThat(server.malformed()).isEqualTo(6);
    assertThat(play.connect("honest").isConnected()).isTrue();
  }

  @Test
  void whoSaysNothingIsSentAwayInTheEnd() throws Exception {
    final IcbmsgServer server = play.start(play.config().greetingPatience(Duration.ofMillis(50)));
    final long startNs = System.nanoTime();
    assertThat(answer(call())).isEqualTo("the greeting took too long");
    assertThat(System.nanoTime() - startNs).isGreaterThanOrEqualTo(50_000_000);
    assertThat(server.malformed()).isEqualTo(1);
  }

  /** 200 that say nothing hold a bounded number of descriptors and keep nobody out. */
  @Test
  void aCrowdThatSaysNothingKeepsNobodyOut() throws Exception {
    final IcbmsgServer server = play.start(play.config().greetingPatience(Duration.ofDays(1)));
    play.connect("first");
    final long before = descriptors();
    for (int i = 0; i < 200; i++) {
      call();
    }
    final Inbox answers = new Inbox();
    final IcbmsgClient honest =
        play.connect(play.clientConfig().label("honest").endpoint("echo", answers));
    ServerPlay.until(() -> server.malformed() >= 200 - 64);
    assertThat(ServerPlay.send(honest, "echo", "hello")).isEqualTo(5);
    ServerPlay.until(honest, () -> answers.told().size() == 2);
    // 200 of this test's own, 64 of those that the server has kept, and the honest client.
    assertThat(descriptors() - before).isLessThan(200 + 64 + 20);
  }

  /** All have greeted by the time the server looks, more than it lets wait: nobody is sent away for that. */
  @Test
  void aCrowdThatGreetsIsLetInOneByOne() throws Exception {
    final IcbmsgServer server = IcbmsgServer.listen("shop", play.config());
    for (int i = 0; i < 100; i++) {
      call().write(greeting(KNOCK, 1, 0));
    }
    // Each of them finds that nobody came to the channel.
    ServerPlay.until(() -> {
      server.doWork();
      calls.forEach(ServerDoorTest::hangUpIfAnswered);
      return server.neverCame() == 100;
    });
    assertThat(server.malformed()).isZero();
    server.close();
  }

  private static void hangUpIfAnswered(final SocketChannel call) {
    try {
      if (call.isOpen()) {
        call.configureBlocking(false);
        if (call.read(ByteBuffer.allocate(1)) > 0) {
          call.close();
        }
      }
    } catch (final IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Bytes by chance, some of which begin as a greeting does. */
  @Test
  void whateverIsSaidTheNextOneIsLetIn() throws Exception {
    final IcbmsgServer server = play.start(play.config());
    final long seed = System.nanoTime();
    final Random random = new Random(seed);
    for (int i = 0; i < 200; i++) {
      final ByteBuffer noise =
          ByteBuffer.allocate(random.nextInt(120)).order(ByteOrder.LITTLE_ENDIAN);
      random.nextBytes(noise.array());
      if (random.nextBoolean() && noise.limit() >= 24) {
        noise.putLong(0, KNOCK);
      }
      try (SocketChannel call = call()) {
        call.write(noise);
      }
    }
    assertThat(play.connect("honest").isConnected()).as("seed %d", seed).isTrue();
    ServerPlay.until(() -> server.malformed() == 200);
  }

  /** Knows how to greet, and never comes to the channel. */
  @Test
  void whoIsLetInAndDoesNotComeHoldsNoPlaceForLong() throws Exception {
    final IcbmsgServer server =
        play.start(play.config().maxClients(1).arrivalPatience(Duration.ofMillis(50)));
    final SocketChannel idler = call();
    idler.write(greeting(KNOCK, 1, 0));
    ServerPlay.until(() -> server.neverCame() == 1);
    final SocketChannel goner = call();
    goner.write(greeting(KNOCK, 1, 0));
    goner.close();
    ServerPlay.until(() -> server.neverCame() == 2);
    assertThat(play.connect("honest").isConnected()).isTrue();
    assertThat(play.told).containsExactly("honest connected");
  }

  private void answerWith(final ByteBuffer bytes) throws Exception {
    Files.createDirectories(
        play.directory,
        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    final Path door = play.directory.resolve(".shop.door");
    try (ServerSocketChannel impostor = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      impostor.bind(UnixDomainSocketAddress.of(door));
      final Thread talker = new Thread(() -> {
        try (SocketChannel visitor = impostor.accept()) {
          visitor.read(ByteBuffer.allocate(100));
          visitor.write(bytes);
        } catch (final IOException closed) {
          // The client has seen enough.
        }
      });
      talker.start();
      play.connect(play.clientConfig("victim"));
      talker.join();
    } finally {
      Files.delete(door);
    }
  }

  private static ByteBuffer come(final String channel, final int blocks, final int blockSize) {
    final byte[] text = channel.getBytes(StandardCharsets.UTF_8);
    return ByteBuffer.allocate(TEXT + text.length)
        .order(ByteOrder.LITTLE_ENDIAN)
        .putLong(ANSWER)
        .putInt(1)
        .putInt(0)
        .putInt(blocks)
        .putInt(blocks)
        .putInt(blockSize)
        .putInt(text.length)
        .put(text)
        .flip();
  }

  @Test
  void aClientBelievesNothingThatADoorAnswers() {
    assertRefused(ByteBuffer.allocate(64), "what was answered is not a server's answer");
    assertRefused(
        come("other.abc-1", 4, 256),
        "the server \"shop\" names a channel that is not one of its clients': \"other.abc-1\"");
    assertRefused(
        come("../shop.abc-1", 4, 256),
        "the server \"shop\" names a channel that is not one of its clients': \"../shop.abc-1\"");
    assertRefused(come("shop.abc-1", 0, 256), "cannot be opened");
    assertRefused(come("shop.abc-1", 4, 255), "cannot be opened");
    assertRefused(come("shop.abc-1", 65_536, 1 << 30), "cannot be opened");
    assertRefused(come("shop.abc-1", 4, 256).limit(40), "has gone without an answer");
    assertRefused(come("shop.abc-1", 4, 256).putInt(28, 513), "cannot be 513 bytes long");
    assertRefused(come("shop.abc-1", 4, 256).putInt(8, 2), "the server speaks version 2");
    assertRefused(come("go\u001b[2Jaway", 4, 256).putInt(12, 1).putInt(8, 2), "go?[2Jaway");
  }

  private void assertRefused(final ByteBuffer bytes, final String sentence) {
    assertThatExceptionOfType(RefusedException.class)
        .isThrownBy(() -> answerWith(bytes))
        .withMessageContaining(sentence);
  }

  private static long descriptors() throws IOException {
    try (Stream<Path> all = Files.list(Path.of("/proc/self/fd"))) {
      return all.count();
    }
  }
}
