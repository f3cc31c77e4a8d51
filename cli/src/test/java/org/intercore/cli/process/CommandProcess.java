package org.intercore.cli.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** The real command in a real process, with a watchdog. */
final class CommandProcess implements AutoCloseable {
  /** So that a hang is a failure with a reason; nothing is measured by it. */
  private static final Duration WATCHDOG = Duration.ofSeconds(60);

  private final String name;
  private final Process process;
  private final Path out;
  private final Path err;

  private CommandProcess(final String name, final Process process, final Path out, final Path err) {
    this.name = name;
    this.process = process;
    this.out = out;
    this.err = err;
  }

  /** Starts {@code icbmsg} with these arguments; its output goes to files of the directory. */
  static CommandProcess start(final Path directory, final List<?> arguments) {
    final List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    // A short life needs no good compiler.
    command.addAll(List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"));
    // Channels of this test must not meet those of a user.
    command.add("-Dicbmsg.dir=" + directory.resolve("channels"));
    command.add("-jar");
    command.add(System.getProperty("icbmsg.cli.jar"));
    arguments.forEach(argument -> command.add(argument.toString()));
    return start(directory, arguments.toString(), new ProcessBuilder(command));
  }

  /** Starts any program; its output goes to files of the directory. */
  static CommandProcess start(
      final Path directory, final String name, final ProcessBuilder builder) {
    try {
      final Path out = Files.createTempFile(directory, "out", ".txt");
      final Path err = Files.createTempFile(directory, "err", ".txt");
      final Process process =
          builder.redirectOutput(out.toFile()).redirectError(err.toFile()).start();
      return new CommandProcess(name, process, out, err);
    } catch (final IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Waits for its end. */
  int exitCode() {
    try {
      if (!process.waitFor(WATCHDOG.toSeconds(), TimeUnit.SECONDS)) {
        fail(name + " does not end; out: " + out() + " err: " + err());
      }
      return process.exitValue();
    } catch (final InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /** Waits for its end, which must be a good one. */
  CommandProcess succeeds() {
    assertThat(exitCode()).as(() -> name + " out: " + out() + " err: " + err()).isZero();
    return this;
  }

  /** Waits for its end, which must be a failure with these words on stderr. */
  CommandProcess fails(final String... words) {
    assertThat(exitCode()).as(() -> name + " out: " + out() + " err: " + err()).isEqualTo(1);
    assertThat(err()).doesNotContain("Exception");
    for (final String expected : words) {
      assertThat(err()).contains(expected);
    }
    return this;
  }

  /** Waits until it has said something on stderr. */
  CommandProcess says(final String words) {
    await(() -> err().contains(words), "to say '" + words + "'");
    return this;
  }

  /** Waits until something is so that this process is to bring about. */
  void await(final BooleanSupplier condition, final String what) {
    final long deadlineNs = System.nanoTime() + WATCHDOG.toNanos();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() > deadlineNs || !process.isAlive() && !condition.getAsBoolean()) {
        fail(name + " was expected " + what + "; out: " + out() + " err: " + err());
      }
      pause();
    }
  }

  private static void pause() {
    try {
      Thread.sleep(5);
    } catch (final InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /** SIGTERM. */
  void terminate() {
    process.destroy();
  }

  /** SIGKILL. */
  void kill() {
    process.destroyForcibly();
    exitCode();
  }

  /** Any signal, by its name. */
  void signal(final String signal) {
    try {
      final String pid = Long.toString(pid());
      assertThat(new ProcessBuilder("kill", "-" + signal, pid).start().waitFor())
          .isZero();
    } catch (final IOException e) {
      throw new UncheckedIOException(e);
    } catch (final InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  ProcessHandle handle() {
    return process.toHandle();
  }

  long pid() {
    return process.pid();
  }

  String out() {
    return read(out);
  }

  String err() {
    return read(err);
  }

  /** The only line of its output, as a flat object: nested keys are joined by dots. */
  Map<String, Object> json() {
    assertThat(out().lines()).hasSize(1);
    final Map<String, Object> values = new HashMap<>();
    try (JsonParser parser = new JsonFactory().createParser(out())) {
      for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
        final String path = parser
            .getParsingContext()
            .pathAsPointer()
            .toString()
            .replaceFirst("/", "")
            .replace('/', '.');
        if (token.isNumeric()) {
          values.put(path, parser.getNumberValue().doubleValue());
        } else if (token.isBoolean()) {
          values.put(path, parser.getBooleanValue());
        } else if (token.isScalarValue()) {
          values.put(path, token == JsonToken.VALUE_NULL ? null : parser.getText());
        }
      }
    } catch (final IOException e) {
      throw new UncheckedIOException(e);
    }
    return values;
  }

  private static String read(final Path file) {
    try {
      return Files.readString(file);
    } catch (final IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }
}
