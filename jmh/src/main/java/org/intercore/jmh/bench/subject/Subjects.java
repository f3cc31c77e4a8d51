package org.intercore.jmh.bench.subject;

import java.util.List;
import org.agrona.concurrent.ringbuffer.ManyToOneRingBuffer;
import org.agrona.concurrent.ringbuffer.OneToOneRingBuffer;
import org.intercore.jmh.bench.spi.Subject;

/** All that can be measured. A new one needs a line here and nothing else. */
public final class Subjects {
  /** In the order of the tables. */
  public static final List<Subject> ALL = List.of(
      new FloorSubject(),
      new IcbmsgSubject("icbmsg-zephyr"),
      new AgronaSubject("agrona-one-to-one", false, OneToOneRingBuffer::new),
      new AgronaSubject("agrona-many-to-one", true, ManyToOneRingBuffer::new),
      new RpmsgSubject());

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
