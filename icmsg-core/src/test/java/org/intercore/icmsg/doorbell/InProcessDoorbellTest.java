package org.intercore.icmsg.doorbell;

import org.junit.jupiter.api.BeforeEach;

class InProcessDoorbellTest extends DoorbellContract {
  @BeforeEach
  void open() {
    final InProcessDoorbell.Pair pair = InProcessDoorbell.pair();
    mine = pair.first();
    yours = pair.second();
  }
}
