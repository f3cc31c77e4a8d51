package org.intercore.jmh.bench.result;

import com.fasterxml.jackson.core.JsonEncoding;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.core.util.MinimalPrettyPrinter;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.MathContext;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.HistogramIterationValue;
import org.intercore.jmh.bench.run.Window;

/** Results for machines. */
public final class JsonFiles {
  private static final JsonFactory FACTORY = new JsonFactory();
  private static final MathContext DIGITS = new MathContext(5);
  /** A percentile near 100 is told from its neighbour by digits behind many nines. */
  private static final MathContext CURVE_DIGITS = new MathContext(9);
  /** Points of a latency curve each time that the part of slower messages halves. */
  private static final int TICKS_PER_HALF = 3;

  private JsonFiles() {}

  /** Writes one object: the machine, how many windows there were, and the rows. */
  public static void writeSummary(
      final Path file, final Machine machine, final String command, final Summary summary)
      throws IOException {
    Files.write(file, summary(machine, command, summary));
  }

  /** What {@link #writeSummary} writes. */
  public static byte[] summary(final Machine machine, final String command, final Summary summary)
      throws IOException {
    final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (JsonGenerator json = FACTORY.createGenerator(bytes, JsonEncoding.UTF8)) {
      json.setPrettyPrinter(
          new DefaultPrettyPrinter().withObjectIndenter(new DefaultPrettyPrinter.NopIndenter()));
      json.writeStartObject();
      write(json, machine);
      json.writeStringField("command", command);
      json.writeStringField("version", version());
      json.writeStringField(
          "date", Instant.now().truncatedTo(ChronoUnit.SECONDS).toString());
      json.writeNumberField("windows", summary.windows());
      json.writeNumberField("windows_dropped", summary.dropped());
      json.writeArrayFieldStart("rows");
      for (final Row row : summary.rows()) {
        write(json, row);
      }
      json.writeEndArray();
      json.writeEndObject();
    }
    return bytes.toByteArray();
  }

  private static void write(final JsonGenerator json, final Machine machine) throws IOException {
    json.writeObjectFieldStart("machine");
    json.writeStringField("cpu", machine.cpu());
    json.writeNumberField("cores", machine.cores());
    json.writeStringField("caches", machine.caches());
    json.writeNumberField("memory_mib", machine.memoryMib());
    json.writeBooleanField("virtual", machine.isVirtual());
    number(json, "load_at_start", machine.load());
    json.writeStringField("kernel", machine.kernel());
    json.writeStringField("jdk", machine.jdk());
    json.writeEndObject();
  }

  /** Of this build. */
  public static String version() {
    final String version = JsonFiles.class.getPackage().getImplementationVersion();
    return version == null ? "unknown" : version;
  }

  private static void write(final JsonGenerator json, final Row row) throws IOException {
    json.writeStartObject();
    json.writeStringField("case", row.testCase());
    json.writeStringField("subject", row.subject());
    json.writeNumberField("processes", row.processes());
    json.writeStringField("class", row.floorClass().label());
    number(json, "median_ns", row.ns().median());
    number(json, "low_ns", row.ns().low());
    number(json, "high_ns", row.ns().high());
    number(json, "ratio_to_floor", row.ratio().median());
    number(json, "ratio_low", row.ratio().low());
    number(json, "ratio_high", row.ratio().high());
    number(json, "floor_ns", row.floorNs());
    number(json, "floor_low_ns", row.floor().low());
    number(json, "floor_high_ns", row.floor().high());
    json.writeNumberField("windows", row.windows());
    json.writeNumberField("jvms", row.jvms());
    number(json, "allocated_bytes_per_message", row.bytesPerMessage());
    if (row.rateToBase() != null) {
      json.writeStringField("base_case", row.base());
      number(json, "rate_to_base", row.rateToBase().median());
      number(json, "rate_to_base_low", row.rateToBase().low());
      number(json, "rate_to_base_high", row.rateToBase().high());
    }
    if (row.latency() != null) {
      latency(json, row.latency());
    }
    json.writeEndObject();
  }

  private static void latency(final JsonGenerator json, final Histogram latency)
      throws IOException {
    json.writeObjectFieldStart("latency_ns");
    json.writeNumberField("p50", latency.getValueAtPercentile(50));
    json.writeNumberField("p90", latency.getValueAtPercentile(90));
    json.writeNumberField("p99", latency.getValueAtPercentile(99));
    json.writeNumberField("p99.9", latency.getValueAtPercentile(99.9));
    json.writeNumberField("max", latency.getMaxValue());
    json.writeNumberField("count", latency.getTotalCount());
    json.writeArrayFieldStart("curve");
    for (final HistogramIterationValue step : latency.percentiles(TICKS_PER_HALF)) {
      json.writeStartArray();
      json.writeNumber(new BigDecimal(step.getPercentileLevelIteratedTo()).round(CURVE_DIGITS));
      json.writeNumber(step.getValueIteratedTo());
      json.writeEndArray();
    }
    json.writeEndArray();
    json.writeEndObject();
  }

  /** Adds every window as a line of its own, those that will not be used, too. */
  public static void appendWindows(final Path file, final List<Measured> windows)
      throws IOException {
    try (JsonGenerator json = FACTORY.createGenerator(
        Files.newOutputStream(file, StandardOpenOption.CREATE, StandardOpenOption.APPEND),
        JsonEncoding.UTF8)) {
      json.setPrettyPrinter(new MinimalPrettyPrinter("\n"));
      for (final Measured one : windows) {
        write(json, one);
      }
      json.writeRaw('\n');
    }
  }

  private static void write(final JsonGenerator json, final Measured one) throws IOException {
    final Window window = one.window();
    json.writeStartObject();
    json.writeNumberField("fork", one.fork());
    json.writeNumberField("index", one.index());
    json.writeStringField("case", window.testCase());
    json.writeStringField("subject", one.subject());
    json.writeNumberField("processes", one.processes());
    number(json, "ns", window.ns());
    number(json, "floor_before_ns", window.floorBeforeNs());
    number(json, "floor_after_ns", window.floorAfterNs());
    json.writeStringField("class", one.floorClass().label());
    json.writeBooleanField("used", one.isSteady());
    json.writeNumberField("messages", window.messages());
    json.writeNumberField("allocated_bytes", window.allocatedBytes());
    if (!window.histogram().isEmpty()) {
      json.writeStringField("histogram", window.histogram());
    }
    json.writeEndObject();
  }

  /** Where nothing came through, the time is infinite, which JSON calls null. */
  private static void number(final JsonGenerator json, final String name, final double value)
      throws IOException {
    if (Double.isFinite(value)) {
      json.writeNumberField(name, new BigDecimal(value).round(DIGITS));
    } else {
      json.writeNullField(name);
    }
  }
}
