package org.intercore.icbmsg.rendezvous;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.intercore.icbmsg.Bytes;
import org.intercore.icbmsg.Icbmsg;
import org.intercore.icbmsg.IcbmsgConfig;
import org.intercore.icbmsg.IcbmsgRunner;
import org.intercore.icbmsg.Inbox;
import org.intercore.icbmsg.endpoint.Endpoint;
import org.intercore.icbmsg.endpoint.Role;
import org.intercore.icbmsg.layout.LinkFormat;
import org.intercore.icmsg.time.Timeout;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A disk that is full, a directory that is closed, a file that is cut, a path that is too long. */
@org.junit.jupiter.api.Timeout(60)
@EnabledOnOs(OS.LINUX)
class UnusableFilesTest {
  private static final long FILE_SIZE = size(64);
  private static final int PAGE = 4096;

  @TempDir
  private Path folder;

  private Path directory;

  @BeforeEach
  void name() {
    directory = folder.resolve("channels");
  }

  private static long size(final int blocks) {
    return new ChannelHeader(
            blocks,
            blocks,
            4096,
            64,
            Long.SIZE,
            org.intercore.icmsg.UnboundMode.ENABLE,
            LinkFormat.NATIVE)
        .fileSize();
  }

  private IcbmsgConfig config() {
    return IcbmsgConfig.named("prices").directory(directory);
  }

  private Icbmsg open() {
    return Icbmsg.open(config());
  }

  private List<String> files() throws IOException {
    try (Stream<Path> list = Files.list(directory)) {
      return list.map((file) -> file.getFileName().toString()).sorted().toList();
    }
  }

  private static boolean run(final String... command) throws IOException, InterruptedException {
    final Process process = new ProcessBuilder(command)
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
        .start();
    return process.waitFor(10, TimeUnit.SECONDS) && process.exitValue() == 0;
  }

  private interface OnDisk {
    void run() throws Exception;
  }

  /** A disk of our own, of so many bytes. */
  private void withDisk(final long size, final OnDisk work) throws Exception {
    directory = Files.createDirectory(folder.resolve("small"));
    final String mountPoint = directory.toString();
    assumeTrue(
        run("mount", "-t", "tmpfs", "-o", "size=" + size + ",mode=700", "tmpfs", mountPoint),
        "needs the right to mount");
    try {
      work.run();
    } finally {
      assertThat(run("umount", mountPoint)).isTrue();
    }
  }

  /** Leaves that much of the disk; nothing is rounded, since sizes are whole pages. */
  private void fillAllBut(final long left) throws IOException {
    final long usable = Files.getFileStore(directory).getUsableSpace();
    Files.write(directory.resolve("full"), new byte[(int) (usable - left)]);
  }

  @ParameterizedTest
  @ValueSource(longs = {0, 1, 2, 16, 17})
  void aFullDiskIsASentenceWithBothNumbersAndLeavesNothing(final long pages) throws Exception {
    withDisk(256 << 10, () -> {
      fillAllBut(pages * PAGE);
      assertThatExceptionOfType(UncheckedIOException.class)
          .isThrownBy(this::open)
          .withMessageContaining(FILE_SIZE + " bytes are needed, but " + directory + " has only ");
      assertThat(files()).containsExactly(".lock", "full");
      Files.delete(directory.resolve("full"));
      Icbmsg.open(config().txBlocks(4).rxBlocks(4)).close();
      assertThat(files()).containsExactly(".lock");
    });
  }

  @Test
  void whatTheDeadHaveLeftIsNotWhatTheDiskIsFullOf() throws Exception {
    withDisk(FILE_SIZE * 3 / 2, () -> {
      Files.write(directory.resolve("prices"), new byte[(int) FILE_SIZE]);
      Files.writeString(directory.resolve(".prices.initiator"), "4194305");
      open().close();
      assertThat(files()).containsExactly(".lock");
    });
  }

