package dev.joinall.backend.sql;

import dev.joinall.json.JsonWriter;
import io.r2dbc.spi.Row;

/** Writes the values of rows as JSON. Thread-safe. */
interface RowWriter {
  /** Writes the value of one column. */
  void value(Row row, int column, JsonWriter out);
}
