package org.intercore.docs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import java.io.IOException;
import java.io.StringWriter;
import java.net.URI;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.platform.testkit.engine.EngineTestKit;
import org.junit.platform.testkit.engine.Events;

/** Every Java example of the README compiles against the library as it is; so does the test kit's. */
class ReadmeTest {
  private static final Path README = Path.of("..", "README.md");
  private static final Path KIT_README = Path.of("README.md");
  private static final Pattern JAVA_BLOCK = Pattern.compile("```java\n(.*?)```", Pattern.DOTALL);

  private static List<String> javaBlocks(final Path readme) throws IOException {
    final List<String> blocks = new ArrayList<>();
    final Matcher matcher = JAVA_BLOCK.matcher(Files.readString(readme));
    while (matcher.find()) {
      blocks.add(matcher.group(1));
    }
    return blocks;
  }

  @Test
  void everyJavaExampleCompiles(@TempDir final Path classes) throws IOException {
    final List<String> examples = javaBlocks(README);
    assertThat(examples).hasSizeGreaterThanOrEqualTo(2);
    for (final String example : examples) {
      assertThat(compile(program(example), classes)).as(example).isEmpty();
    }
  }

  @Test
  void theTransportOfTheTestKitsReadmeKeepsTheContract(@TempDir final Path classes)
      throws Exception {
    final String example = javaBlocks(KIT_README).stream()
        .filter(block -> block.startsWith("import"))
        .findFirst()
        .orElseThrow();
    assertThat(compile(example, classes)).isEmpty();
    try (URLClassLoader loader = new URLClassLoader(new URL[] {classes.toUri().toURL()})) {
      final Events tests = EngineTestKit.engine("junit-jupiter")
          .selectors(selectClass(loader.loadClass("BufferQueueTest")))
          .execute()
          .testEvents();
      assertThat(tests.failed().list()).isEmpty();
      assertThat(tests.succeeded().count()).isGreaterThan(15);
      assertThat(tests.aborted().count()).as("skipped").isPositive();
    }
  }

  @Test
  void anExampleThatDoesNotFitTheLibraryIsFound(@TempDir final Path classes) {
    assertThat(compile(program("Icbmsg.openNow();"), classes)).contains("openNow");
  }

  private static String compile(final String source, final Path classes) {
    final JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    final StringWriter errors = new StringWriter();
    final List<String> options =
        List.of("-d", classes.toString(), "-classpath", System.getProperty("java.class.path"));
    final boolean compiled = compiler
        .getTask(errors, null, null, options, null, List.of(new Source(source)))
        .call();
    return compiled ? "" : errors.toString();
  }

  /** What stands around an example in a reader's program. */
  private static String program(final String example) {
    return String.join(
        "\n",
        "import java.nio.file.Path;",
        "import java.time.Duration;",
        "import org.agrona.DirectBuffer;",
        "import org.intercore.icbmsg.Icbmsg;",
        "import org.intercore.icbmsg.IcbmsgConfig;",
        "import org.intercore.icbmsg.endpoint.Role;",
        "import org.intercore.icmsg.region.RegionPair;",
        "import org.intercore.icmsg.region.SharedMemory;",
        "import org.intercore.icmsg.time.Timeout;",
        "import org.intercore.zerocopy.TxBlock;",
        "import org.intercore.zerocopy.ZeroCopyEndpoint;",
        "class Example {",
        "  static final long price = 42;",
        "  static void process(DirectBuffer message) {}",
        "  static void main(String[] args) throws Exception {",
        example,
        "  }",
        "}");
  }

  private static final class Source extends SimpleJavaFileObject {
    private final String text;

    Source(final String text) {
      super(URI.create("string:///Example.java"), JavaFileObject.Kind.SOURCE);
      this.text = text;
    }

    @Override
    public CharSequence getCharContent(final boolean ignoreEncodingErrors) {
      return text;
    }
  }
}
