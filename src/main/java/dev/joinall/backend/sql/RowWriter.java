package dev.joinall.backend.sql;

import dev.joinall.backend.Fault;
import dev.joinall.backend.StepException;
import dev.joinall.json.Json;
import dev.joinall.json.JsonWriter;
import dev.joinall.json.MalformedJson;
import io.r2dbc.spi.Row;

/** Writes the values of rows as JSON. Thread-safe. */
interface RowWriter {
  /** Writes the value of one column. */
  void value(Row row, int column, JsonWriter out);

  /** Writes a value of type json. */
  static void json(byte[] text, JsonWriter out) {
    try {
      out.json(Json.parse(text));
    } catch (MalformedJson e) {
      throw new StepException(
          Fault.Type.MALFORMED, "a value of type json is deeper or longer than allowed");
    }
  }
}
