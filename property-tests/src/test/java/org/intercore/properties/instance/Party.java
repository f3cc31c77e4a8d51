package org.intercore.properties.instance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.AtomicBuffer;
import org.intercore.icbmsg.Icbmsg;
import org.intercore.icbmsg.IcbmsgConfig;
import org.intercore.icbmsg.endpoint.Endpoint;
import org.intercore.icbmsg.endpoint.EndpointHandler;
import org.intercore.icbmsg.fault.BlockFault;
import org.intercore.icmsg.buffer.Buffers;
import org.intercore.icmsg.status.Status;
import org.intercore.icmsg.status.UnboundReason;

/** One side of an instance with its users, who keep book of what they send and get. */
final class Party {
  private static final long NO_WAIT = 0;

  /** A message that is kept, and what it must still say when it is released. */
  private record Held(Endpoint endpoint, long token, int offset, byte[] content) {}

  private final SplittableRandom random;
  private final boolean throwing;
  private final Icbmsg instance;
  private final Map<String, Endpoint> registered = new HashMap<>();
  private final Map<String, Mailbox> mailboxes = new HashMap<>();
  private final List<Held> held = new ArrayList<>();
  private Party peer;
  private int sequence;

  /** A user whose handler throws, which is nobody else's business. */
  private static final class Refusal extends RuntimeException {
    private static final long serialVersionUID = 1;
  }

  /** Opens a side; with {@code throwing}, its handlers throw now and then, when all is done. */
  Party(final IcbmsgConfig config, final SplittableRandom random, final boolean throwing) {
    this.random = random;
    this.throwing = throwing;
    if (throwing && random.nextBoolean()) {
      config.errorHandler(error -> assertThat(error).isInstanceOf(Refusal.class));
    }
    this.instance = Icbmsg.open(config);
  }

  void meet(final Party other) {
    this.peer = other;
  }

  Icbmsg instance() {
    return instance;
  }

  private Mailbox mailbox(final String name) {
    return mailboxes.computeIfAbsent(name, Mailbox::new);
  }

  boolean isRegistered(final String name) {
    return registered.containsKey(name);
  }

  void register(final String name) {
    if (isRegistered(name)) {
      assertThatThrownBy(() -> instance.register(name, new User(name)))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining(name);
      return;
    }
    mailbox(name).open();
    registered.put(name, instance.register(name, new User(name)));
  }

  void deregister(final String name) {
    final Endpoint endpoint = registered.remove(name);
    if (endpoint != null) {
      endpoint.close();
      mailbox(name).close();
      assertThat(endpoint.send(Buffers.allocate(1), 0, 1)).isEqualTo(Status.CLOSED);
    }
  }

  int doWork() {
    try {
      return instance.doWork();
    } catch (final Refusal refusal) {
      return 1;
    }
  }

  /** Sends something in one of the ways that there are, or finds out why it cannot be sent. */
  void send(final String name) {
    final Endpoint endpoint = registered.get(name);
    if (endpoint == null) {
      return;
    }
    if (!endpoint.isBound()) {
      assertThat(endpoint.claim(1, NO_WAIT)).isEqualTo(Status.BUSY);
      assertThat(endpoint.send(Buffers.allocate(1), 0, 1)).isEqualTo(Status.BUSY);
      return;
    }
    final byte[] content = content(peer.mailbox(name).needsTellingContent(), endpoint.maxPayload());
    switch (random.nextInt(4)) {
      case 0, 1 -> sendCopy(endpoint, content);
      case 2 -> sendInPlace(endpoint, content, content.length + random.nextInt(20));
      default -> sendInPlace(endpoint, content, 0);
    }
  }

  /** Mostly short, sometimes empty, sometimes all that fits. */
  private byte[] content(final boolean telling, final int max) {
    final int length = switch (random.nextInt(8)) {
      case 0 -> 0;
      case 1 -> max;
      case 2, 3 -> random.nextInt(max + 1);
      default -> random.nextInt(Math.min(max, 40) + 1);
    };
    final int least = telling ? Math.min(max, Mailbox.TELLING_LENGTH) : 0;
    final byte[] content = new byte[Math.max(least, length)];
    sequence++;
    for (int i = 0; i < content.length; i++) {
      content[i] = (byte) (i < Mailbox.TELLING_LENGTH ? sequence >>> 8 * i : sequence + 3 * i);
    }
    return content;
  }

  private void sendCopy(final Endpoint endpoint, final byte[] content) {
    final AtomicBuffer source = Buffers.allocate(content.length + 2);
    source.putBytes(1, content);
    // Whoever gets it may get it before the call returns only if he runs on another thread.
    final int result = endpoint.send(source, 1, content.length);
    if (result == content.length) {
      peer.mailbox(endpoint.name()).sent(content);
    } else {
      refusedForSpace(result, content.length);
    }
  }

