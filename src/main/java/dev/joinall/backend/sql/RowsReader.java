package dev.joinall.backend.sql;

import dev.joinall.backend.Fault;
import dev.joinall.backend.StepException;
import dev.joinall.json.Json;
import dev.joinall.json.JsonWriter;
import io.r2dbc.spi.ColumnMetadata;
import io.r2dbc.spi.Row;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Writes the rows of one result. For one call; not thread-safe. */
final class RowsReader {
  private static final int FIRST_BYTES = 512;

  private final RowWriter writer;
  private final int maxBytes;
  private final boolean one;
  private final JsonWriter out = new JsonWriter(FIRST_BYTES);
  private @Nullable List<String> names;
  private long rows;
  private boolean full;

  /**
   * @param maxBytes of the value
   * @param one whether the first row alone is the value
   */
  RowsReader(RowWriter writer, int maxBytes, boolean one) {
    this.writer = writer;
    this.maxBytes = maxBytes;
    this.one = one;
    if (!one) {
      out.beginArray();
    }
  }

  /**
   * Writes a row, unless the limit is exceeded.
   *
   * @return whether the value still fits
   */
  boolean add(Row row) {
    rows++;
    if (full || (one && rows > 1)) {
      return !full;
    }
    List<String> columns = names == null ? names(row) : names;
    out.beginObject();
    for (int i = 0; i < columns.size(); i++) {
      out.name(columns.get(i));
      writer.value(row, i, out);
    }
    out.endObject();
    full = out.length() > maxBytes;
    return !full;
  }

  private List<String> names(Row row) {
    List<String> found =
        row.getMetadata().getColumnMetadatas().stream()
            .<String>map(ColumnMetadata::getName)
            .toList();
    Set<String> seen = new HashSet<>();
    for (String name : found) {
      if (!seen.add(name)) {
        throw new StepException(
            Fault.of(
                    Fault.Type.INVALID,
                    "two columns of the result have the name " + name + ": rename one by as")
                .ofCaller());
      }
    }
    names = found;
    return found;
  }

  long rows() {
    return rows;
  }

  /** Whether the limit is exceeded. */
  boolean isFull() {
    return full;
  }

  StepException tooLarge() {
    return new StepException(
        Fault.Type.TOO_LARGE, "the answer is larger than " + maxBytes + " bytes");
  }

  /** Null if one row was asked for, and there is none. */
  @Nullable Json value() {
    if (one) {
      return rows == 0 ? null : out.toJson();
    }
    return out.endArray().toJson();
  }
}
