package org.intercore.jmh.bench.report;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Maps and lists as Lets-Plot wants them: it adds to them, and their order decides its output's. */
final class Spec {
  private Spec() {}

  static Map<String, Object> map(final Object... namesAndValues) {
    final Map<String, Object> map = new LinkedHashMap<>();
    for (int i = 0; i < namesAndValues.length; i += 2) {
      map.put((String) namesAndValues[i], namesAndValues[i + 1]);
    }
    return map;
  }

  static List<Object> list(final Object... values) {
    return new ArrayList<>(Arrays.asList(values));
  }

  static List<Object> listOf(final Collection<?> values) {
    return new ArrayList<>(values);
  }
}
