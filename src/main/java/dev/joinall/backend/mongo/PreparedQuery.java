package dev.joinall.backend.mongo;

import com.mongodb.reactivestreams.client.ClientSession;
import com.mongodb.reactivestreams.client.MongoClient;
import com.mongodb.reactivestreams.client.MongoCollection;
import dev.joinall.backend.Fault;
import dev.joinall.backend.StepException;
import dev.joinall.template.Scope;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.bson.RawBsonDocument;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.MonoSink;

/** One call, ready to be sent. */
record PreparedQuery<T, R>(
    MongoCall operation, Query<T, R> query, Scope scope, @Nullable ClientSession session) {

  /**
   * Calls the driver with the time left after the wait for a permit.
   *
   * @param release run once, when the driver is done
   * @param later runs a task after the maximum time of one reply
   */
  void make(
      MongoClient driver,
      String database,
      MonoSink<R> caller,
      Runnable release,
      Consumer<Runnable> later) {
    var exchange =
        new DriverCall<>(caller, query.reading(), error -> fault(error, driver), release, later);
    long left = scope.remaining();
    if (left <= 0) {
      exchange.onError(
          new StepException(Fault.of(Fault.Type.TIMEOUT, "no time was left").withAttempts(0)));
      return;
    }
    // At least 1 ms, because 0 means unlimited for the driver.
    long millis = Math.max(1, TimeUnit.NANOSECONDS.toMillis(left));
    try {
      MongoCollection<RawBsonDocument> collection =
          driver.getDatabase(database).getCollection(operation.collection(), RawBsonDocument.class);
      exchange.start(query.question().of(new SessionCollection(collection, session), millis));
    } catch (RuntimeException e) {
      exchange.onError(e);
    }
  }

  private Throwable fault(Throwable error, MongoClient driver) {
    return MongoFaults.of(error, driver.getClusterDescription(), operation.change());
  }
}
