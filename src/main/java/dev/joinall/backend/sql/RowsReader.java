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
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Writes the rows of one result. For one call; not thread-safe. */
final class RowsReader {
  private static final Logger log = LoggerFactory.getLogger(RowsReader.class);
  private static final int FIRST_BYTES = 512;

  private final RowWriter writer;
  private final int maxBytes;
  private final boolean one;
  private final JsonWriter out = new JsonWriter(FIRST_BYTES);
  private @Nullable List<String> names;
  private long rows;
  private @Nullable StepException failure;

  /**
   * @param maxBytes of the value
   * @param one whether only the first row is the value
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
   * Writes a row, unless an earlier one has failed.
   *
   * @return whether all rows so far could be written
   */
  boolean add(Row row) {
    rows++;
    if (failure == null && !(one && rows > 1)) {
      write(row);
      if (failure == null && out.length() > maxBytes) {
        failure =
            new StepException(
                Fault.Type.TOO_LARGE, "the answer is larger than " + maxBytes + " bytes");
      }
    }
    return failure == null;
  }

  private void write(Row row) {
    int at = 0;
    try {
      List<String> columns = names == null ? names(row) : names;
      out.beginObject();
      for (; at < columns.size(); at++) {
        out.name(columns.get(at));
        writer.value(row, at, out);
      }
      out.endObject();
    } catch (StepException e) {
      failure = e;
    } catch (RuntimeException e) {
      log.debug("A column of a result could not be read", e);
      failure =
          new StepException(
              Fault.Type.MALFORMED, "the driver can't read column " + (at + 1) + " of the result");
    }
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

  /** The reason why a row could not be written; null if all could. */
  @Nullable StepException failure() {
    return failure;
  }

  /** Null if only one row is expected, and there is none; also after a failure. */
  @Nullable Json value() {
    if (failure != null) {
      return null;
    }
    if (one) {
      return rows == 0 ? null : out.toJson();
    }
    return out.endArray().toJson();
  }
}
