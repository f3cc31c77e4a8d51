package org.intercore.docs;

import java.io.IOException;
import java.io.StringWriter;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;

/** The pieces of code in the pages, and the compiler that looks at them. */
final class Snippets {
  /** The repository. */
  static final Path ROOT = Path.of("..");

  private Snippets() {}

  /** All pages that are written for readers. */
  static List<Path> pages() throws IOException {
    try (Stream<Path> files = Files.walk(ROOT, 12)) {
      return files
          .filter(file -> file.toString().endsWith(".md"))
          .filter(file -> !file.toString().contains("/target/"))
          .filter(file -> !file.toString().contains("/.git/"))
          .sorted()
          .toList();
    }
  }

  /** What stands between the fences of a language. */
  static List<String> of(final Path page, final String language) throws IOException {
    final List<String> blocks = new ArrayList<>();
    final Matcher matcher = Pattern.compile("```" + language + "\n(.*?)```", Pattern.DOTALL)
        .matcher(Files.readString(page));
    while (matcher.find()) {
      blocks.add(matcher.group(1));
    }
    return blocks;
  }

  /** What the compiler has against sources; nothing if they are right. */
  static String compile(final List<String> sources, final Path classes) {
    final JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    final StringWriter errors = new StringWriter();
    final List<String> options = List.of(
        "-proc:none",
        "-d",
        classes.toString(),
        "-classpath",
        System.getProperty("java.class.path"));
    final List<Source> units = new ArrayList<>();
    for (final String source : sources) {
      units.add(new Source("Page" + units.size(), source));
    }
    final boolean compiled =
        compiler.getTask(errors, null, null, options, null, units).call();
    return compiled ? "" : errors.toString();
  }

  /** What stands around a piece of code in a reader's program, as a class of a package of its own. */
  static String program(final String piece, final int number) {
    final boolean annotation = piece.startsWith("@");
    return String.join(
        "\n",
        "package page" + number + ";",
        "import io.micrometer.core.instrument.*;",
        "import io.micrometer.core.instrument.simple.SimpleMeterRegistry;",
        "import java.io.Reader;",
        "import java.nio.file.*;",
        "import java.time.Duration;",
        "import java.util.Properties;",
        "import net.jqwik.api.Property;",
        "import org.agrona.DirectBuffer;",
        "import org.intercore.icbmsg.*;",
        "import org.intercore.icbmsg.endpoint.Role;",
        "import org.intercore.icbmsg.metrics.IcbmsgMetrics;",
        "import org.intercore.icbmsg.observe.InstanceSnapshot;",
        "import org.intercore.icmsg.*;",
        "import org.intercore.icmsg.devicetree.Devicetree;",
        "import org.intercore.icmsg.region.*;",
        "import org.intercore.icmsg.status.Status;",
        "import org.intercore.icmsg.time.Timeout;",
        "import org.intercore.zerocopy.*;",
        "class Example {",
        "  static long price = 42;",
        "  static Icbmsg link;",
        "  static SharedMemory memory;",
        "  static MeterRegistry registry = new SimpleMeterRegistry();",
        "  static void process(DirectBuffer message) {}",
        annotation ? piece : "",
        "  static void main(String[] args) throws Exception {",
        annotation ? "" : piece,
        "  }",
        "}");
  }

  private static final class Source extends SimpleJavaFileObject {
    private final String text;

    Source(final String name, final String text) {
      super(URI.create("string:///" + name + ".java"), JavaFileObject.Kind.SOURCE);
      this.text = text;
    }

    @Override
    public CharSequence getCharContent(final boolean ignoreEncodingErrors) {
      return text;
    }
  }
}
