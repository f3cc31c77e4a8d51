package org.intercore.properties.ring;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.agrona.concurrent.AtomicBuffer;
import org.intercore.icmsg.region.SharedMemory;
import org.intercore.properties.Generators.RingShape;
import org.intercore.testkit.Watchdog;

/**
 * The second process: reads packets from the first ring of a mapped file and writes them into the
 * second one.
 */
public final class RingEchoProcess {
  private static final int ALIGNMENT = 4096;

  private RingEchoProcess() {}

  static long fileSize(final RingShape shape) {
    return 2L * room(shape);
  }

  private static int room(final RingShape shape) {
    return (shape.size() + ALIGNMENT - 1) & -ALIGNMENT;
  }

  static AtomicBuffer there(final SharedMemory memory, final RingShape shape) {
    return memory.region(0, shape.size()).buffer();
  }

  static AtomicBuffer back(final SharedMemory memory, final RingShape shape) {
    return memory.region(room(shape), shape.size()).buffer();
  }

  static List<String> arguments(
      final Path file, final RingShape shape, final long seed, final int count) {
    return List.of(
        file.toString(),
        Integer.toString(shape.alignment()),
        Boolean.toString(shape.handshake()),
        Integer.toString(shape.dataLength()),
        Integer.toString(shape.slack()),
        Long.toString(seed),
        Integer.toString(count));
  }

  /** Runs the process; its arguments are those of {@link #arguments}. */
  public static void main(final String[] args) {
    final RingShape shape = new RingShape(
        Integer.parseInt(args[1]),
        Boolean.parseBoolean(args[2]),
        Integer.parseInt(args[3]),
        Integer.parseInt(args[4]));
    final int count = Integer.parseInt(args[6]);
    final List<String> faults = new ArrayList<>();
    try (SharedMemory memory = SharedMemory.mapFile(Path.of(args[0]))) {
      final RingTraffic traffic =
          new RingTraffic(shape, Long.parseLong(args[5]), count, faults::add);
      Watchdog.guard("ring echo", () -> traffic.echoAll(there(memory, shape), back(memory, shape)));
    }
    final PrintStream out =
        new PrintStream(new FileOutputStream(FileDescriptor.out), true, StandardCharsets.UTF_8);
    out.println("echoed " + count + " packets, " + faults.size() + " faults");
  }
}
