package org.intercore.cli.bridge;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.intercore.cli.console.CommandFailure;
import picocli.CommandLine.Command;
import picocli.CommandLine.Unmatched;

/** Says where the bridge is: {@code bin/icbmsg} starts it, since this command does not know Aeron. */
@Command(
    name = "bridge",
    description = "Joins endpoints with those of another host; see 'bin/icbmsg bridge --help'.")
public final class BridgeCommand implements Callable<Integer> {
  @Unmatched
  private List<String> arguments = new ArrayList<>();

  @Override
  public Integer call() {
    throw new CommandFailure("the bridge is a program of its own: start it as bin/icbmsg bridge, or"
        + " build it with ./mvnw package -pl bridge-aeron -am and start"
        + " bridge-aeron/target/bridge.jar");
  }
}
