package org.intercore.golden;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A JSON object with the accessors that the recordings need. A missing field is an error. */
public final class Json {
  private final Map<?, ?> fields;

  private Json(final Map<?, ?> fields) {
    this.fields = fields;
  }

  static Json read(final InputStream source) throws IOException {
    try (JsonParser parser = new JsonFactory().createParser(source)) {
      parser.nextToken();
      return new Json((Map<?, ?>) value(parser));
    }
  }

  private static Object value(final JsonParser parser) throws IOException {
    final JsonToken token = parser.currentToken();
    if (token == JsonToken.START_OBJECT) {
      final Map<String, Object> object = new LinkedHashMap<>();
      while (parser.nextToken() != JsonToken.END_OBJECT) {
        final String name = parser.currentName();
        parser.nextToken();
        object.put(name, value(parser));
      }
      return object;
    }
    if (token == JsonToken.START_ARRAY) {
      final List<Object> array = new ArrayList<>();
      while (parser.nextToken() != JsonToken.END_ARRAY) {
        array.add(value(parser));
      }
      return array;
    }
    return token == JsonToken.VALUE_NUMBER_INT ? (Object) parser.getIntValue() : parser.getText();
  }

  private Object field(final String name) {
    final Object value = fields.get(name);
    if (value == null) {
      throw new AssertionError("the recording has no field " + name);
    }
    return value;
  }

  public String text(final String name) {
    return (String) field(name);
  }

  public int number(final String name) {
    return (Integer) field(name);
  }

  public Json object(final String name) {
    return new Json((Map<?, ?>) field(name));
  }

  public List<Integer> numbers(final String name) {
    return ((List<?>) field(name)).stream().map(each -> (Integer) each).toList();
  }

  public List<String> texts(final String name) {
    return ((List<?>) field(name)).stream().map(each -> (String) each).toList();
  }

  public List<Json> objects(final String name) {
    return ((List<?>) field(name))
        .stream().map(each -> new Json((Map<?, ?>) each)).toList();
  }
}
