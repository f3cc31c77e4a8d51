package org.intercore.jmh.bench.subject;

import java.util.List;
import org.agrona.concurrent.ringbuffer.ManyToOneRingBuffer;
import org.agrona.concurrent.ringbuffer.OneToOneRingBuffer;
import org.intercore.icbmsg.layout.LinkFormat;
import org.intercore.jmh.bench.spi.Subject;
import org.jctools.queues.MpscArrayQueue;
import org.jctools.queues.SpscArrayQueue;

/** All that can be measured. A new one needs a line here and nothing else. */
public final class Subjects {
  /** In the order of the tables. */
  public static final List<Subject> ALL = List.of(
      new FloorSubject("floor", 0),
      new FloorSubject("floor-seldom", 30),
      LinesSubject.ofLines(16),
      LinesSubject.ofLines(256),
      LinesSubject.ofLockedLines(256),
      LinesSubject.ofBlocks(256, 64),
      LinesSubject.ofBlocks(256, 32),
      LinesSubject.ofHalfOfBlocks(256, 64),
      new WireSubject(),
      new IcbmsgSubject("icbmsg-native", LinkFormat.NATIVE, true),
      new IcbmsgSubject("icbmsg-any-thread", LinkFormat.NATIVE, false),
      new ViewsSubject(),
      new IcbmsgSubject("icbmsg-zephyr", LinkFormat.ZEPHYR, true),
      new AgronaSubject("agrona-one-to-one", false, OneToOneRingBuffer::new),
      new AgronaSubject("agrona-many-to-one", true, ManyToOneRingBuffer::new),
      new AeronSubject("aeron-ipc", false),
      new AeronSubject("aeron-ipc-concurrent", true),
      new JcToolsSubject("jctools-spsc", false, SpscArrayQueue::new),
      new JcToolsSubject("jctools-mpsc", true, MpscArrayQueue::new),
      new DisruptorSubject(),
      new ChronicleSubject(),
      new RpmsgSubject(),
      new SocketSubject("unix-socket", false),
      new SocketSubject("unix-socket-blocking", true));

  private Subjects() {}

  /**
   * The subject of that name.
   *
   * @throws IllegalArgumentException if there is none
   */
  public static Subject named(final String name) {
    return ALL.stream()
        .filter(subject -> subject.name().equals(name))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("there is no subject \"" + name + "\""));
  }
}