  @Test
  void whoeverComesSecondNeedsNoSpace() throws Exception {
    withDisk(2 * FILE_SIZE, () -> {
      final Inbox inbox = new Inbox();
      try (Icbmsg first = open()) {
        fillAllBut(0);
        try (Icbmsg second = open()) {
          final Endpoint endpoint = first.register("endpoint", new Inbox());
          second.register("endpoint", inbox);
          while (!endpoint.isBound()) {
            first.doWork();
            second.doWork();
          }
          final String whole = "x".repeat(endpoint.maxPayload());
          assertThat(endpoint.send(Bytes.of(whole), 0, whole.length())).isEqualTo(whole.length());
          while (inbox.told().size() < 2) {
            second.doWork();
          }
          assertThat(inbox.take()).containsExactly("bound", whole);
        }
      }
      assertThat(files()).containsExactly(".lock", "full");
    });
  }

  /** No file of a channel is older or younger than another because of what a clock says. */
  @ParameterizedTest
  @ValueSource(longs = {0, Integer.MAX_VALUE})
  void whatTimesTheFilesHaveDoesNotMatter(final long second) throws IOException {
    open().close();
    Files.write(directory.resolve("prices"), new byte[(int) FILE_SIZE]);
    Files.createFile(directory.resolve(".prices42.new"));
    date(second);
    try (Icbmsg first = open()) {
      date(second);
      try (Icbmsg other = open()) {
        date(second);
        assertThat(other.role()).isEqualTo(Role.FOLLOWER);
        assertThat(ChannelDirectory.clean(directory).channels())
            .allMatch((channel) -> channel.isHeld());
        assertThat(first.isPeerAlive()).isTrue();
      }
    }
    assertThat(files()).containsExactly(".lock");
  }

  private void date(final long second) throws IOException {
    for (final String file : files()) {
      Files.setLastModifiedTime(
          directory.resolve(file), java.nio.file.attribute.FileTime.from(second, TimeUnit.SECONDS));
    }
  }

  @Test
  void aDirectoryThatCannotBeWrittenToIsNamed() throws Exception {
    open().close();
    Files.delete(directory.resolve(".lock"));
    // What even root may not write to; files in a directory without w are only refused to others.
    final String path = directory.toString();
    assumeTrue(
        Files.getAttribute(directory, "unix:uid").equals(0) ? bindReadOnly(path) : close(directory),
        "needs the right to mount, or not to be root");
    try {
      assertThatExceptionOfType(UncheckedIOException.class)
          .isThrownBy(this::open)
          .withMessageStartingWith("cannot open channel \"prices\": ")
          .withMessageContaining(directory.resolve(".lock").toString())
          .withMessageMatching(".*(no permission|Read-only file system).*");
    } finally {
      Files.setPosixFilePermissions(
          folder, java.nio.file.attribute.PosixFilePermissions.fromString("rwx------"));
      run("umount", path);
    }
  }

  private static boolean bindReadOnly(final String path) throws Exception {
    return run("mount", "-t", "tmpfs", "-o", "ro,mode=700", "tmpfs", path);
  }

  private static boolean close(final Path path) throws IOException {
    Files.setPosixFilePermissions(
        path, java.nio.file.attribute.PosixFilePermissions.fromString("r-x------"));
    return true;
  }

  @Test
  void aDirectoryCannotBeMadeInAFile() throws IOException {
    directory = Files.createFile(folder.resolve("file")).resolve("channels");
    assertThatExceptionOfType(UncheckedIOException.class)
        .isThrownBy(this::open)
        .withMessageContaining(directory.toString());
    directory = folder.resolve("missing").resolve("channels");
    assertThatExceptionOfType(UncheckedIOException.class)
        .isThrownBy(this::open)
        .withMessage("cannot open channel \"prices\": " + directory + " does not exist");
  }

