package dev.joinall.backend.mongo;

import com.mongodb.reactivestreams.client.MongoCollection;
import org.bson.RawBsonDocument;
import org.reactivestreams.Publisher;

/** What one call asks of the driver, and how its answer is read. */
record Query<T, R>(Question<T> question, ResultReader<T, R> reading) {

  @FunctionalInterface
  interface Question<T> {
    /**
     * Nothing is sent before the publisher is subscribed to.
     *
     * @param millis after which the server itself should give up, where it can
     */
    Publisher<T> of(MongoCollection<RawBsonDocument> collection, long millis);
  }
}
