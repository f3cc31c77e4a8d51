package org.intercore.bridgecli.measure;

import java.nio.file.Path;
import org.intercore.bridge.AeronBridge;
import org.intercore.bridge.BridgeConfig;
import org.intercore.icbmsg.IcbmsgConfig;

/** An instance whose bridge is run by the program itself, on its own thread. */
final class EmbeddedLine implements Line {
  private final AeronBridge bridge;
  private final InstanceLine program;

  EmbeddedLine(
      final Path directory,
      final String channel,
      final String to,
      final String at,
      final int longest) {
    bridge = AeronBridge.open(BridgeConfig.named(channel)
        .directory(directory)
        .instance(EmbeddedLine::sized)
        .endpoints(InstanceLine.ENDPOINT)
        .sendTo(to)
        .listenAt(at)
        .liveness(Lines.liveness()));
    program = new InstanceLine(directory, channel, longest);
  }

  static IcbmsgConfig sized(final IcbmsgConfig instance) {
    return instance.txBlocks(Lines.blocks()).rxBlocks(Lines.blocks()).blockSize(Lines.blockSize());
  }

  @Override
  public boolean isConnected() {
    return program.isConnected();
  }

  @Override
  public boolean send(final long value, final int length) {
    return program.send(value, length);
  }

  @Override
  public int poll(final Sink sink) {
    return bridge.doWork() + program.poll(sink);
  }

  @Override
  public void close() {
    program.close();
    bridge.close();
  }
}
