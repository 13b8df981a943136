package dev.joinall.backend.mongo;

import static java.util.concurrent.TimeUnit.MILLISECONDS;

import com.mongodb.client.model.CountOptions;
import com.mongodb.client.model.UpdateOptions;
import com.mongodb.client.result.DeleteResult;
import com.mongodb.client.result.InsertOneResult;
import com.mongodb.client.result.UpdateResult;
import dev.joinall.json.Json;
import dev.joinall.json.JsonWriter;
import dev.joinall.template.InvalidExpression;
import dev.joinall.template.Scope;
import java.util.List;
import java.util.Optional;
import java.util.function.ToIntFunction;
import org.bson.BsonArray;
import org.bson.BsonDocument;
import org.bson.BsonObjectId;
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
      case FIND_ONE -> findOne(arguments, maxBytes);
      case FIND -> find(arguments, maxBytes);
      case AGGREGATE -> aggregate(arguments, maxBytes);
      case COUNT -> count(arguments);
      case DISTINCT -> distinct(arguments, maxBytes);
      case INSERT_ONE -> insertOne(arguments);
      case UPDATE_ONE -> updateOne(arguments);
      case DELETE_ONE -> deleteOne(arguments);
    };
  }

  private static PreparedOperation findOne(Arguments arguments, int maxBytes) {
    BsonTemplate filter = arguments.filter();
    Optional<BsonTemplate> projection = arguments.projection();
    Optional<BsonTemplate> sort = arguments.sort();
    return scope -> {
      BsonDocument what = filter.document(scope);
      @Nullable BsonDocument fields = document(projection, scope);
      @Nullable BsonDocument order = document(sort, scope);
      return new Query<>(
          (from, millis) ->
              from.find(what).projection(fields).sort(order).maxTime(millis, MILLISECONDS).first(),
          ResultReader.document(maxBytes));
    };
  }

  private static PreparedOperation find(Arguments arguments, int maxBytes) {
    BsonTemplate filter = arguments.filter();
    Optional<BsonTemplate> projection = arguments.projection();
    Optional<BsonTemplate> sort = arguments.sort();
    Optional<ToIntFunction<Scope>> limit = arguments.whole("limit", 1);
    Optional<ToIntFunction<Scope>> skip = arguments.whole("skip", 0);
    return scope -> {
      BsonDocument what = filter.document(scope);
      @Nullable BsonDocument fields = document(projection, scope);
      @Nullable BsonDocument order = document(sort, scope);
      int most = number(limit, scope);
      int first = number(skip, scope);
      return new Query<>(
          (from, millis) ->
              from.find(what)
                  .projection(fields)
                  .sort(order)
                  .limit(most)
                  .skip(first)
                  .batchSize(BATCH)
                  .maxTime(millis, MILLISECONDS),
          ResultReader.documents(maxBytes));
    };
  }

  private static PreparedOperation aggregate(Arguments arguments, int maxBytes) {
    BsonTemplate pipeline = arguments.pipeline();
    return scope -> {
      List<BsonDocument> stages = stages(pipeline.of(scope).asArray());
      return new Query<>(
          (from, millis) -> from.aggregate(stages).batchSize(BATCH).maxTime(millis, MILLISECONDS),
          ResultReader.documents(maxBytes));
    };
  }

  private static PreparedOperation count(Arguments arguments) {
    BsonTemplate filter = arguments.filter();
    Optional<ToIntFunction<Scope>> limit = arguments.whole("limit", 1);
    return scope -> {
      BsonDocument what = filter.document(scope);
      int most = number(limit, scope);
      return new Query<>(
          (from, millis) ->
              from.countDocuments(
                  what, new CountOptions().limit(most).maxTime(millis, MILLISECONDS)),
          ResultReader.one(Json::number));
    };
  }

  private static PreparedOperation distinct(Arguments arguments, int maxBytes) {
    String field = arguments.field();
    BsonTemplate filter = arguments.filter();
    return scope -> {
      BsonDocument what = filter.document(scope);
      return new Query<>(
          (from, millis) ->
              from.distinct(field, what, BsonValue.class).maxTime(millis, MILLISECONDS),
          ResultReader.values(maxBytes));
    };
  }

  private static PreparedOperation insertOne(Arguments arguments) {
    BsonTemplate document = arguments.document();
    return scope -> {
      BsonDocument given = document.document(scope);
      BsonValue id = given.get("_id", new BsonObjectId());
      BsonDocument identified = identified(id, given);
      return new Query<>(
          (from, millis) -> from.withDocumentClass(BsonDocument.class).insertOne(identified),
          ResultReader.<InsertOneResult>one(done -> inserted(id)));
    };
  }

  private static PreparedOperation updateOne(Arguments arguments) {
    BsonTemplate filter = arguments.requiredFilter();
    BsonTemplate update = arguments.update();
    var options = new UpdateOptions().upsert(arguments.upsert());
    return scope -> {
      BsonDocument what = WriteFilter.of(filter, scope);
      BsonValue change = update.of(scope);
      if (change.isDocument() && change.asDocument().isEmpty()) {
        throw new InvalidExpression("all of the update was left out");
      }
      return new Query<>(
          (from, millis) ->
              change.isArray()
                  ? from.updateOne(what, stages(change.asArray()), options)
                  : from.updateOne(what, change.asDocument(), options),
          ResultReader.one(PreparedOperation::updated));
    };
  }

  private static PreparedOperation deleteOne(Arguments arguments) {
    BsonTemplate filter = arguments.requiredFilter();
    return scope -> {
      BsonDocument what = WriteFilter.of(filter, scope);
      return new Query<>(
          (from, millis) -> from.deleteOne(what),
          ResultReader.<DeleteResult>one(done ->
              new JsonWriter(32)
                  .beginObject()
                  .member("deleted", Json.number(done.getDeletedCount()))
                  .endObject()
                  .toJson()));
    };
  }

  /**
   * Copies the document with the id as first field, as the server stores it; the original may be
   * shared.
   */
  private static BsonDocument identified(BsonValue id, BsonDocument document) {
    var copy = new BsonDocument("_id", id);
    copy.putAll(document);
    return copy;
  }

  private static Json inserted(BsonValue id) {
    var out = new JsonWriter(64).beginObject().name("insertedId");
    BsonJson.write(id, out);
    return out.endObject().toJson();
  }

  private static Json updated(UpdateResult done) {
    var out = new JsonWriter(64).beginObject();
    out.member("matched", Json.number(done.getMatchedCount()));
    out.member("modified", Json.number(done.getModifiedCount()));
    if (done.getUpsertedId() != null) {
      BsonJson.write(done.getUpsertedId(), out.name("upsertedId"));
    }
    return out.endObject().toJson();
  }

  private static List<BsonDocument> stages(BsonArray stages) {
    return stages.stream().map(BsonValue::asDocument).toList();
  }

  private static @Nullable BsonDocument document(Optional<BsonTemplate> part, Scope scope) {
    return part.isPresent() ? part.get().document(scope) : null;
  }

  /** An optional number; MongoDB reads 0 as "none". */
  private static int number(Optional<ToIntFunction<Scope>> number, Scope scope) {
    return number.isPresent() ? number.get().applyAsInt(scope) : 0;
  }
}
