package org.intercore.cli.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class CleanIT extends Processes {
  @Test
  void removesWhatAKilledProcessLeftAndNothingOfALivingOne() throws Exception {
    final CommandProcess living = start("receive", "--channel", "living", "--out", path("in"));
    final CommandProcess doomed = start("receive", "--channel", "doomed", "--out", path("in"));
    living.says("waiting for a sender");
    doomed.says("waiting for a sender");
    doomed.kill();

    assertThat(start("clean", "--list").succeeds().out())
        .containsPattern("doomed +- +- +[0-9,]+ +\\d+ s +nobody's")
        .containsPattern("living +" + living.handle().pid() + " +- +[0-9,]+ +\\d+ s +in use");
    assertThat(path("channels/doomed")).exists();

    final Map<String, Object> cleaned = start("clean", "--json").succeeds().json();
    assertThat(cleaned)
        .containsEntry("channels.0.name", "doomed")
        .containsEntry("channels.0.held", false)
        .containsEntry("channels.0.initiator", null)
        .containsEntry("channels.0.removed", true)
        .containsEntry("channels.1.name", "living")
        .containsEntry("channels.1.initiator", (double) living.handle().pid())
        .containsEntry("channels.1.removed", false);
    assertThat(path("channels/doomed")).doesNotExist();

    start("send", "--channel", "living", file("a", 1000)).succeeds();
    living.succeeds();
    assertThat(start("clean").succeeds().out()).startsWith("no channel in ");
    assertThat(path("channels")).isDirectoryContaining("glob:**/.lock");
    assertThat(path("channels").toFile().list()).hasSize(1);
  }

  @Test
  void whatIsNotADirectoryOfChannelsIsOneSentence() throws Exception {
    final List<Object> here = List.of("clean", "--dir", newDirectory("mine"));
    Files.setPosixFilePermissions(
        path("mine"), java.nio.file.attribute.PosixFilePermissions.fromString("rwx------"));
    start(here).fails("icbmsg clean: ", "is not a directory of channels");
    start("clean", "--dir", path("missing")).succeeds();
    assertThat(path("missing")).doesNotExist();
    start("clean", "--dir", file("file", 1)).fails("is not a directory");
  }
}
