package org.intercore.cli.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What would make a jar another one on another machine or day is not in it. {@code .ci/reproducible} shows the whole:
 * it builds twice and compares.
 */
@Tag("sources")
class ReproducibleIT {
  /** What is put into the executable jar keeps the time of the jar it is from. */
  private static final String OURS = "org/intercore/";

  private static final Path ROOT =
      Path.of(System.getProperty("icbmsg.cli.jar"), "../../..").normalize();

  static List<Path> jars() throws IOException {
    final List<Path> jars = new ArrayList<>();
    for (final String library : List.of("icmsg-core", "icbmsg", "zerocopy-api")) {
      try (Stream<Path> made = Files.list(ROOT.resolve(library).resolve("target"))) {
        made.filter(file -> file.toString().endsWith(".jar")).forEach(jars::add);
      }
    }
    jars.add(Path.of(System.getProperty("icbmsg.cli.jar")));
    return jars;
  }

  private static LocalDateTime timeOfTheBuild() throws IOException {
    final Matcher configured = Pattern.compile("<project.build.outputTimestamp>(.*)</")
        .matcher(Files.readString(ROOT.resolve("pom.xml")));
    assertThat(configured.find()).isTrue();
    return OffsetDateTime.parse(configured.group(1)).toLocalDateTime();
  }

  @ParameterizedTest
  @MethodSource("jars")
  void nothingInAJarTellsWhereAndWhenItWasBuilt(final Path jar) throws IOException {
    final LocalDateTime time = timeOfTheBuild();
    final String place = ROOT.toRealPath().toString();
    try (JarFile file = new JarFile(jar.toFile())) {
      for (final JarEntry entry : file.stream().toList()) {
        if (entry.getName().startsWith(OURS)) {
          assertThat(entry.getTimeLocal()).as(entry.getName()).isEqualTo(time);
        }
        final byte[] content = file.getInputStream(entry).readAllBytes();
        assertThat(new String(content, StandardCharsets.ISO_8859_1).contains(place))
            .as("whether %s names %s", entry.getName(), place)
            .isFalse();
      }
    }
  }
}
