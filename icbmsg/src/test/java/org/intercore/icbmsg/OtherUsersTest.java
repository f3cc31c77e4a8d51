package org.intercore.icbmsg;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.intercore.icbmsg.endpoint.Endpoint;
import org.intercore.icmsg.region.RegionPair;
import org.intercore.icmsg.region.SharedMemory;
import org.intercore.icmsg.time.Timeout;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Processes of several users, of whom those meet who have named each other. */
@org.junit.jupiter.api.Timeout(60)
@EnabledOnOs(OS.LINUX)
class OtherUsersTest {
  private static final int ROOT = 0;
  private static final int NOBODY = 65534;
  private static final int A_THIRD = 54321;

  @TempDir
  private Path folder;

  private Path directory;

  @BeforeEach
  void makeDirectory() throws IOException {
    directory = Files.createDirectory(folder.resolve("shared"));
  }

  private IcbmsgConfig config() {
    return IcbmsgConfig.named("prices").directory(directory);
  }

  private void mode(final int mode) throws IOException {
    Files.setAttribute(directory, "unix:mode", mode);
  }

  private void refuses(final String why) {
    assertThatExceptionOfType(UncheckedIOException.class)
        .isThrownBy(() -> Icbmsg.open(config().peerUsers(A_THIRD)))
        .withMessageContaining(why);
  }

  @Test
  void aDirectoryThatCannotBeSharedSafelyIsRefused() throws IOException {
    mode(02775);
    refuses("can be entered by others (rwxrwxr-x): run chmod 2770 on it");
    mode(0770);
    refuses("does not hand its group on: run chmod 2770 on it");
    directory = folder.resolve("missing");
    refuses("has to be there before several users can meet in it");
    assertThat(directory).doesNotExist();
  }

  @Test
  void aDirectoryOfSeveralUsersIsRefusedToOneWhoNamesNobody() throws IOException {
    mode(02770);
    assertThatExceptionOfType(UncheckedIOException.class)
        .isThrownBy(() -> Icbmsg.open(config().peerUsers()))
        .withMessageContaining("can be entered by others");
  }

