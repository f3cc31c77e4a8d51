package org.intercore.jmh.rpmsg;

/**
 * Space before and behind fields that one thread writes often, so that they share no pair of cache
 * lines with what other threads use. Fields of a superclass lie before those of a subclass.
 */
final class Padded {
  private Padded() {}

  /** Space before the fields of a subclass. */
  abstract static class Before {
    long before0;
    long before1;
    long before2;
    long before3;
    long before4;
    long before5;
    long before6;
    long before7;
    long before8;
    long before9;
    long before10;
    long before11;
    long before12;
    long before13;
    long before14;
    long before15;
  }

  /** What the thread that takes from a virtqueue writes: indices modulo 2^16. */
  abstract static class TakeIndices extends Before {
    /** How many entries were taken. */
    int taken;

    /** The peer's index when it was last read. */
    int seen;
  }

  /** Space between those who take and those who give. */
  abstract static class Between extends TakeIndices {
    long between0;
    long between1;
    long between2;
    long between3;
    long between4;
    long between5;
    long between6;
    long between7;
    long between8;
    long between9;
    long between10;
    long between11;
    long between12;
    long between13;
    long between14;
    long between15;
  }

  /** What the thread that gives to a virtqueue writes: indices modulo 2^16, and flags. */
  abstract static class GiveIndices extends Between {
    /** How many entries were written. */
    int given;

    /** How many of them the peer may see. */
    int published;

    /** How many were published when it was last considered whether to notify. */
    int considered;

    /** The flags of our own ring. */
    int flags;
  }

  /** Space behind. */
  abstract static class Queue extends GiveIndices {
    long behind0;
    long behind1;
    long behind2;
    long behind3;
    long behind4;
    long behind5;
    long behind6;
    long behind7;
    long behind8;
    long behind9;
    long behind10;
    long behind11;
    long behind12;
    long behind13;
    long behind14;
    long behind15;
  }

  /** The state of a lock. */
  abstract static class LockWord extends Before {
    volatile boolean held;
  }

  /** What a receive path writes for each message. */
  abstract static class ReceiveState extends Before {
    /** The buffer of the message whose handler runs, or a negative number. */
    int atHand;

    /** Whether that handler wants to keep it. */
    boolean keeping;

    /** How many buffers wait to be given back together. */
    int waiting;

    Thread poller;
    long oversized;
    long undeliverable;
  }
}
