package dev.joinall.backend.mongo;

import com.mongodb.reactivestreams.client.MongoCollection;
import java.util.function.Function;
import org.bson.RawBsonDocument;
import org.reactivestreams.Publisher;

/**
 * What one call asks of the driver, and how its answer is read.
 *
 * @param question nothing is sent before its publisher is subscribed to
 */
record Query<T>(
    Function<MongoCollection<RawBsonDocument>, Publisher<T>> question, Reading<T> reading) {}