  @Test
  void filesAreTheGroupsAndNobodyElses() throws IOException {
    mode(02770);
    try (Icbmsg first = Icbmsg.open(config().peerUsers(A_THIRD));
        Icbmsg second = Icbmsg.open(config().peerUsers(A_THIRD))) {
      assertThat(first.role()).isNotEqualTo(second.role());
      try (Stream<Path> files = Files.list(directory)) {
        assertThat(files)
            .hasSize(7)
            .allSatisfy(file -> assertThat(
                    PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-rw----"));
      }
    }
  }

  @Test
  void explicitRegionsAreOpenToWhoeverHasThem() {
    final SharedMemory memory = SharedMemory.allocate(8192);
    final IcbmsgConfig config =
        IcbmsgConfig.regions(RegionPair.of(memory.region(0, 4096), memory.region(4096, 4096)));
    assertThatIllegalArgumentException().isThrownBy(() -> config.peerUsers(A_THIRD));
    memory.close();
  }

  private void assumeRoot() throws IOException {
    assumeTrue(
        Files.getAttribute(folder, "unix:uid").equals(ROOT)
            && Files.exists(Path.of("/usr/bin/setpriv")),
        "needs to be root, with setpriv, to start a process of another user");
  }

  /** Starts a child as another user, who gets a copy of the classes: he may not read the originals. */
  private ChildJvm startAsNobody(final Path ready, final Object... more) throws IOException {
    return startAsNobody(UserChild.class, ready, more);
  }

  private ChildJvm startAsNobody(final Class<?> main, final Path ready, final Object... more)
      throws IOException {
    Files.setAttribute(folder, "unix:mode", 0777);
    final List<String> classPath = new ArrayList<>();
    for (final String entry : System.getProperty("java.class.path").split(File.pathSeparator)) {
      if (entry.matches(".*(agrona|jctools|icmsg-core|icbmsg).*")) {
        final Path copy = folder.resolve("classes" + classPath.size());
        if (!Files.exists(copy)) {
          copy(Path.of(entry), copy);
        }
        classPath.add(copy.toString());
      }
    }
    final List<Object> arguments = new ArrayList<>(List.of(directory, ready));
    arguments.addAll(List.of(more));
    return ChildJvm.start(
        List.of("setpriv", "--reuid=" + NOBODY, "--regid=" + NOBODY, "--clear-groups"),
        String.join(File.pathSeparator, classPath),
        List.of(),
        main,
        arguments.toArray());
  }

  private static void copy(final Path from, final Path to) throws IOException {
    try (Stream<Path> files = Files.walk(from)) {
      for (final Path file : files.toList()) {
        final Path copy = to.resolve(from.relativize(file).toString());
        Files.copy(file, copy);
        Files.setAttribute(copy, "unix:mode", 0755);
      }
    }
  }

  private void share() throws IOException {
    Files.setAttribute(directory, "unix:gid", NOBODY);
    mode(02770);
  }

  /** Has a word echoed by a child of another user. */
  private boolean isConnectedAfterAWord(final int named) throws Exception {
    assumeRoot();
    share();
    final Path ready = folder.resolve("ready");
    final Inbox inbox = new Inbox();
    try (IcbmsgRunner runner =
            IcbmsgRunner.start(Icbmsg.open(config().peerUsers(named)), OtherUsersTest::fail);
        ChildJvm child = startAsNobody(ready, ROOT)) {
      assertThat(child.awaitFile(ready)).isEqualTo("FOLLOWER");
      final Endpoint endpoint = runner.instance().register("echo", inbox);
      assertThat(endpoint.awaitBound(Timeout.FOREVER)).isZero();
      assertThat(endpoint.send(Bytes.of("hello"), 0, 5)).isEqualTo(5);
      while (inbox.told().size() < 2) {
        Thread.sleep(1);
      }
      final boolean connected = runner.instance().bellToSleepAt().isConnected();
      assertThat(child.end()).isZero();
      return connected;
    }
  }

  @Test
  void aUserWhoIsNamedIsMetAndRings() throws Exception {
    assertThat(isConnectedAfterAWord(NOBODY)).isTrue();
  }

  /** What the group may do, and what the list is for. */
  @Test
  void aUserOfTheGroupWhoIsNotNamedReachesTheMemoryAndIsNotAnsweredAtTheSocket() throws Exception {
    assertThat(isConnectedAfterAWord(A_THIRD)).isFalse();
  }

  /** What a client of another user says about a server that names some user. */
  private String clientOfAServerThatNames(final int named) throws Exception {
    assumeRoot();
    share();
    final Path ready = folder.resolve("ready");
    final ServerConfig config = new ServerConfig()
        .directory(directory)
        .peerUsers(named)
        .endpoint(
            "echo",
            client ->
                (endpoint, buffer, offset, length, token) -> endpoint.send(buffer, offset, length));
    try (IcbmsgServer server = IcbmsgServer.listen("prices", config);
        ConnectionRunner runner = ConnectionRunner.start(server, OtherUsersTest::fail);
        ChildJvm child = startAsNobody(UserClientChild.class, ready, ROOT)) {
      final String said = child.awaitFile(ready);
      assertThat(child.exitCode()).isZero();
      assertThat(runner).isNotNull();
      return said + ", " + server.accepted() + " accepted";
    }
  }

  @Test
  void aServerLetsInAClientOfAUserWhoIsNamed() throws Exception {
    assertThat(clientOfAServerThatNames(NOBODY)).isEqualTo("hello, 1 accepted");
  }

  @Test
  void aServerHangsUpOnAClientOfTheGroupWhoIsNotNamed() throws Exception {
    assertThat(clientOfAServerThatNames(A_THIRD)).startsWith("refused: ").endsWith(", 0 accepted");
  }

  @Test
  void anotherUserIsRefusedUnlessSomethingElseIsSaid() throws Exception {
    assumeRoot();
    directory = folder.resolve("own");
    final Path ready = folder.resolve("ready");
    try (Icbmsg own = Icbmsg.open(config());
        ChildJvm child = startAsNobody(ready)) {
      assertThat(child.awaitFile(ready))
          .startsWith("cannot open channel")
          .contains(directory.toString());
      assertThat(child.exitCode()).isZero();
      assertThat(own.isPeerAlive()).isFalse();
    }
  }

  @Test
  void aDirectoryInWhichItsOwnerMayNotMakeFilesIsNamed() throws Exception {
    assumeRoot();
    directory = Files.createDirectory(folder.resolve("closed"));
    Files.setAttribute(directory, "unix:uid", NOBODY);
    mode(0500);
    assertThat(refusal()).contains("no permission for " + directory.resolve(".lock"));
    mode(0700);
    Files.createFile(directory.resolve(".lock"));
    Files.setAttribute(directory.resolve(".lock"), "unix:uid", NOBODY);
    mode(0500);
    assertThat(refusal()).contains("no permission for " + directory.resolve(".prices.initiator"));
    try (Stream<Path> files = Files.list(directory)) {
      assertThat(files).hasSize(1);
    }
    directory = directory.resolve("channels");
    assertThat(refusal()).contains("no permission for " + directory);
  }

  private String refusal() throws Exception {
    final Path ready = folder.resolve("ready");
    Files.deleteIfExists(ready);
    try (ChildJvm child = startAsNobody(ready)) {
      final String said = child.awaitFile(ready);
      assertThat(said).startsWith("cannot open channel \"prices\": ");
      assertThat(child.exitCode()).isZero();
      return said;
    }
  }

  @Test
  void nobodyElseCanCutTheFileThatIsMapped() throws Exception {
    assumeRoot();
    directory = folder.resolve("own");
    Files.setAttribute(folder, "unix:mode", 0777);
    try (Icbmsg own = Icbmsg.open(config())) {
      final Path file = directory.resolve("prices");
      final long size = Files.size(file);
      assertThat(cutAsNobody(file)).isNotZero();
      // Not even where the directory would let him in.
      Files.setAttribute(directory, "unix:mode", 0777);
      assertThat(cutAsNobody(file)).isNotZero();
      Files.setAttribute(directory, "unix:mode", 0700);
      assertThat(file).hasSize(size);
      assertThat(own.isPeerAlive()).isFalse();
    }
  }

  private static int cutAsNobody(final Path file) throws Exception {
    return new ProcessBuilder(
            "setpriv",
            "--reuid=" + NOBODY,
            "--regid=" + NOBODY,
            "--clear-groups",
            "truncate",
            "--size=0",
            file.toString())
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
        .start()
        .waitFor();
  }

  private static void fail(final Throwable unexpected) {
    throw new AssertionError(unexpected);
  }
}
