package org.intercore.cli.console;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class JsonLineTest {
  @Test
  void writesOneLineInTheGivenOrder() {
    final Map<String, Object> object = new LinkedHashMap<>();
    object.put("text", "a \"b\"\n");
    object.put("long", Long.MAX_VALUE);
    object.put("share", 1234567.25);
    object.put("flag", true);
    object.put("nothing", null);
    object.put("list", List.of(Map.of("k", 1), 2));
    assertThat(JsonLine.of(object))
        .isEqualTo("{\"text\":\"a \\\"b\\\"\\n\",\"long\":9223372036854775807,\"share\":1234567.3,"
            + "\"flag\":true,\"nothing\":null,\"list\":[{\"k\":1},2]}");
  }
}
