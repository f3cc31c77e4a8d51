package org.intercore.icbmsg;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.agrona.DirectBuffer;
import org.intercore.icbmsg.endpoint.Endpoint;
import org.intercore.icbmsg.endpoint.EndpointHandler;
import org.intercore.icmsg.status.UnboundReason;

/** Keeps what an endpoint is told, in order: "bound", "unbound REASON", and the messages as text. */
public class Inbox implements EndpointHandler {
  private final List<String> told = new ArrayList<>();

  @Override
  public void onMessage(
      final Endpoint endpoint,
      final DirectBuffer buffer,
      final int offset,
      final int length,
      final long rxToken) {
    tell(buffer.getStringWithoutLengthAscii(offset, length));
  }

  @Override
  public void onBound(final Endpoint endpoint) {
    tell("bound");
  }

  @Override
  public void onUnbound(final Endpoint endpoint, final UnboundReason reason) {
    tell("unbound " + reason);
  }

  protected final synchronized void tell(final String what) {
    told.add(what);
  }

  public final synchronized List<String> told() {
    return List.copyOf(told);
  }

  /** What was told since the last call. */
  public final synchronized List<String> take() {
    final List<String> taken = List.copyOf(told);
    told.clear();
    return taken;
  }

  /** Bytes of a message in ASCII. */
  public static byte[] ascii(final String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
