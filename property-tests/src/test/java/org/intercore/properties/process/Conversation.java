package org.intercore.properties.process;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.intercore.properties.ChildJvm;

/** An {@link OrderedProcess} as the test has it in hand: orders go there, answers come back. */
final class Conversation implements AutoCloseable {
  /** How long an answer may take unless something else is said, in seconds. */
  static final long PATIENCE_S = 60;

  private static final String END = "the end";

  private final Object name;
  private final ChildJvm child;
  private final long patienceS;
  private final BlockingQueue<Line> lines = new LinkedBlockingQueue<>();

  /** What it said, and when that was heard. */
  record Line(String text, long atNs) {
    String word() {
      return text.split(" ", 2)[0];
    }
  }

  /** Somebody who may fail over what he hears. */
  interface Listener {
    void hear(String line) throws Exception;
  }

  /**
   * Begins to listen.
   *
   * @param name whose {@link Object#toString()} says who it is, for messages
   */
  Conversation(final Object name, final ChildJvm child) {
    this(name, child, PATIENCE_S);
  }

  /**
   * As the other one.
   *
   * @param patienceS how long an answer may take, in seconds
   */
  Conversation(final Object name, final ChildJvm child, final long patienceS) {
    this.name = name;
    this.child = child;
    this.patienceS = patienceS;
    final Thread reader = new Thread(this::read, "reader of " + name);
    reader.setDaemon(true);
    reader.start();
  }

  private void read() {
    try (BufferedReader in =
        new BufferedReader(new InputStreamReader(child.output(), StandardCharsets.UTF_8))) {
      for (String text = in.readLine(); text != null; text = in.readLine()) {
        lines.add(new Line(text, System.nanoTime()));
      }
    } catch (final IOException killed) {
      // Its last line was cut off.
    }
    lines.add(new Line(END, System.nanoTime()));
  }

  void tell(final String order) {
    child.tell(order);
  }

  /** Tells it to do something and waits until it is done; the answer's words. */
  String[] ask(final String order) throws InterruptedException {
    tell(order);
    return await(order.split(" ")[0], line -> {});
  }

  /** Waits for a word; the words of its line. The listener hears whatever is said until then. */
  String[] await(final String word, final Consumer<Line> listener) throws InterruptedException {
    while (true) {
      final Line line = lines.poll(patienceS, TimeUnit.SECONDS);
      if (line == null) {
        throw new AssertionError(name + " does not " + word + dump());
      }
      if (line.word().equals("failed") || line.text().equals(END)) {
        TimeUnit.SECONDS.sleep(1); // For the rest of its last words.
        throw new AssertionError(name + " ended where it should " + word + rest(line.text()));
      }
      listener.accept(line);
      if (line.word().equals(word)) {
        return line.text().split(" ");
      }
    }
  }

  /** Tells what it says, until it ends by itself. */
  void hearOut(final Listener listener) throws Exception {
    while (true) {
      final Line line = lines.poll(patienceS, TimeUnit.SECONDS);
      if (line == null) {
        throw new AssertionError(name + " does not end" + dump());
      }
      if (line.word().equals("failed")) {
        TimeUnit.SECONDS.sleep(1); // For the rest of its last words.
        throw new AssertionError(name + rest(line.text()));
      }
      if (line.text().equals(END)) {
        return;
      }
      listener.hear(line.text());
    }
  }

  /** Where its threads stand, if it is alive. */
  String dump() throws InterruptedException {
    tell("dump");
    TimeUnit.SECONDS.sleep(2); // Something hangs anyway; this is for the traces to come.
    return rest("");
  }

  private String rest(final String first) {
    return System.lineSeparator()
        + first
        + lines.stream()
            .map(line -> System.lineSeparator() + line.text())
            .collect(Collectors.joining());
  }

  /** Kills it, whatever it is at; what it found wrong before that counts. */
  void kill(final Consumer<Line> listener) throws InterruptedException {
    child.kill();
    for (Line line = lines.take(); !line.text().equals(END); line = lines.take()) {
      if (line.word().equals("failed")) {
        throw new AssertionError(name + " failed before it was killed" + rest(line.text()));
      }
      listener.accept(line);
    }
  }

  int exitCode() {
    return child.exitCode();
  }

  @Override
  public String toString() {
    return name.toString();
  }

  @Override
  public void close() {
    child.close();
  }
}
