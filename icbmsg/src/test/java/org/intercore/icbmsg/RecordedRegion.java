package org.intercore.icbmsg;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import org.agrona.concurrent.AtomicBuffer;
import org.intercore.golden.Json;
import org.intercore.golden.Party;
import org.intercore.golden.Recording;
import org.intercore.golden.Recording.Step;

/** One side's region in a recording, read with the recording's own numbers and none of our code. */
final class RecordedRegion {
  private static final int PACKET = 8; // header, three bytes, one of padding
  private static final int RELEASE_DATA = 1;
  private static final int BOUND = 2;

  /** First blocks of the runs that are sent and not released. */
  final TreeSet<Integer> sent = new TreeSet<>();

  private final Party sender;
  private final int writeIndexAt;
  private final int dataAt;
  private final int dataLength;
  private final int blocksAt;
  private final int blockSize;
  private final int headerWidth;
  private byte[] bytes;
  private int seen;

  RecordedRegion(final Recording recording, final Party sender) {
    final Json layout = recording.layout(sender, "tx");
    this.sender = sender;
    this.writeIndexAt = layout.number("wr_idx_offset");
    this.dataAt = layout.number("data_offset");
    this.dataLength = layout.number("data_len");
    this.blocksAt = layout.number("blocks_offset");
    this.blockSize = layout.number("block_size");
    this.headerWidth = recording.number("block_header_size");
    this.bytes = new byte[recording.number("region_size")];
  }

  /** Where the ring ends. */
  int ringLength() {
    return blocksAt;
  }

  byte[] bytes() {
    return bytes;
  }

  /** Goes on to a step, and gives the control messages that were sent in it. */
  List<byte[]> advance(final Step step) {
    bytes = step.region(sender);
    final List<byte[]> messages = new ArrayList<>();
    for (; seen != word(writeIndexAt); seen = (seen + PACKET) % dataLength) {
      if ((data(seen + 1) & 0xFF) == 13) {
        seen = (seen + 12) % dataLength; // the magic takes 20 bytes
      } else {
        messages.add(new byte[] {data(seen + 4), data(seen + 5), data(seen + 6)});
      }
    }
    return messages;
  }

  /** What this side's messages say about the runs of both. */
  void note(final List<byte[]> messages, final RecordedRegion other) {
    for (final byte[] message : messages) {
      final int block = message[2] & 0xFF;
      if (message[0] == 0 || message[0] == BOUND) {
        sent.add(block);
      } else {
        other.sent.remove(block);
      }
    }
  }

  int lengthOf(final int block) {
    return headerWidth + word(blocksAt + block * blockSize);
  }

  int offsetOf(final int block) {
    return blocksAt + block * blockSize;
  }

  int writeIndex(final AtomicBuffer memory) {
    return memory.getInt(writeIndexAt);
  }

  /** Appends a control message to the ring in memory, as this side would. */
  void write(final AtomicBuffer memory, final int type, final int block) {
    final int at = writeIndex(memory);
    final byte[] packet = {0, 3, 0, 0, (byte) type, 0, (byte) block};
    for (int i = 0; i < packet.length; i++) {
      memory.putByte(dataAt + (at + i) % dataLength, packet[i]);
    }
    memory.putInt(writeIndexAt, (at + PACKET) % dataLength);
  }

  void writeRelease(final AtomicBuffer memory, final int block) {
    write(memory, RELEASE_DATA, block);
  }

  /** Fills a run in memory and sends it, as this side would. */
  void writeData(final AtomicBuffer memory, final int block, final byte[] payload) {
    memory.putInt(offsetOf(block), payload.length);
    if (headerWidth == 8) {
      memory.putInt(offsetOf(block) + 4, 0);
    }
    memory.putBytes(offsetOf(block) + headerWidth, payload);
    write(memory, 0, block);
  }

  private byte data(final int index) {
    return bytes[dataAt + index % dataLength];
  }

  private int word(final int offset) {
    return bytes[offset] & 0xFF
        | (bytes[offset + 1] & 0xFF) << 8
        | (bytes[offset + 2] & 0xFF) << 16
        | bytes[offset + 3] << 24;
  }
}
