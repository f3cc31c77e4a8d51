package org.intercore.jmh.rpmsg;

import java.util.Arrays;
import java.util.function.Consumer;
import org.agrona.collections.Int2ObjectHashMap;

/**
 * Endpoints by address. Addresses that are handed out start at {@value #FIRST_DYNAMIC} and are kept
 * small, so that most messages find theirs in an array. Readers take no lock: each change makes new
 * tables.
 */
final class EndpointTable {
  /** Below are addresses that somebody has agreed on (RPMSG_RESERVED_ADDRESSES). */
  static final int FIRST_DYNAMIC = 1024;

  private static final int MAX_IN_ARRAY = 1 << 16;

  private volatile RpmsgEndpoint[] dynamic = new RpmsgEndpoint[0];
  private volatile Int2ObjectHashMap<RpmsgEndpoint> others = new Int2ObjectHashMap<>();

  RpmsgEndpoint get(final int address) {
    final RpmsgEndpoint[] table = dynamic;
    final int index = address - FIRST_DYNAMIC;
    return index >= 0 && index < table.length ? table[index] : others.get(address);
  }

  /** The lowest address that is free. */
  synchronized int freeAddress() {
    int address = FIRST_DYNAMIC;
    while (get(address) != null) {
      address++;
    }
    return address;
  }

  synchronized void put(final int address, final RpmsgEndpoint endpoint) {
    if (get(address) != null) {
      throw new IllegalStateException(
          "address " + Integer.toUnsignedString(address) + " is somebody else's already");
    }
    set(address, endpoint);
  }

  synchronized void remove(final int address) {
    set(address, null);
  }

  private void set(final int address, final RpmsgEndpoint endpoint) {
    final int index = address - FIRST_DYNAMIC;
    if (index >= 0 && index < MAX_IN_ARRAY) {
      final RpmsgEndpoint[] next = Arrays.copyOf(dynamic, Math.max(dynamic.length, index + 1));
      next[index] = endpoint;
      dynamic = next;
      return;
    }
    final Int2ObjectHashMap<RpmsgEndpoint> next = new Int2ObjectHashMap<>(others);
    if (endpoint == null) {
      next.remove(address);
    } else {
      next.put(address, endpoint);
    }
    others = next;
  }

  synchronized void forEach(final Consumer<RpmsgEndpoint> consumer) {
    for (final RpmsgEndpoint endpoint : dynamic) {
      if (endpoint != null) {
        consumer.accept(endpoint);
      }
    }
    others.values().forEach(consumer);
  }
}
