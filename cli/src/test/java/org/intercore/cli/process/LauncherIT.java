package org.intercore.cli.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.jar.JarOutputStream;
import java.util.zip.ZipEntry;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** {@code bin/icbmsg} in a repository of its own, whose build only puts the real jar in place. */
@DisabledOnOs(OS.WINDOWS)
class LauncherIT extends Processes {
  private Path root;
  private Path jar;

  @BeforeEach
  void makeRepository() throws IOException {
    root = newDirectory("repository");
    jar = root.resolve("cli/target/icbmsg.jar");
    write(root.resolve("pom.xml"), new byte[0]);
    write(root.resolve("cli/pom.xml"), new byte[0]);
    write(root.resolve("cli/src/main/Source.java"), new byte[0]);
    final Path launcher = Path.of(System.getProperty("icbmsg.cli.jar"), "../../../bin/icbmsg");
    executable("bin/icbmsg", Files.readString(launcher.normalize()));
    build("sleep 1; mkdir -p cli/target; cp '" + System.getProperty("icbmsg.cli.jar")
        + "' cli/target/");
  }

  @Test
  void twoAtOnceBuildOnceAndKeepStdoutClean() throws IOException {
    final CommandProcess one = launch(root.resolve("bin/icbmsg"));
    final CommandProcess other = launch(root.resolve("bin/icbmsg"));
    one.succeeds();
    other.succeeds();
    assertThat(builds()).isEqualTo(1);
    assertThat(one.out()).startsWith("icbmsg ").isEqualTo(other.out());
    assertThat(one.err() + other.err()).isEqualToIgnoringNewLines("building icbmsg, once ...");
    assertThat(launch(root.resolve("bin/icbmsg")).succeeds().err()).isEmpty();
  }

  @Test
  void worksThroughLinks() throws IOException {
    final Path absolute = Files.createSymbolicLink(path("absolute"), root.resolve("bin/icbmsg"));
    final Path relative = Files.createSymbolicLink(path("relative"), Path.of("absolute"));
    assertThat(launch(relative).succeeds().out()).startsWith("icbmsg ");
    assertThat(launch(absolute).succeeds().out()).startsWith("icbmsg ");
    assertThat(builds()).isEqualTo(1);
  }

  @Test
  void buildsAgainWhatIsOlderThanItsSources() throws IOException {
    launch(root.resolve("bin/icbmsg")).succeeds();
    Files.setLastModifiedTime(jar, FileTime.from(Instant.now().minus(Duration.ofHours(1))));
    launch(root.resolve("bin/icbmsg")).succeeds();
    assertThat(builds()).isEqualTo(2);
  }

  @Test
  void benchBuildsTheBenchmarksAndHandsItsOptionsOn() throws IOException {
    launch(root.resolve("bin/icbmsg")).succeeds();
    // What the build leaves behind for the benchmarks: a jar whose main class says what it was
    // given.
    final String jarOf = "mkdir -p jmh/target; cp '" + benchmarksThatEcho() + "' "
        + "jmh/target/benchmarks.jar; mkdir -p cli/target; cp '"
        + System.getProperty("icbmsg.cli.jar") + "' cli/target/; echo \"$@\" >arguments";
    build(jarOf);
    final CommandProcess bench =
        start("launcher", builder(root.resolve("bin/icbmsg"), "bench", "--help", "--cases", "a,b"));
    assertThat(bench.succeeds().out()).isEqualToIgnoringNewLines("[--help, --cases, a,b]");
    assertThat(Files.readString(root.resolve("arguments"))).contains("-pl cli,jmh ");
    assertThat(builds()).isEqualTo(2);
    start("launcher", builder(root.resolve("bin/icbmsg"), "bench")).succeeds();
    assertThat(builds()).isEqualTo(2);
  }

  private Path benchmarksThatEcho() throws IOException {
    final Path source = write(
        path("echo/org/intercore/jmh/bench/Bench.java"),
        ("package org.intercore.jmh.bench; public class Bench { public static void main("
                + "String[] a) { System.out.println(java.util.List.of(a)); } }")
            .getBytes(StandardCharsets.UTF_8));
    assertThat(ToolProvider.getSystemJavaCompiler().run(null, null, null, source.toString()))
        .isZero();
    final Path made = path("echo.jar");
    try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(made))) {
      out.putNextEntry(new ZipEntry("org/intercore/jmh/bench/Bench.class"));
      out.write(Files.readAllBytes(source.resolveSibling("Bench.class")));
    }
    return made;
  }

  @Test
  void exampleBuildsTheExamplesAndHandsItsArgumentsOn() throws IOException {
    final Path launcher =
        Path.of(System.getProperty("icbmsg.cli.jar"), "../../../bin/example").normalize();
    executable("bin/example", Files.readString(launcher));
    // Any jar will do that says what it was given.
    build("mkdir -p examples/target; cp '" + System.getProperty("icbmsg.cli.jar")
        + "' examples/target/examples.jar; echo \"$@\" >arguments");
    assertThat(launch(root.resolve("bin/example")).succeeds().out()).startsWith("icbmsg ");
    assertThat(launch(root.resolve("bin/example")).succeeds().err()).isEmpty();
    assertThat(Files.readString(root.resolve("arguments"))).contains("-pl examples ");
    assertThat(builds()).isEqualTo(1);
  }

  @Test
  void showsWhatTheBuildSaysOnlyIfItFails() throws IOException {
    build("echo '[ERROR] no compiler'; exit 1");
    final CommandProcess failing = launch(root.resolve("bin/icbmsg"));
    failing.fails("building icbmsg", "[ERROR] no compiler", "icbmsg: the build failed");
    assertThat(failing.out()).isEmpty();
  }

  @Test
  void saysThatThereIsNoJava() {
    final ProcessBuilder builder = builder(root.resolve("bin/icbmsg"));
    builder.environment().put("JAVA_HOME", path("nowhere").toString());
    start("launcher", builder).fails("there is no java in JAVA_HOME");
  }

  private CommandProcess launch(final Path launcher) {
    return start("launcher", builder(launcher));
  }

  private ProcessBuilder builder(final Path launcher) {
    return builder(launcher, "--version");
  }

  private ProcessBuilder builder(final Path launcher, final String... arguments) {
    final List<String> command = new ArrayList<>(List.of(launcher.toString()));
    command.addAll(List.of(arguments));
    final ProcessBuilder builder =
        new ProcessBuilder(command).directory(path("repository/cli/src").toFile());
    builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
    builder.environment().remove("ICBMSG_JAVA_OPTS");
    return builder;
  }

  private void build(final String commands) throws IOException {
    executable("mvnw", "#!/bin/sh\necho built >>builds\n" + commands + "\n");
  }

  private void executable(final String name, final String script) throws IOException {
    final Path file = write(root.resolve(name), script.getBytes(StandardCharsets.UTF_8));
    assertThat(file.toFile().setExecutable(true)).isTrue();
  }

  private long builds() throws IOException {
    return Files.readAllLines(root.resolve("builds")).size();
  }
}
