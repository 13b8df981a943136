package dev.joinall.backend.sql;

import dev.joinall.json.JsonWriter;
import java.util.function.Consumer;

/**
 * Writes PostgreSQL's text of an array as a JSON list: <code>{1,NULL,"a b"}</code>, nested for more
 * dimensions. Omits bounds before it. For one value; not thread-safe.
 */
final class PostgresArray {
  private final String text;
  private final char delimiter;
  private final Consumer<String> element;
  private final JsonWriter out;
  private int at;

  /**
   * @param delimiter between elements: a comma, or the delimiter of their type
   * @param element writes an element that is not null
   */
  PostgresArray(String text, char delimiter, Consumer<String> element, JsonWriter out) {
    this.text = text;
    this.delimiter = delimiter;
    this.element = element;
    this.out = out;
  }

  void write() {
    at = text.indexOf('{');
    list();
  }

  private void list() {
    out.beginArray();
    at++;
    while (text.charAt(at) != '}') {
      char next = text.charAt(at);
      if (next == delimiter) {
        at++;
      } else if (next == '{') {
        list();
      } else if (next == '"') {
        element.accept(quoted());
      } else {
        plain();
      }
    }
    at++;
    out.endArray();
  }

  private String quoted() {
    var value = new StringBuilder();
    at++;
    while (text.charAt(at) != '"') {
      if (text.charAt(at) == '\\') {
        at++;
      }
      value.append(text.charAt(at++));
    }
    at++;
    return value.toString();
  }

  /** Reads an element without quotes; a NULL in quotes would be a text. */
  private void plain() {
    int start = at;
    while (text.charAt(at) != delimiter && text.charAt(at) != '}') {
      at++;
    }
    String value = text.substring(start, at);
    if (value.equals("NULL")) {
      out.nullValue();
    } else {
      element.accept(value);
    }
  }
}
