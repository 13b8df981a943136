package dev.joinall.backend.mongo;

import com.mongodb.ReadPreference;
import com.mongodb.client.model.DeleteOptions;
import com.mongodb.client.model.FindOneAndUpdateOptions;
import com.mongodb.client.model.ReplaceOptions;
import com.mongodb.client.model.UpdateOptions;
import com.mongodb.client.result.DeleteResult;
import com.mongodb.client.result.InsertOneResult;
import com.mongodb.client.result.UpdateResult;
import com.mongodb.reactivestreams.client.AggregatePublisher;
import com.mongodb.reactivestreams.client.ClientSession;
import com.mongodb.reactivestreams.client.DistinctPublisher;
import com.mongodb.reactivestreams.client.FindPublisher;
import com.mongodb.reactivestreams.client.MongoCollection;
import java.util.List;
import java.util.function.UnaryOperator;
import org.bson.BsonDocument;
import org.bson.BsonValue;
import org.bson.RawBsonDocument;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;

/**
 * The collection of one call, in the session of its request. The driver has two variants of each
 * operation.
 *
 * @param session null if there is none
 */
record SessionCollection(
    MongoCollection<RawBsonDocument> collection, @Nullable ClientSession session) {
  /**
   * Returns the collection with another preference; a transaction always reads from the primary.
   */
  SessionCollection preferring(UnaryOperator<ReadPreference> preference) {
    return session != null && session.hasActiveTransaction()
        ? this
        : new SessionCollection(
            collection.withReadPreference(preference.apply(collection.getReadPreference())),
            session);
  }

  FindPublisher<RawBsonDocument> find(BsonDocument filter) {
    return session == null ? collection.find(filter) : collection.find(session, filter);
  }

  AggregatePublisher<RawBsonDocument> aggregate(List<BsonDocument> stages) {
    return session == null ? collection.aggregate(stages) : collection.aggregate(session, stages);
  }

  DistinctPublisher<BsonValue> distinct(String field, BsonDocument filter) {
    return session == null
        ? collection.distinct(field, filter, BsonValue.class)
        : collection.distinct(session, field, filter, BsonValue.class);
  }

  Publisher<InsertOneResult> insertOne(BsonDocument document) {
    MongoCollection<BsonDocument> plain = collection.withDocumentClass(BsonDocument.class);
    return session == null ? plain.insertOne(document) : plain.insertOne(session, document);
  }

  Publisher<UpdateResult> updateOne(BsonDocument filter, BsonDocument it, UpdateOptions options) {
    return session == null
        ? collection.updateOne(filter, it, options)
        : collection.updateOne(session, filter, it, options);
  }

  Publisher<UpdateResult> updateOne(
      BsonDocument filter, List<BsonDocument> it, UpdateOptions options) {
    return session == null
        ? collection.updateOne(filter, it, options)
        : collection.updateOne(session, filter, it, options);
  }

  Publisher<UpdateResult> updateMany(BsonDocument filter, BsonDocument it, UpdateOptions options) {
    return session == null
        ? collection.updateMany(filter, it, options)
        : collection.updateMany(session, filter, it, options);
  }

  Publisher<UpdateResult> updateMany(
      BsonDocument filter, List<BsonDocument> it, UpdateOptions options) {
    return session == null
        ? collection.updateMany(filter, it, options)
        : collection.updateMany(session, filter, it, options);
  }

  Publisher<UpdateResult> replaceOne(BsonDocument filter, BsonDocument it, ReplaceOptions options) {
    MongoCollection<BsonDocument> plain = collection.withDocumentClass(BsonDocument.class);
    return session == null
        ? plain.replaceOne(filter, it, options)
        : plain.replaceOne(session, filter, it, options);
  }

  Publisher<RawBsonDocument> findOneAndUpdate(
      BsonDocument filter, BsonDocument it, FindOneAndUpdateOptions options) {
    return session == null
        ? collection.findOneAndUpdate(filter, it, options)
        : collection.findOneAndUpdate(session, filter, it, options);
  }

  Publisher<RawBsonDocument> findOneAndUpdate(
      BsonDocument filter, List<BsonDocument> it, FindOneAndUpdateOptions options) {
    return session == null
        ? collection.findOneAndUpdate(filter, it, options)
        : collection.findOneAndUpdate(session, filter, it, options);
  }

  Publisher<DeleteResult> deleteMany(BsonDocument filter, DeleteOptions options) {
    return session == null
        ? collection.deleteMany(filter, options)
        : collection.deleteMany(session, filter, options);
  }

  Publisher<DeleteResult> deleteOne(BsonDocument filter, DeleteOptions options) {
    return session == null
        ? collection.deleteOne(filter, options)
        : collection.deleteOne(session, filter, options);
  }
}
