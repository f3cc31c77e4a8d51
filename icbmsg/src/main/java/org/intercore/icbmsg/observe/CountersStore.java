package org.intercore.icbmsg.observe;

import org.intercore.icmsg.region.SharedMemory;
import org.intercore.icmsg.region.SharedRegion;

/** Where counters stand: a file that others can read, or memory of this process. */
public interface CountersStore {
  /**
   * What there is from the start.
   *
   * @return {@link CountersHeader#initialLength()} bytes, with the header in place
   */
  SharedMemory initial();

  /**
   * More, to be closed by the caller.
   *
   * @param from how much there is by now, in bytes
   * @param length how much more
   * @return zeroed memory
   */
  SharedRegion grow(int from, int length);

  /**
   * Counters that only this process can read.
   *
   * @param header of the counters
   * @return the store
   */
  static CountersStore ofThisProcess(final CountersHeader header) {
    final SharedMemory memory = SharedMemory.allocate(header.initialLength());
    memory
        .region(0, CountersLayout.HEADER_LENGTH)
        .buffer()
        .putBytes(0, header.toBytes().array());
    return new CountersStore() {
      @Override
      public SharedMemory initial() {
        return memory;
      }

      @Override
      public SharedRegion grow(final int from, final int length) {
        return SharedMemory.allocate(length).region(0, length);
      }
    };
  }
}
