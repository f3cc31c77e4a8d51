package org.intercore.cli.process;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TransferIT extends Processes {
  private static final int LARGE = 300_000_000;

  @Test
  void theReceiverMayComeFirst() throws IOException {
    final CommandProcess receiver = receive();
    receiver.says("waiting for a sender");
    final CommandProcess sender = send(file("a", 1_000_003), file("empty", 0), file("b", 1));
    sender.succeeds();
    receiver.succeeds();
    assertArrived("a", "empty", "b");
    assertThat(sender.out().lines()).hasSize(3).allMatch(line -> line.startsWith("sent "));
    assertThat(receiver.out().lines()).hasSize(3).allMatch(line -> line.startsWith("received "));
  }

  @Test
  void theSenderMayComeFirst() throws IOException {
    final CommandProcess sender = send(file("a", 1_000_003), file("empty", 0), "--json");
    sender.says("waiting for a receiver");
    final CommandProcess receiver = receive("--json");
    sender.succeeds();
    receiver.succeeds();
    assertArrived("a", "empty");
    assertThat(sender.json())
        .containsEntry("failed", 0.0)
        .containsEntry("files.0.name", "a")
        .containsEntry("files.0.bytes", 1_000_003.0)
        .containsEntry("files.1.ok", true);
    assertThat(receiver.json()).isEqualTo(sender.json());
  }

  @Test
  void aKilledSenderLeavesTheOldFileUntouched() throws IOException {
    write(path("in/big"), "the old one".getBytes(UTF_8));
    final CommandProcess receiver = receive();
    final CommandProcess sender = send(sparse("big"));
    receiver.await(this::isUnderWay, "to be in the middle of a file");
    sender.kill();
    receiver.fails("the sender went away");
    assertThat(receiver.out()).startsWith("failed big: the sender went away");
    assertThat(path("in/big")).hasContent("the old one");
    assertThat(arrived()).containsExactly("big");
  }

  @Test
  void aKilledReceiverIsNoticedAndSweptUpAfter() throws IOException {
    final CommandProcess receiver = receive();
    final CommandProcess sender = send(sparse("big"), file("second", 10));
    receiver.await(this::isUnderWay, "to be in the middle of a file");
    receiver.kill();
    sender.fails("the receiver went away");
    assertThat(sender.out().lines()).hasSize(2).allMatch(line -> line.startsWith("failed "));

    final CommandProcess next = receive();
    send(path("second")).succeeds();
    next.succeeds();
    assertThat(arrived()).containsExactly("second");
  }

  @Test
  void aReceiverThatKeepsGoesOnAfterGoodAndBadSendersUntilASignal() throws IOException {
    final CommandProcess receiver = receive("--keep");
    send(file("first", 100_000)).succeeds();
    final CommandProcess doomed = send(sparse("big"));
    receiver.await(this::isUnderWay, "to be in the middle of a file");
    doomed.kill();
    receiver.says("went away");
    send(file("second", 100_000)).succeeds();
    assertArrived("first", "second");
    receiver.terminate();
    receiver.fails("1 file of 3 failed");
  }

  /** One sender hangs in the middle of its file, and others are served meanwhile. */
  @Test
  @EnabledOnOs(OS.LINUX)
  void aReceiverThatKeepsServesSeveralSendersAtOnce() throws Exception {
    final CommandProcess receiver = receive("--keep");
    receiver.says("waiting for a sender");
    final CommandProcess slow = send(sparse("big"));
    receiver.await(this::isUnderWay, "to be in the middle of a file");
    signal(slow, "STOP");
    send(file("quick", 100_000)).succeeds();
    final CommandProcess stat = start("stat", "c", "--json").succeeds();
    assertThat(stat.json())
        .containsEntry("servers.0.name", "c")
        .containsEntry("servers.0.process", (double) receiver.handle().pid())
        .containsEntry("channels.0.initiator.state", "bound");
    assertThat(start("stat", "c", "--once").succeeds().out())
        .containsPattern("c +" + receiver.handle().pid() + " +listens +1 ")
        .contains("file");
    assertThat(start("clean").succeeds().out()).doesNotContain("removed", "left alone");
    signal(slow, "CONT");
    slow.succeeds();
    assertArrived("big", "quick");
    receiver.terminate();
    receiver.succeeds();
    assertThat(start("stat", "--once").succeeds().out()).startsWith("no channel in ");
  }

  private static void signal(final CommandProcess process, final String name) throws Exception {
    final String pid = Long.toString(process.handle().pid());
    assertThat(new ProcessBuilder("kill", "-" + name, pid).start().waitFor()).isZero();
  }

  @Test
  void sendersMayComeBeforeAReceiverForMany() throws IOException {
    final CommandProcess one = send(file("one", 100_000));
    one.says("waiting for a receiver");
    final CommandProcess receiver = receive("--keep");
    one.succeeds();
    send(file("two", 10)).succeeds();
    assertArrived("one", "two");
    receive("--keep").fails("a server \"c\" runs already");
    receiver.terminate();
    receiver.succeeds();
  }

  @Test
  void aSignalBetweenTwoSendersIsAGoodEnd() {
    final CommandProcess receiver = receive("--keep");
    send(file("a", 10)).succeeds();
    receiver.await(() -> receiver.out().contains("received a"), "to have the file");
    receiver.terminate();
    receiver.succeeds();
  }

  @Test
  void oneBadFileDoesNotStopTheOthers() {
    newDirectory("in/taken");
    final CommandProcess receiver = receive();
    final CommandProcess sender = send(file("taken", 100_000), file("fine", 100_000));
    sender.fails("1 file of 2 failed");
    receiver.fails("1 file of 2 failed");
    assertThat(sender.out()).contains("failed taken: the receiver has a directory", "sent fine");
    assertThat(path("in/fine")).hasSameBinaryContentAs(path("fine"));
  }

  @ParameterizedTest
  @ValueSource(ints = {10, LARGE + 1})
  void aFileThatShrinksOrGrowsWhileItIsSentFails(final int newLength) throws IOException {
    final CommandProcess receiver = receive();
    final Path big = sparse("big");
    final CommandProcess sender = send(big, file("fine", 10));
    receiver.await(this::isUnderWay, "to be in the middle of a file");
    try (RandomAccessFile file = new RandomAccessFile(big.toFile(), "rw")) {
      file.setLength(newLength);
    }
    sender.fails("1 file of 2 failed");
    receiver.fails("1 file of 2 failed");
    assertThat(sender.out()).contains("failed big: it", "while it was sent", "sent fine");
    assertThat(arrived()).containsExactly("fine");
  }

  @Test
  void twoReceiversNoticeEachOther() {
    final CommandProcess one = receive();
    final CommandProcess other = receive();
    one.fails();
    other.fails();
    assertThat(one.err() + other.err()).contains("is a receiver too");
  }

  @Test
  void patienceHasTheLimitThatTheUserGives() {
    send(file("a", 1), "--wait", 1).fails("no receiver came within 1 s");
  }

  @Test
  void differentParametersAreNamed() {
    final CommandProcess receiver = receive();
    receiver.says("waiting");
    final CommandProcess sender = send(file("a", 1), "--blocks", 32);
    assertThat(sender.exitCode()).isEqualTo(2);
    assertThat(sender.err()).contains("64", "32");
  }

  @Test
  void aNameThatCannotBeAChannelsIsWrongUsage() {
    final CommandProcess sender = start("send", "--channel", "../c", file("a", 1));
    assertThat(sender.exitCode()).isEqualTo(2);
    assertThat(sender.err()).contains("../c");
  }

  private CommandProcess receive(final Object... more) {
    final List<Object> arguments = Stream.concat(
            Stream.of("receive", "--channel", "c", "--out", path("in")), Stream.of(more))
        .toList();
    return start(arguments);
  }

  private CommandProcess send(final Object... filesAndMore) {
    return start(Stream.concat(Stream.of("send", "--channel", "c"), Stream.of(filesAndMore))
        .toList());
  }

  /** A file that takes a while and no space. */
  private Path sparse(final String name) throws IOException {
    try (RandomAccessFile file = new RandomAccessFile(path(name).toFile(), "rw")) {
      file.setLength(LARGE);
    }
    return path(name);
  }

  private boolean isUnderWay() {
    try (Stream<Path> files = Files.list(path("in"))) {
      return files.anyMatch(
          file -> file.toString().endsWith(".part") && file.toFile().length() > 0);
    } catch (final IOException notThereYet) {
      return false;
    }
  }

  private List<String> arrived() throws IOException {
    try (Stream<Path> files = Files.list(path("in"))) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }

  private void assertArrived(final String... names) throws IOException {
    for (final String name : names) {
      // AssertJ's own comparison takes seconds for a large file.
      assertThat(Files.mismatch(path("in").resolve(name), path(name)))
          .as("first byte of %s that differs", name)
          .isEqualTo(-1);
    }
  }
}
