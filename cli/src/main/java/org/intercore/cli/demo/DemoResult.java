package org.intercore.cli.demo;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import org.intercore.cli.console.Table;
import org.intercore.cli.console.Words;

/**
 * What a demo measured.
 *
 * @param file what was sent
 * @param bytes its length
 * @param peerBytes bytes that arrived
 * @param sha256 of the file
 * @param peerSha256 of what arrived
 * @param elapsedNs from the first byte to the peer's digest
 * @param fileMessages messages that carried the file
 * @param echoes round trips
 * @param wrongEchoes echoes that came back changed
 * @param echoP50Ns half of the round trips took this at most
 * @param echoP99Ns 99 % did
 * @param echoP999Ns 99.9 % did
 * @param blocks blocks in each direction
 * @param here how this side used its blocks
 * @param peer how the other side used its blocks
 */
record DemoResult(
    Path file,
    long bytes,
    long peerBytes,
    byte[] sha256,
    byte[] peerSha256,
    long elapsedNs,
    long fileMessages,
    long echoes,
    long wrongEchoes,
    long echoP50Ns,
    long echoP99Ns,
    long echoP999Ns,
    int blocks,
    BlockUse here,
    BlockUse peer) {

  /**
   * How one side used blocks.
   *
   * @param txInUse own blocks still out at the end
   * @param rxInUse the other side's messages still held at the end
   * @param most own blocks in use at once at most
   */
  record BlockUse(long txInUse, long rxInUse, long most) {
    long leaked() {
      return txInUse + rxInUse;
    }
  }

  boolean isSha256Equal() {
    return Arrays.equals(sha256, peerSha256);
  }

  /** A block that leaks in one direction shows at its owner, at its holder, or at both. */
  long blocksLeaked() {
    return Math.max(here.txInUse, peer.rxInUse) + Math.max(peer.txInUse, here.rxInUse);
  }

  /** What differs from what should be, in a sentence, or null. */
  String failure() {
    if (bytes != peerBytes) {
      return bytes + " bytes were sent, but " + peerBytes + " arrived";
    }
    if (!isSha256Equal()) {
      return "the SHA-256 of what arrived differs from the file's";
    }
    if (wrongEchoes != 0) {
      return Words.count(wrongEchoes, "echo message") + " came back changed";
    }
    return blocksLeaked() == 0 ? null : Words.count(blocksLeaked(), "block") + " did not come back";
  }

  /** All messages, both ways. */
  long messages() {
    return fileMessages + 2 * echoes;
  }

  Map<String, Object> toJson() {
    final Map<String, Object> json = new LinkedHashMap<>();
    json.put("file", file.toString());
    json.put("bytes", bytes);
    json.put("sha256", Words.hex(sha256));
    json.put("sha256_match", isSha256Equal());
    json.put("messages", messages());
    json.put("file_messages", fileMessages);
    json.put("elapsed_ns", elapsedNs);
    json.put("mb_per_s", Words.megabytesPerSecond(bytes, elapsedNs));
    json.put("echo_round_trips", echoes);
    json.put("echo_mismatches", wrongEchoes);
    json.put("echo_p50_ns", echoP50Ns);
    json.put("echo_p99_ns", echoP99Ns);
    json.put("echo_p999_ns", echoP999Ns);
    json.put("blocks", blocks);
    json.put("max_blocks_in_use", here.most);
    json.put("peer_max_blocks_in_use", peer.most);
    json.put("blocks_leaked", blocksLeaked());
    return json;
  }

  String toTable() {
    return new Table()
        .row("file", file)
        .row("bytes", Words.grouped(bytes))
        .row("SHA-256 of the file", Words.hex(sha256))
        .row("SHA-256 at the peer", Words.hex(peerSha256))
        .row("speed", Words.speed(bytes, elapsedNs))
        .row(
            "messages",
            Words.grouped(fileMessages) + " with the file, " + Words.grouped(2 * echoes) + " echo")
        .row(
            "echo round trip",
            "p50 " + Words.micros(echoP50Ns) + "   p99 " + Words.micros(echoP99Ns) + "   p99.9 "
                + Words.micros(echoP999Ns))
        .row(
            "most blocks in use",
            here.most + " of " + blocks + " here, " + peer.most + " of " + blocks + " at the peer")
        .row("blocks lost", blocksLeaked())
        .renderLeft();
  }
}
