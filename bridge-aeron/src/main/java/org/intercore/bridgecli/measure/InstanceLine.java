package org.intercore.bridgecli.measure;

import java.nio.file.Path;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.intercore.icbmsg.Icbmsg;
import org.intercore.icbmsg.IcbmsgConfig;
import org.intercore.icbmsg.endpoint.Endpoint;
import org.intercore.icbmsg.endpoint.EndpointHandler;
import org.intercore.icmsg.doorbell.Doorbell;

/** An instance of this library, whose peer is a bridge. */
final class InstanceLine implements Line, EndpointHandler {
  /** The endpoint's name. */
  static final String ENDPOINT = "measured";

  private final Icbmsg instance;
  private final Endpoint endpoint;
  private final UnsafeBuffer out;
  private final UnsafeBuffer in;
  private Sink sink;

  InstanceLine(final Path directory, final String channel, final int longest) {
    instance = Icbmsg.open(EmbeddedLine.sized(IcbmsgConfig.named(channel))
        .directory(directory)
        .doorbell(Doorbell.polling())
        .confined(true));
    endpoint = instance.register(ENDPOINT, this);
    out = new UnsafeBuffer(new byte[longest]);
    in = new UnsafeBuffer(new byte[longest]);
  }

  @Override
  public boolean isConnected() {
    return endpoint.isBound();
  }

  @Override
  public boolean send(final long value, final int length) {
    out.putLong(0, value);
    return endpoint.send(out, 0, length) >= 0;
  }

  @Override
  public int poll(final Sink to) {
    sink = to;
    return instance.doWork();
  }

  @Override
  public void onMessage(
      final Endpoint from,
      final DirectBuffer buffer,
      final int offset,
      final int length,
      final long rxToken) {
    // As much is read as over plain Aeron.
    in.putBytes(0, buffer, offset, length);
    sink.onMessage(in.getLong(0), length);
  }

  @Override
  public void close() {
    instance.close();
  }
}
