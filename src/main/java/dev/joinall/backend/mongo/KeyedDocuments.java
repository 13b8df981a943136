package dev.joinall.backend.mongo;

import dev.joinall.backend.Batch;
import dev.joinall.backend.Batch.Result;
import dev.joinall.backend.StepException;
import dev.joinall.json.JsonWriter;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.bson.BsonValue;
import org.bson.RawBsonDocument;

/**
 * Collects the first document of each key. If the field of a document has none of the keys, the
 * server compares by other rules (the field contains a list, or the collection has a collation),
 * and all results are unsure.
 */
final class KeyedDocuments implements ResultReader<RawBsonDocument, List<Result>> {
  private final String field;
  private final List<BsonValue> keys;
  private final Set<BsonValue> wanted;
  private final boolean without;
  private final int limit;
  private final int maxBytes;
  private final Map<BsonValue, Result> found = new HashMap<>();
  private int count;
  private boolean doubtful;

  /**
   * @param without whether the field is removed from the values
   * @param limit maximum of documents in the query; if it is reached, there may be more
   * @param maxBytes of each value
   */
  KeyedDocuments(String field, List<BsonValue> keys, boolean without, int limit, int maxBytes) {
    this.field = field;
    this.keys = keys;
    this.wanted = new HashSet<>(keys);
    this.without = without;
    this.limit = limit;
    this.maxBytes = maxBytes;
  }

  @Override
  public void next(RawBsonDocument document) {
    count++;
    BsonValue its = document.get(field);
    Optional<BsonValue> key = its == null ? Optional.empty() : ComparableKeys.of(its);
    if (key.isEmpty() || !wanted.contains(key.get())) {
      doubtful = true;
    } else {
      found.computeIfAbsent(key.get(), it -> read(document));
    }
  }

  private Result read(RawBsonDocument document) {
    try {
      var out = new JsonWriter(document.getByteLength());
      if (without) {
        BsonJson.writeWithout(field, document, out);
      } else {
        BsonJson.write(document, out);
      }
      return new Batch.Value(ResultReader.bounded(out, maxBytes).toJson());
    } catch (StepException e) {
      return new Batch.Failed(e.fault());
    }
  }

  @Override
  public List<Result> result() {
    Result none = count < limit ? new Batch.Absent() : new Batch.Unsure();
    return keys.stream()
        .map(key -> doubtful ? new Batch.Unsure() : found.getOrDefault(key, none))
        .toList();
  }
}
