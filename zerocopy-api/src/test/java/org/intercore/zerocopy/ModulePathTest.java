package org.intercore.zerocopy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.lang.module.ModuleDescriptor;
import java.lang.module.ModuleDescriptor.Exports;
import java.lang.module.ModuleFinder;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.agrona.DirectBuffer;
import org.intercore.icbmsg.Icbmsg;
import org.intercore.icmsg.IcmsgLink;
import org.intercore.user.ModulePathProgram;
import org.jctools.queues.MpscArrayQueue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The descriptors of the three modules hold where they are modules: on the module path. */
class ModulePathTest {
  private static final long PATIENCE_SECONDS = 120;

  /** What no other module is given. A package that is new is exported, or it is named here. */
  private static final Set<String> HIDDEN =
      Set.of("org.intercore.icbmsg.control", "org.intercore.icbmsg.slot");

  @ParameterizedTest
  @CsvSource({
    "java.base/jdk.internal.misc=org.agrona, agrona",
    "java.base/java.lang=org.agrona, jdk"
  })
  void aMessageTravelsBetweenNamedModules(
      final String opened, final String buffers, @TempDir final Path directory)
      throws IOException, InterruptedException {
    final Path output = directory.resolve("output");
    final Path result = directory.resolve("result");
    final Process process = new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-p",
            Stream.of(
                    IcmsgLink.class,
                    Icbmsg.class,
                    ZeroCopyEndpoint.class,
                    DirectBuffer.class,
                    MpscArrayQueue.class)
                .map(one -> place(one).toString())
                .collect(Collectors.joining(File.pathSeparator)),
            "--add-modules",
            "org.intercore.zerocopy",
            "--add-opens",
            opened,
            "-cp",
            place(ModulePathProgram.class).toString(),
            ModulePathProgram.class.getName(),
            result.toString())
        .redirectErrorStream(true)
        .redirectOutput(output.toFile())
        .start();
    final boolean hasEnded = process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS);
    process.destroyForcibly();
    final String said = Files.readString(output);
    assertThat(hasEnded).as(said).isTrue();
    assertThat(process.exitValue()).as(said).isZero();
    assertThat(Files.readAllLines(result))
        .containsExactly(
            "module org.intercore.icmsg",
            "module org.intercore.icbmsg",
            "module org.intercore.zerocopy",
            "42",
            "buffers " + buffers);
  }

  @Test
  void everyPackageIsExportedOrHiddenOnPurpose() {
    final Set<String> hidden = new TreeSet<>();
    for (final Class<?> one : List.of(IcmsgLink.class, Icbmsg.class, ZeroCopyEndpoint.class)) {
      final ModuleDescriptor descriptor =
          ModuleFinder.of(place(one)).findAll().iterator().next().descriptor();
      assertThat(descriptor.isAutomatic()).as(descriptor.name()).isFalse();
      final Set<String> exported =
          descriptor.exports().stream().map(Exports::source).collect(Collectors.toSet());
      descriptor.packages().stream().filter(name -> !exported.contains(name)).forEach(hidden::add);
    }
    assertThat(hidden).containsExactlyInAnyOrderElementsOf(HIDDEN);
  }

  private static Path place(final Class<?> one) {
    try {
      return Path.of(one.getProtectionDomain().getCodeSource().getLocation().toURI());
    } catch (final URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }
}
