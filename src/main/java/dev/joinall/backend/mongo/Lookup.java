package dev.joinall.backend.mongo;

import static java.util.concurrent.TimeUnit.MILLISECONDS;

import dev.joinall.backend.Batch.Result;
import dev.joinall.backend.mongo.MongoCall.Verb;
import dev.joinall.config.Tree;
import dev.joinall.template.Scope;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.bson.BsonArray;
import org.bson.BsonDocument;
import org.bson.BsonValue;
import org.bson.RawBsonDocument;
import org.jspecify.annotations.Nullable;

/**
 * A {@code find-one} by one field, for many values in one query. Without a sort MongoDB returns the
 * first match, so the first document of each value counts. Not with a collation, for which
 * different values may match.
 *
 * @param field a top-level field, not a path
 * @param value the value to compare with
 */
record Lookup(String field, BsonTemplate value, KeyProjection projection, CallOptions options) {
  /** Limit of documents per key; a value may have any number of matches. */
  private static final int DOCUMENTS_PER_KEY = 2;

  /** Empty for any other operation. */
  static Optional<Lookup> of(Arguments arguments) {
    Map<String, Tree> written = arguments.call().arguments();
    if (arguments.call().verb() != Verb.FIND_ONE
        || written.containsKey("sort")
        || arguments.call().options().collation().isPresent()
        || !(written.get("filter") instanceof Tree.Mapping filter)
        || filter.entries().size() != 1
        || !filter.optional().isEmpty()) {
      return Optional.empty();
    }
    String field = filter.entries().keySet().iterator().next();
    Tree value = filter.entries().get(field);
    boolean plain = !field.startsWith("$") && !field.contains(".") && !field.contains("\0");
    return plain && value instanceof Tree.Scalar
        ? KeyProjection.of(arguments.projection(), field)
            .map(it ->
                new Lookup(field, arguments.literals().data(value), it, arguments.call().options()))
        : Optional.empty();
  }

  /** Empty if other values may be equal to it for the server. */
  Optional<BsonValue> key(Scope scope) {
    return ComparableKeys.of(value.of(scope));
  }

  Query<RawBsonDocument, List<Result>> query(List<BsonValue> keys, int maxBytes) {
    var filter = new BsonDocument(field, new BsonDocument("$in", new BsonArray(keys)));
    @Nullable BsonDocument fields = projection.fields().orElse(null);
    int limit = DOCUMENTS_PER_KEY * keys.size();
    return new Query<>(
        (from, millis) ->
            options
                .find(from, filter)
                .projection(fields)
                .limit(limit)
                // With a batch size above the limit the server closes the cursor in the first
                // reply.
                .batchSize(limit + 1)
                .maxTime(millis, MILLISECONDS),
        new KeyedDocuments(field, keys, projection.added(), limit, maxBytes));
  }
}
