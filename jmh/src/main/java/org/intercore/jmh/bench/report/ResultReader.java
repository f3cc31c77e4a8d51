package org.intercore.jmh.bench.report;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.intercore.jmh.bench.report.Result.Latency;
import org.intercore.jmh.bench.report.Result.Point;
import org.intercore.jmh.bench.report.Result.Row;
import org.intercore.jmh.bench.result.Quantiles;

/** Reads the JSON of a result. */
public final class ResultReader {
  private static final String UNKNOWN = "unknown";
  private static final double ALL = 100;

  private ResultReader() {}

  /**
   * The result in that text.
   *
   * @throws UnreadableResult if it is none
   */
  public static Result read(final byte[] text) throws UnreadableResult {
    final Fields top = new Fields("the file", tree(text));
    final List<Row> rows = new ArrayList<>();
    for (final Fields row : top.objects("rows")) {
      rows.add(row(row));
    }
    if (rows.isEmpty()) {
      throw new UnreadableResult("there is not a single row in it");
    }
    return new Result(
        machine(top),
        top.text("command", UNKNOWN),
        top.text("version", UNKNOWN),
        top.text("date", UNKNOWN),
        (long) top.number("windows"),
        (long) top.number("windows_dropped"),
        List.copyOf(rows));
  }

  private static Map<String, String> machine(final Fields top) throws UnreadableResult {
    final Map<String, String> machine = new LinkedHashMap<>();
    top.object("machine")
        .fields
        .forEach((name, value) -> machine.put(String.valueOf(name), plain(value)));
    return machine;
  }

  private static String plain(final Object value) {
    return value instanceof Double number ? Words.plain(number) : String.valueOf(value);
  }

  private static Row row(final Fields row) throws UnreadableResult {
    final double median = row.number("median_ns");
    final double ratio = row.number("ratio_to_floor");
    final double floor = row.number("floor_ns");
    return new Row(
        row.text("case"),
        row.text("subject"),
        (int) row.number("processes"),
        row.text("class"),
        (long) row.number("windows"),
        (long) row.number("jvms", 0),
        new Quantiles(row.number("low_ns", median), median, row.number("high_ns", median)),
        new Quantiles(row.number("ratio_low", ratio), ratio, row.number("ratio_high", ratio)),
        new Quantiles(row.number("floor_low_ns", floor), floor, row.number("floor_high_ns", floor)),
        row.number("allocated_bytes_per_message", Double.NaN),
        row.text("base_case", ""),
        rate(row),
        row.has("latency_ns") ? latency(row.object("latency_ns")) : null);
  }

  private static Quantiles rate(final Fields row) throws UnreadableResult {
    if (!row.has("rate_to_base")) {
      return null;
    }
    final double rate = row.number("rate_to_base");
    return new Quantiles(
        row.number("rate_to_base_low", rate), rate, row.number("rate_to_base_high", rate));
  }

  private static Latency latency(final Fields latency) throws UnreadableResult {
    final List<Point> curve = new ArrayList<>();
    if (latency.has("curve")) {
      for (final Object step : latency.list("curve")) {
        if (!(step instanceof List<?> pair)
            || pair.size() != 2
            || !(pair.get(0) instanceof Double percentile)
            || !(pair.get(1) instanceof Double ns)) {
          throw new UnreadableResult(latency.name + ".curve has a point that is not two numbers");
        }
        curve.add(new Point(percentile, ns));
      }
    } else {
      // Results of before there was a curve.
      for (final double percentile : new double[] {50, 90, 99, 99.9}) {
        curve.add(new Point(percentile, latency.number("p" + plain(percentile))));
      }
      curve.add(new Point(ALL, latency.number("max")));
    }
    if (curve.isEmpty()) {
      throw new UnreadableResult(latency.name + ".curve has no point");
    }
    return new Latency((long) latency.number("count"), List.copyOf(curve));
  }

  private static Map<?, ?> tree(final byte[] text) throws UnreadableResult {
    try (JsonParser json = new JsonFactory().createParser(text)) {
      if (json.nextToken() == JsonToken.START_OBJECT
          && value(json) instanceof Map<?, ?> top
          && json.nextToken() == null) {
        return top;
      }
      throw new UnreadableResult("it is not one JSON object");
    } catch (final JsonProcessingException e) {
      final int line = e.getLocation() == null ? 1 : e.getLocation().getLineNr();
      throw new UnreadableResult("it is not JSON: line " + line + ": "
          + e.getOriginalMessage().lines().findFirst().orElse(""));
    } catch (final UnreadableResult e) {
      throw e;
    } catch (final IOException e) {
      throw new UnreadableResult("it is not text: " + e.getMessage());
    }
  }

  /** The value that starts at the current token, as maps, lists, texts, numbers and null. */
  private static Object value(final JsonParser json) throws IOException {
    switch (json.currentToken()) {
      case START_OBJECT -> {
        final Map<String, Object> fields = new LinkedHashMap<>();
        while (json.nextToken() != JsonToken.END_OBJECT) {
          final String name = json.currentName();
          json.nextToken();
          fields.put(name, value(json));
        }
        return fields;
      }
      case START_ARRAY -> {
        final List<Object> values = new ArrayList<>();
        while (json.nextToken() != JsonToken.END_ARRAY) {
          values.add(value(json));
        }
        return values;
      }
      case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> {
        return json.getDoubleValue();
      }
      case VALUE_NULL -> {
        return null;
      }
      default -> {
        return json.getText();
      }
    }
  }

  /** An object of the file and where it is. */
  private record Fields(String name, Map<?, ?> fields) {
    boolean has(final String field) {
      return fields.containsKey(field);
    }

    String text(final String field) throws UnreadableResult {
      if (fields.get(field) instanceof String text && !text.isBlank()) {
        return text;
      }
      throw new UnreadableResult(name + " has no text \"" + field + "\"");
    }

    String text(final String field, final String otherwise) {
      return fields.get(field) instanceof String text ? text : otherwise;
    }

    double number(final String field) throws UnreadableResult {
      if (!has(field)) {
        throw new UnreadableResult(name + " has no number \"" + field + "\"");
      }
      return number(field, Double.NaN);
    }

    /** JSON has no infinity: null stands for it. */
    double number(final String field, final double otherwise) throws UnreadableResult {
      if (!has(field)) {
        return otherwise;
      }
      final Object value = fields.get(field);
      if (value == null) {
        return Double.POSITIVE_INFINITY;
      }
      if (value instanceof Double number) {
        return number;
      }
      throw new UnreadableResult(name + ": \"" + field + "\" is not a number: " + value);
    }

    Fields object(final String field) throws UnreadableResult {
      if (fields.get(field) instanceof Map<?, ?> object) {
        return new Fields(field, object);
      }
      throw new UnreadableResult(name + " has no object \"" + field + "\"");
    }

    List<?> list(final String field) throws UnreadableResult {
      if (fields.get(field) instanceof List<?> list) {
        return list;
      }
      throw new UnreadableResult(name + " has no list \"" + field + "\"");
    }

    List<Fields> objects(final String field) throws UnreadableResult {
      final List<Fields> objects = new ArrayList<>();
      for (final Object one : list(field)) {
        final String place = field + "[" + objects.size() + "]";
        if (!(one instanceof Map<?, ?> object)) {
          throw new UnreadableResult(place + " is not an object");
        }
        objects.add(new Fields(place, object));
      }
      return objects;
    }
  }
}