  private void sendInPlace(final Endpoint endpoint, final byte[] content, final int asked) {
    final long token = endpoint.claim(Math.min(asked, endpoint.maxPayload()), NO_WAIT);
    if (token < 0) {
      refusedForSpace(token, asked);
      return;
    }
    final int capacity = endpoint.capacity(token);
    assertThat(capacity).isGreaterThanOrEqualTo(Math.min(asked, endpoint.maxPayload()));
    if (capacity < content.length || random.nextInt(6) == 0) {
      endpoint.drop(token);
      assertThatThrownBy(() -> endpoint.send(token, 0)).isInstanceOf(IllegalStateException.class);
      return;
    }
    endpoint.txRegion().buffer().putBytes(endpoint.txPayloadOffset(token), content);
    assertThat(endpoint.send(token, content.length)).isEqualTo(content.length);
    peer.mailbox(endpoint.name()).sent(content);
    assertThatThrownBy(() -> endpoint.drop(token)).isInstanceOf(IllegalStateException.class);
  }

  /** Only what is in use can be a reason. */
  private void refusedForSpace(final long status, final int size) {
    assertThat(status).isEqualTo(Status.NO_MEMORY);
    final int blocks = instance.txGeometry().blocksFor(size);
    final int inUse = instance.txBlocksInUse();
    assertThat(inUse).isPositive();
    if (blocks == 1) {
      assertThat(inUse).isEqualTo(instance.txGeometry().blockCount());
    }
  }

  /** Gives back one of the messages that are kept, whichever. */
  void releaseOne() {
    if (!held.isEmpty()) {
      final Held one = held.remove(random.nextInt(held.size()));
      final byte[] now = new byte[one.content.length];
      one.endpoint.rxRegion(one.token).buffer().getBytes(one.offset, now);
      assertThat(now).as("a held message").isEqualTo(one.content);
      one.endpoint.release(one.token);
      assertThatThrownBy(() -> one.endpoint.release(one.token))
          .isInstanceOf(IllegalStateException.class);
    }
  }

  void releaseAll() {
    while (!held.isEmpty()) {
      releaseOne();
    }
  }

  /** Everything is bound, everything has arrived, every block is back. */
  void checkAtRest() {
    registered
        .values()
        .forEach(
            endpoint -> assertThat(endpoint.isBound()).as(endpoint.toString()).isTrue());
    int lost = 0;
    for (final Mailbox mailbox : mailboxes.values()) {
      lost += mailbox.endAndCountLost();
    }
    assertThat(instance.faults().count(BlockFault.UNBOUND_ENDPOINT)).isEqualTo(lost);
    assertThat(instance.faults().total()).isEqualTo(lost);
    assertThat(instance.txBlocksInUse()).as("blocks in use").isZero();
    assertThat(instance.rxRunsInUse()).as("runs not released").isZero();
    assertThat(instance.undelivered()).isZero();
  }

  /** Who handles the messages of one registration of a name. */
  private final class User implements EndpointHandler {
    private final String name;
    private boolean bound;

    User(final String name) {
      this.name = name;
    }

    @Override
    public void onBound(final Endpoint endpoint) {
      assertThat(bound).as("bound twice").isFalse();
      bound = true;
      assertThat(endpoint).isSameAs(registered.get(name));
      assertThat(endpoint.isBound()).isTrue();
      if (random.nextInt(3) == 0) {
        send(name);
      }
      maybeThrow();
    }

    @Override
    public void onMessage(
        final Endpoint endpoint,
        final DirectBuffer buffer,
        final int offset,
        final int length,
        final long rxToken) {
      assertThat(bound).as("a message before bound").isTrue();
      assertThat(endpoint).isSameAs(registered.get(name));
      final byte[] content = new byte[length];
      buffer.getBytes(offset, content);
      mailbox(name).arrived(content);
      if (random.nextInt(3) == 0) {
        final long kept = endpoint.hold(rxToken);
        held.add(new Held(endpoint, kept, endpoint.rxPayloadOffset(kept), content));
      }
      switch (random.nextInt(10)) {
        case 0 -> send(name);
        case 1 -> releaseOne();
        default -> {
          // Most users just take it.
        }
      }
      maybeThrow();
    }

    @Override
    public void onUnbound(final Endpoint endpoint, final UnboundReason reason) {
      throw new AssertionError(endpoint + " lost its peer: " + reason);
    }

    private void maybeThrow() {
      if (throwing && random.nextInt(3) == 0) {
        throw new Refusal();
      }
    }
  }
}
