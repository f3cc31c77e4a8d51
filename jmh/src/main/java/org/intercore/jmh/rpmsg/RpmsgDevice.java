package org.intercore.jmh.rpmsg;

import java.util.HashMap;
import java.util.Map;
import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;
import org.agrona.concurrent.AtomicBuffer;
import org.intercore.icmsg.buffer.Buffers;

/**
 * One side of an RPMsg bus over shared memory: a mapped file for two processes, direct memory for
 * two threads. Make the {@link RpmsgRole#DRIVER} first.
 *
 * <pre>{@code
 * RpmsgConfig config = RpmsgConfig.defaults();
 * RpmsgDevice bus = RpmsgDevice.create(memory, RpmsgRole.DRIVER, config);
 * RpmsgEndpoint echo = bus.createEndpoint("echo", (endpoint, buffer, offset, length, source) ->
 *     endpoint.sendTo(source, buffer, offset, length, 0));
 * while (running) {
 *   bus.poll();
 * }
 * }</pre>
 *
 * <p>One thread at a time polls; any thread does the rest. Nothing that is done for a message
 * allocates.
 */
public final class RpmsgDevice {
  private final AtomicBuffer memory;
  private final EndpointTable endpoints = new EndpointTable();
  private final Map<String, Integer> announced = new HashMap<>();
  private final int buffers;
  private final TxPath tx;
  private final RxPath rx;

  private RpmsgDevice(
      final AtomicBuffer memory,
      final Virtqueue txQueue,
      final Virtqueue rxQueue,
      final RpmsgRole role,
      final RpmsgConfig config,
      final VringNotifier notifier) {
    final boolean driver = role == RpmsgRole.DRIVER;
    final int txVring = driver ? RpmsgLayout.TO_DEVICE : RpmsgLayout.TO_DRIVER;
    this.memory = memory;
    this.buffers = config.buffers();
    this.tx = new TxPath(memory, txQueue, config, notifier, txVring);
    this.rx = new RxPath(memory, rxQueue, config, notifier, RpmsgLayout.VRINGS - 1 - txVring);
    endpoints.put(
        NameService.ADDRESS,
        new RpmsgEndpoint(
            this,
            tx,
            rx,
            "",
            NameService.ADDRESS,
            NameService.ADDRESS,
            (endpoint, buffer, offset, length, source) -> onAnnouncement(buffer, offset, length)));
  }

  /**
   * Makes a side that is never told of anything and tells nobody: both poll. Never blocks.
   *
   * @param memory {@link RpmsgConfig#regionLength()} bytes or more, from a cache line's boundary on
   * @param role which side; the driver lays out the memory, whatever is in it
   * @param config the same on both sides
   * @throws IllegalStateException for a device whose driver has not laid out the memory, or has
   *     done it otherwise
   */
  public static RpmsgDevice create(
      final AtomicBuffer memory, final RpmsgRole role, final RpmsgConfig config) {
    return create(memory, role, config, null);
  }

  /**
   * The same with a way to tell the other side, which is used when that asks for it: see {@link
   * #arm()}.
   */
  public static RpmsgDevice create(
      final AtomicBuffer memory,
      final RpmsgRole role,
      final RpmsgConfig config,
      final VringNotifier notifier) {
    final RpmsgLayout layout = new RpmsgLayout(config);
    memory.verifyAlignment();
    memory.boundsCheck(0, layout.length());
    return role == RpmsgRole.DRIVER
        ? createDriver(memory, config, layout, notifier)
        : createDevice(memory, config, layout, notifier);
  }

  private static RpmsgDevice createDriver(
      final AtomicBuffer memory,
      final RpmsgConfig config,
      final RpmsgLayout layout,
      final VringNotifier notifier) {
    VdevResource.write(memory, config, layout);
    final DriverQueue rx = queue(memory, config, layout, RpmsgLayout.TO_DRIVER);
    final DriverQueue tx = queue(memory, config, layout, RpmsgLayout.TO_DEVICE);
    final RpmsgDevice device = new RpmsgDevice(memory, tx, rx, RpmsgRole.DRIVER, config, notifier);
    rx.giveAll();
    VdevResource.publish(memory);
    return device;
  }

  private static DriverQueue queue(
      final AtomicBuffer memory,
      final RpmsgConfig config,
      final RpmsgLayout layout,
      final int vring) {
    return new DriverQueue(
        memory,
        layout.vringOffset(vring),
        config,
        layout.buffersOffset(vring),
        vring == RpmsgLayout.TO_DRIVER);
  }

  private static RpmsgDevice createDevice(
      final AtomicBuffer memory,
      final RpmsgConfig config,
      final RpmsgLayout layout,
      final VringNotifier notifier) {
    if (!isDriverReady(memory)) {
      throw new IllegalStateException("the driver has not laid out the memory yet");
    }
    VdevResource.check(memory, config, layout);
    return new RpmsgDevice(
        memory,
        new DeviceQueue(memory, layout.vringOffset(RpmsgLayout.TO_DRIVER), config),
        new DeviceQueue(memory, layout.vringOffset(RpmsgLayout.TO_DEVICE), config),
        RpmsgRole.DEVICE,
        config,
        notifier);
  }

