package dev.joinall.backend.mongo;

import com.mongodb.client.model.DeleteOptions;
import com.mongodb.client.model.FindOneAndUpdateOptions;
import com.mongodb.client.model.ReplaceOptions;
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
import org.bson.BsonDocument;
import org.bson.BsonObjectId;
import org.bson.BsonValue;
import org.jspecify.annotations.Nullable;

/**
 * The operations that change documents. They have no time limit on the server, because the server
 * could have made the change when the limit expires.
 */
final class PreparedWrite {
  private PreparedWrite() {}

  static PreparedOperation insertOne(Arguments arguments) {
    BsonTemplate document = arguments.document();
    return scope -> {
      BsonDocument given = document.document(scope);
      BsonValue id = given.get("_id", new BsonObjectId());
      BsonDocument identified = identified(id, given);
      return new Query<>(
          (from, millis) -> from.insertOne(identified),
          ResultReader.<InsertOneResult>one(done -> inserted(id)));
    };
  }

  static PreparedOperation update(Arguments arguments) {
    BsonTemplate filter = arguments.requiredFilter();
    BsonTemplate update = arguments.update();
    boolean many = arguments.call().changesMany();
    UpdateOptions options =
        arguments.call().options().with(new UpdateOptions().upsert(arguments.upsert()));
    return scope -> {
      BsonDocument what = WriteFilter.of(filter, scope);
      BsonValue change = change(update, scope);
      if (change.isArray()) {
        List<BsonDocument> stages = PreparedOperation.stages(change.asArray());
        return new Query<>(
            (from, millis) ->
                many
                    ? from.updateMany(what, stages, options)
                    : from.updateOne(what, stages, options),
            ResultReader.one(PreparedWrite::updated));
      }
      BsonDocument operators = change.asDocument();
      return new Query<>(
          (from, millis) ->
              many
                  ? from.updateMany(what, operators, options)
                  : from.updateOne(what, operators, options),
          ResultReader.one(PreparedWrite::updated));
    };
  }

  static PreparedOperation replaceOne(Arguments arguments) {
    BsonTemplate filter = arguments.requiredFilter();
    BsonTemplate replacement = arguments.replacement();
    ReplaceOptions options =
        arguments.call().options().with(new ReplaceOptions().upsert(arguments.upsert()));
    return scope -> {
      BsonDocument what = WriteFilter.of(filter, scope);
      BsonDocument document = replacement.document(scope);
      return new Query<>(
          (from, millis) -> from.replaceOne(what, document, options),
          ResultReader.one(PreparedWrite::updated));
    };
  }

  static PreparedOperation findOneAndUpdate(Arguments arguments, int maxBytes) {
    BsonTemplate filter = arguments.requiredFilter();
    BsonTemplate update = arguments.update();
    Optional<BsonTemplate> projection = arguments.projection();
    Optional<BsonTemplate> sort = arguments.sort();
    boolean upsert = arguments.upsert();
    CallOptions options = arguments.call().options();
    return scope -> {
      BsonDocument what = WriteFilter.of(filter, scope);
      BsonValue change = change(update, scope);
      @Nullable BsonDocument fields = PreparedOperation.document(projection, scope);
      @Nullable BsonDocument order = PreparedOperation.document(sort, scope);
      FindOneAndUpdateOptions all =
          options.with(new FindOneAndUpdateOptions().upsert(upsert).projection(fields).sort(order));
      return new Query<>(
          (from, millis) ->
              change.isArray()
                  ? from.findOneAndUpdate(what, PreparedOperation.stages(change.asArray()), all)
                  : from.findOneAndUpdate(what, change.asDocument(), all),
          ResultReader.accepted(ResultReader.document(maxBytes)));
    };
  }

  static PreparedOperation delete(Arguments arguments) {
    BsonTemplate filter = arguments.requiredFilter();
    boolean many = arguments.call().changesMany();
    DeleteOptions options = arguments.call().options().with(new DeleteOptions());
    return scope -> {
      BsonDocument what = WriteFilter.of(filter, scope);
      return new Query<>(
          (from, millis) -> many ? from.deleteMany(what, options) : from.deleteOne(what, options),
          ResultReader.one(PreparedWrite::deleted));
    };
  }

  private static BsonValue change(BsonTemplate update, Scope scope) {
    BsonValue change = update.of(scope);
    if (change.isDocument() && change.asDocument().isEmpty()) {
      throw new InvalidExpression("the whole update was omitted");
    }
    return change;
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

  private static Json deleted(DeleteResult done) {
    return new JsonWriter(32)
        .beginObject()
        .member("deleted", Json.number(done.getDeletedCount()))
        .endObject()
        .toJson();
  }
}
