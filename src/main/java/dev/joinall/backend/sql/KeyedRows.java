package dev.joinall.backend.sql;

import dev.joinall.backend.Batch.Absent;
import dev.joinall.backend.Batch.Result;
import dev.joinall.backend.Batch.Unsure;
import dev.joinall.backend.Batch.Value;
import dev.joinall.json.Json;
import dev.joinall.json.JsonWriter;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Assigns rows to their keys. A server may compare by other rules than this class, such as ignoring
 * case; then the result is unsure, and each key is queried alone.
 */
record KeyedRows(String column, boolean one) {
  private static final Result UNSURE = new Unsure();

  /** Returns the results in the order of the keys. */
  List<Result> of(List<Json> keys, Json rows) {
    Map<String, List<Json>> found = new HashMap<>();
    Map<String, Integer> alike = new HashMap<>();
    for (Json key : keys) {
      found.put(key.text(), new ArrayList<>());
      alike.merge(folded(key), 1, Integer::sum);
    }
    for (Json row : rows.elements()) {
      Json its = row.get(column);
      List<Json> mine = its == null ? null : found.get(text(its));
      if (mine == null) {
        return unsure(keys);
      }
      mine.add(row);
    }
    return keys.stream()
        .map(it ->
            alike.getOrDefault(folded(it), 0) > 1
                ? UNSURE
                : result(found.getOrDefault(it.text(), List.of())))
        .toList();
  }

  static List<Result> unsure(List<Json> keys) {
    return keys.stream().map(it -> UNSURE).toList();
  }

  private Result result(List<Json> rows) {
    if (one) {
      return rows.isEmpty() ? new Absent() : new Value(rows.getFirst());
    }
    var out = new JsonWriter(64).beginArray();
    rows.forEach(out::json);
    return new Value(out.endArray().toJson());
  }

  /** The text of a value; numbers may have more digits than the key: 7.00. */
  private static String text(Json value) {
    return value.kind() == Json.Kind.NUMBER
        ? new BigDecimal(value.text()).stripTrailingZeros().toPlainString()
        : value.text();
  }

  /** A normalized form, which is the same for all texts that a server may compare as equal. */
  private static String folded(Json key) {
    return key.text().toLowerCase(Locale.ROOT).replaceAll("[_.:-]", "");
  }
}