  /** Whether a device can be made over this memory. Never blocks. */
  public static boolean isDriverReady(final AtomicBuffer memory) {
    return VdevResource.isReady(memory);
  }

  /**
   * Makes an endpoint with an address that is free and announces it. It is bound to the peer's
   * endpoint of the same name, whichever of the two comes first. Blocks as {@link
   * RpmsgEndpoint#send}.
   *
   * @param name up to 31 bytes, not empty
   * @param handler takes its messages
   */
  public RpmsgEndpoint createEndpoint(final String name, final RpmsgHandler handler) {
    if (name.isEmpty()) {
      throw new IllegalArgumentException("an endpoint without an address needs a name");
    }
    NameService.requireName(name);
    final RpmsgEndpoint endpoint;
    synchronized (endpoints) {
      final int known = announced.getOrDefault(name, RpmsgEndpoint.ANY);
      endpoint = add(name, endpoints.freeAddress(), known, handler);
    }
    announce(endpoint, NameService.CREATE);
    return endpoint;
  }

  /**
   * Makes an endpoint at an address that both sides have agreed on. It is not announced.
   *
   * @param address its own
   * @param destination the peer's, or {@link RpmsgEndpoint#ANY} for whoever speaks first
   * @param handler takes its messages
   */
  public RpmsgEndpoint createEndpoint(
      final int address, final int destination, final RpmsgHandler handler) {
    if (address == RpmsgEndpoint.ANY) {
      throw new IllegalArgumentException("an endpoint needs an address of its own");
    }
    synchronized (endpoints) {
      return add("", address, destination, handler);
    }
  }

  private RpmsgEndpoint add(
      final String name, final int address, final int destination, final RpmsgHandler handler) {
    final RpmsgEndpoint endpoint =
        new RpmsgEndpoint(this, tx, rx, name, address, destination, handler);
    endpoints.put(address, endpoint);
    return endpoint;
  }

  void destroy(final RpmsgEndpoint endpoint) {
    synchronized (endpoints) {
      if (endpoints.get(endpoint.address()) != endpoint) {
        return;
      }
      endpoints.remove(endpoint.address());
    }
    if (!endpoint.name().isEmpty()) {
      announce(endpoint, NameService.DESTROY);
    }
  }

  private void announce(final RpmsgEndpoint endpoint, final int flags) {
    final AtomicBuffer announcement = Buffers.allocate(NameService.LENGTH);
    NameService.put(announcement, endpoint.name(), endpoint.address(), flags);
    final int status = endpoint.sendTo(
        NameService.ADDRESS, announcement, 0, NameService.LENGTH, RpmsgEndpoint.SEND_TIMEOUT_NS);
    if (status < 0) {
      throw new IllegalStateException(
          "\"" + endpoint.name() + "\" could not be announced: status " + status);
    }
  }

  private void onAnnouncement(final DirectBuffer buffer, final int offset, final int length) {
    if (length != NameService.LENGTH) {
      return;
    }
    final String name = NameService.name(buffer, offset);
    final int address = NameService.address(buffer, offset);
    synchronized (endpoints) {
      if (NameService.isDestroy(buffer, offset)) {
        announced.remove(name, address);
        bind(name, address, RpmsgEndpoint.ANY);
      } else {
        announced.put(name, address);
        bind(name, RpmsgEndpoint.ANY, address);
      }
    }
  }

  private void bind(final String name, final int from, final int to) {
    endpoints.forEach(endpoint -> {
      if (endpoint.name().equals(name) && endpoint.destination() == from) {
        endpoint.bind(to);
      }
    });
  }

  /**
   * Hands the messages that are there to their handlers, on this thread: at most as many as there
   * are buffers, so that it ends whatever the other side does. Never blocks.
   *
   * @return how many there were
   */
  public int poll() {
    return poll(buffers);
  }

  /**
   * Hands messages to their handlers, on this thread. Never blocks.
   *
   * @param limit how many at most
   * @return how many there were
   */
  public int poll(final int limit) {
    return rx.poll(endpoints, limit);
  }

  /**
   * Asks the other side for a notification of its next message. Called by the thread that polls,
   * before it sleeps.
   *
   * @return whether it may sleep; otherwise there is a message already
   */
  public boolean arm() {
    return rx.arm();
  }

  /** Asks the other side for no more notifications; there may still be some. */
  public void disarm() {
    rx.disarm();
  }

  /** Messages that were dropped since their length cannot be true. Polling thread only. */
  public long oversized() {
    return rx.oversized;
  }

  /** Messages that were dropped since nobody has their address. Polling thread only. */
  public long undeliverable() {
    return rx.undeliverable;
  }

  /** The memory in which all payloads lie. */
  public MutableDirectBuffer memory() {
    return memory;
  }
}
