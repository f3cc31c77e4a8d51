package org.intercore.icbmsg.endpoint;

/**
 * What was agreed with the present peer about one name: its address, and how far binding has come.
 * It outlives an endpoint that is deregistered, since the wire has no word for that, so that the name
 * can be registered again. Belongs to the dispatcher.
 */
final class Slot {
  /** There is no request to answer. */
  static final long NO_REQUEST = -1;

  final String name;
  final int address;
  final int bond;
  boolean ready;
  long request = NO_REQUEST;
  Endpoint endpoint;

  Slot(final String name, final int address, final int bond) {
    this.name = name;
    this.address = address;
    this.bond = bond;
  }
}
