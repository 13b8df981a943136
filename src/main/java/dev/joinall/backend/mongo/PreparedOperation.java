package dev.joinall.backend.mongo;

import static java.util.concurrent.TimeUnit.MILLISECONDS;

import dev.joinall.json.Json;
import dev.joinall.template.Scope;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.ToIntFunction;
import org.bson.BsonArray;
import org.bson.BsonDocument;
import org.bson.BsonInt32;
import org.bson.BsonValue;
import org.jspecify.annotations.Nullable;

/** A prepared operation. Immutable and thread-safe. */
@FunctionalInterface
interface PreparedOperation {
  /**
   * Documents in one reply. The driver's default for these operations is as many as fit into 16 MB,
   * more than most results may have.
   */
  int BATCH = 1_000;

  /** The last stage of a count. */
  BsonDocument COUNTED =
      BsonDocument.parse("{$group: {_id: 1, " + ResultReader.COUNT + ": {$sum: 1}}}");

  /**
   * Evaluates the expressions for one request.
   *
   * @throws dev.joinall.template.InvalidExpression if an expression fails or has an unsuitable
   *     value
   */
  Query<?, Json> query(Scope scope);

  /**
   * Compiles an operation.
   *
   * @param maxBytes of one result
   */
  static PreparedOperation of(Arguments arguments, int maxBytes) {
    return switch (arguments.call().verb()) {
      case FIND_ONE -> find(arguments, true, maxBytes);
      case FIND -> find(arguments, false, maxBytes);
      case AGGREGATE -> aggregate(arguments, maxBytes);
      case COUNT -> count(arguments);
      case DISTINCT -> distinct(arguments, maxBytes);
      case INSERT_ONE -> PreparedWrite.insertOne(arguments);
      case UPDATE_ONE, UPDATE_MANY -> PreparedWrite.update(arguments);
      case REPLACE_ONE -> PreparedWrite.replaceOne(arguments);
      case FIND_ONE_AND_UPDATE -> PreparedWrite.findOneAndUpdate(arguments, maxBytes);
      case DELETE_ONE, DELETE_MANY -> PreparedWrite.delete(arguments);
    };
  }

  private static PreparedOperation find(Arguments arguments, boolean one, int maxBytes) {
    BsonTemplate filter = arguments.filter();
    Optional<BsonTemplate> projection = arguments.projection();
    Optional<BsonTemplate> sort = arguments.sort();
    Optional<ToIntFunction<Scope>> limit = one ? Optional.empty() : arguments.integer("limit", 1);
    Optional<ToIntFunction<Scope>> skip = one ? Optional.empty() : arguments.integer("skip", 0);
    CallOptions options = arguments.call().options();
    return scope -> {
      BsonDocument what = filter.document(scope);
      @Nullable BsonDocument fields = document(projection, scope);
      @Nullable BsonDocument order = document(sort, scope);
      int max = number(limit, scope);
      int first = number(skip, scope);
      return new Query<>(
          (from, millis) -> {
            var found =
                options
                    .find(from, what)
                    .projection(fields)
                    .sort(order)
                    .maxTime(millis, MILLISECONDS);
            return one ? found.first() : found.limit(max).skip(first).batchSize(BATCH);
          },
          one ? ResultReader.document(maxBytes) : ResultReader.documents(maxBytes));
    };
  }

  private static PreparedOperation aggregate(Arguments arguments, int maxBytes) {
    BsonTemplate pipeline = arguments.pipeline();
    CallOptions options = arguments.call().options();
    return scope -> {
      List<BsonDocument> stages = stages(pipeline.of(scope).asArray());
      return new Query<>(
          (from, millis) ->
              options.aggregate(from, stages).batchSize(BATCH).maxTime(millis, MILLISECONDS),
          ResultReader.documents(maxBytes));
    };
  }

  /**
   * The same stages as the driver's {@code countDocuments}, which never completes if the reply has
   * no number.
   */
  private static PreparedOperation count(Arguments arguments) {
    BsonTemplate filter = arguments.filter();
    Optional<ToIntFunction<Scope>> limit = arguments.integer("limit", 1);
    CallOptions options = arguments.call().options();
    return scope -> {
      List<BsonDocument> stages = new ArrayList<>();
      stages.add(new BsonDocument("$match", filter.document(scope)));
      if (limit.isPresent()) {
        stages.add(new BsonDocument("$limit", new BsonInt32(number(limit, scope))));
      }
      stages.add(COUNTED);
      return new Query<>(
          (from, millis) -> options.aggregate(from, stages).maxTime(millis, MILLISECONDS),
          ResultReader.count());
    };
  }

  private static PreparedOperation distinct(Arguments arguments, int maxBytes) {
    String field = arguments.field();
    BsonTemplate filter = arguments.filter();
    CallOptions options = arguments.call().options();
    return scope -> {
      BsonDocument what = filter.document(scope);
      return new Query<>(
          (from, millis) -> options.distinct(from, field, what).maxTime(millis, MILLISECONDS),
          ResultReader.values(maxBytes));
    };
  }

  static List<BsonDocument> stages(BsonArray stages) {
    return stages.stream().map(BsonValue::asDocument).toList();
  }

  static @Nullable BsonDocument document(Optional<BsonTemplate> part, Scope scope) {
    return part.isPresent() ? part.get().document(scope) : null;
  }

  /** The value of an optional number; for MongoDB 0 means "none". */
  private static int number(Optional<ToIntFunction<Scope>> number, Scope scope) {
    return number.isPresent() ? number.get().applyAsInt(scope) : 0;
  }
}