  @ParameterizedTest
  @ValueSource(longs = {0, 10, 4095, 4096, 100_000})
  void aFileThatWasCutIsNotMapped(final long size) throws IOException {
    try (Icbmsg first =
        Icbmsg.open(config().doorbell(org.intercore.icmsg.doorbell.Doorbell.polling()))) {
      // Its own look at the memory would end this JVM, so it gets the whole file back in the end.
      final byte[] whole = Files.readAllBytes(directory.resolve("prices"));
      cut(size);
      assertThatExceptionOfType(UncheckedIOException.class)
          .isThrownBy(this::open)
          .withMessageContaining("prices has " + size + " bytes where " + FILE_SIZE + " are needed")
          .withMessageContaining("process " + ProcessHandle.current().pid());
      try (RandomAccessFile file = new RandomAccessFile(prices(), "rw")) {
        file.write(whole);
      }
      try (Icbmsg second = open()) {
        assertThat(second.role()).isEqualTo(Role.FOLLOWER);
      }
      assertThat(first.isPeerAlive()).isFalse();
    }
    assertThat(files()).containsExactly(".lock");
  }

  private java.io.File prices() {
    return directory.resolve("prices").toFile();
  }

  private void cut(final long size) throws IOException {
    try (RandomAccessFile file = new RandomAccessFile(prices(), "rw")) {
      file.setLength(size);
    }
  }

  @Test
  void aFileThatIsNotOursIsNotMapped() throws IOException {
    try (Icbmsg first = open()) {
      final byte[] whole = Files.readAllBytes(directory.resolve("prices"));
      Files.delete(directory.resolve("prices"));
      Files.write(directory.resolve("prices"), new byte[whole.length]);
      assertThat(org.assertj.core.api.Assertions.catchThrowable(this::open))
          .hasMessage("the file of channel \"prices\" was not made by icbmsg");
      assertThat(first.isPeerAlive()).isFalse();
    }
  }

  @Test
  void aDirectoryThatWasRemovedIsNoReasonNotToClose() throws IOException {
    final Icbmsg first = open();
    try (Stream<Path> all = Files.list(directory)) {
      for (final Path file : all.toList()) {
        Files.delete(file);
      }
    }
    Files.delete(directory);
    first.close();
    try (Icbmsg next = open()) {
      assertThat(next.role()).isEqualTo(Role.INITIATOR);
    }
  }

  @Test
  void anInterruptedThreadClosesToo() throws IOException {
    final Icbmsg first = open();
    Thread.currentThread().interrupt();
    first.close();
    assertThat(Thread.interrupted()).isTrue();
    assertThat(files()).containsExactly(".lock");
  }

  @Test
  void anInterruptedThreadMayBeRefusedButLeavesNothingBehind() throws IOException {
    open().close();
    Thread.currentThread().interrupt();
    assertThatExceptionOfType(UncheckedIOException.class)
        .isThrownBy(this::open)
        .withMessage("cannot open channel \"prices\": the thread was interrupted");
    assertThat(Thread.interrupted()).isTrue();
    assertThat(files()).containsExactly(".lock");
    open().close();
  }

  @Test
  void wherePathsAreTooLongForASocketBothSidesNap() throws Exception {
    directory = Files.createDirectory(folder.resolve("d".repeat(100))).resolve("channels");
    final Inbox firstInbox = new Inbox();
    final Inbox secondInbox = new Inbox();
    try (IcbmsgRunner first = IcbmsgRunner.start(open(), UnusableFilesTest::fail)) {
      final IcbmsgRunner second = IcbmsgRunner.start(open(), UnusableFilesTest::fail);
      final Endpoint endpoint = first.instance().register("endpoint", firstInbox);
      final Endpoint other = second.instance().register("endpoint", secondInbox);
      assertThat(endpoint.awaitBound(Timeout.FOREVER)).isZero();
      assertThat(other.awaitBound(Timeout.FOREVER)).isZero();
      assertThat(files()).contains("prices").doesNotContain(".prices.bell");
      for (int i = 0; i < 200; i++) {
        // More than there are blocks, so that somebody waits for a release now and then.
        assertThat(endpoint.send(Bytes.of("hello"), 0, 5, Long.MAX_VALUE)).isEqualTo(5);
      }
      while (secondInbox.told().size() < 201) {
        Thread.sleep(1);
      }
      second.close();
      while (!firstInbox.told().contains("unbound PEER_CLOSED")) {
        Thread.sleep(1);
      }
    }
    assertThat(files()).containsExactly(".lock");
  }

  private static void fail(final Throwable unexpected) {
    throw new AssertionError(unexpected);
  }
}
