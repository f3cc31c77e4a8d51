package org.intercore.properties.contract;

import java.util.Set;
import org.intercore.testkit.Channel;
import org.intercore.testkit.Claim;
import org.intercore.testkit.Feature;
import org.intercore.testkit.Held;
import org.intercore.testkit.MessagingTransport;
import org.intercore.testkit.Outcome;
import org.intercore.testkit.Received;
import org.intercore.testkit.Receiver;
import org.intercore.testkit.Side;

/** A good transport that owns up to these features, and whose calls go through a {@link Defect}. */
record DefectiveTransport(MessagingTransport good, Set<Feature> features, Defect defect)
    implements MessagingTransport {

  @Override
  public Side first() {
    return new DefectiveSide(good.first(), defect);
  }

  @Override
  public Side second() {
    return new DefectiveSide(good.second(), defect);
  }

  @Override
  public Side restartSecond() {
    return new DefectiveSide(good.restartSecond(), defect);
  }

  @Override
  public void close() {
    good.close();
  }

  private record DefectiveSide(Side good, Defect defect) implements Side {
    @Override
    public Channel open(final String name, final Receiver receiver) {
      return new DefectiveChannel(
          good.open(
              name,
              message -> defect.receive(
                  arrived -> receiver.onMessage(new DefectiveReceived(arrived, defect)), message)),
          defect);
    }

    @Override
    public int work() {
      defect.beforeWork();
      return good.work();
    }

    @Override
    public void close() {
      good.close();
    }
  }

  private record DefectiveChannel(Channel good, Defect defect) implements Channel {
    @Override
    public boolean isConnected() {
      return good.isConnected();
    }

    @Override
    public int maxLength() {
      return good.maxLength();
    }

    @Override
    public Claim claim(final int length, final long timeoutNs) {
      return new DefectiveClaim(defect.claim(good, length, timeoutNs), defect);
    }
  }

  private record DefectiveClaim(Claim good, Defect defect) implements Claim {
    @Override
    public Outcome outcome() {
      return good.outcome();
    }

    @Override
    public int capacity() {
      return good.capacity();
    }

    @Override
    public void put(
        final int offset, final byte[] source, final int sourceOffset, final int count) {
      defect.put(good, offset, source, sourceOffset, count);
    }

    @Override
    public Outcome send(final int length) {
      return defect.send(good, length);
    }

    @Override
    public void drop() {
      defect.drop(good);
    }
  }

  private record DefectiveReceived(Received good, Defect defect) implements Received {
    @Override
    public int length() {
      return defect.length(good);
    }

    @Override
    public void get(final int offset, final byte[] into, final int intoOffset, final int count) {
      defect.get(good, offset, into, intoOffset, count);
    }

    @Override
    public Held hold() {
      return new DefectiveHeld(defect.hold(good), defect);
    }
  }

  private record DefectiveHeld(Held good, Defect defect) implements Held {
    @Override
    public int length() {
      return defect.length(good);
    }

    @Override
    public void get(final int offset, final byte[] into, final int intoOffset, final int count) {
      defect.get(good, offset, into, intoOffset, count);
    }

    @Override
    public void release() {
      defect.release(good);
    }
  }
}
